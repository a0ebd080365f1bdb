"""Returned goods are set off against what is still to be paid: plan, arrears, dunning and ledger agree."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from adapters.crm import changes, ledger, set_offs, tables
from adapters.crm.verify import verify_crm
from tests.support.till import Till


def _returned(till: Till, order: int, amount: str) -> int:
    """A return with its credit, booked as its process does."""
    credit = Decimal(amount)
    shared = {"account_id": till.customer, "order_id": order, "currency": "CNY"}
    with till.store.begin(by=None, action="test.return") as tx:
        values = {"no": f"RT-{order}", "kind": "refund", "state": "inspected", "disposed_at": tx.now}
        owner = till.people["salesperson"]
        return_id = changes.add(
            tx, tables.return_order, owner_id=owner, amount=credit, accepted_amount=credit, **values, **shared
        )
        ledger.post(
            tx, once=f"return:{return_id}", kind="return", credit=credit, return_id=return_id, **shared
        )
        set_offs.put(tx, return_id, order, credit)
    return return_id


def _told(till: Till, order: int) -> None:
    """What the process of the return throws."""
    till.engine.message("plan.changed", variables={"order_id": order})
    till.engine.run_due()


def test_the_last_instalments_shrink_once(till: Till) -> None:
    order = till.order("900")
    first, last = till.plan(order, (1, "500"), (2, "400"))
    return_id = _returned(till, order, "450")
    with till.store.begin(by=None, action="test.again") as tx:
        assert set_offs.put(tx, return_id, order, Decimal(450)) == Decimal(450)
    assert [till.instalment(one).amount for one in (first, last)] == [Decimal(450), Decimal(0)]
    assert till.instalment(last).state == "set_off"


def test_nobody_is_dunned_for_what_came_back(till: Till) -> None:
    order = till.order("900")
    first, last = till.plan(order, (10, "500"), (10, "400"))
    root = till.collect(order)
    till.to_day(till.today + timedelta(days=12))
    assert till.items(root) == ["contact", "contact"]
    assert till.account().overdue == Decimal(900)
    return_id = _returned(till, order, "450")
    _told(till, order)
    assert till.items(root) == ["contact"]
    account = till.account()
    assert (account.overdue, account.receivable) == (Decimal(450), Decimal(450))
    till.receive("450")
    assert till.state(root) == "completed"
    with till.store.begin(by=None, action="test.undone") as tx:
        shared = {"kind": "return", "account_id": till.customer, "order_id": order, "return_id": return_id}
        ledger.post(tx, once="undone", debit=Decimal(450), currency="CNY", **shared)
        assert set_offs.take_back(tx, return_id) == Decimal(450)
    assert (till.account().overdue, till.account().receivable) == (Decimal(450), Decimal(450))
    assert [till.instalment(one).state for one in (first, last)] == ["overdue", "overdue"]
    with till.store.snapshot() as connection:
        [asked] = connection.scalars(select(tables.task.c.subject)).all()
        assert "又有欠款" in asked
        assert [one for one in verify_crm(connection) if one.code.startswith(("PLAN", "RETURN_SET"))] == []
