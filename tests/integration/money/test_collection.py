"""Payment collection: instalments are reminded of, dunned and settled; every end is reached."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from adapters.crm import tables
from tests.support.till import Till


def test_three_instalments_a_partial_payment_dunning_to_the_third_level_hold_and_release(till: Till) -> None:
    order = till.order("90000")
    first, second, third = till.plan(order, (10, "30000"), (40, "30000"), (80, "30000"))
    root = till.collect(order)
    assert till.account().receivable == Decimal(90000)
    due = till.instalment(first).due_on

    till.to_day(due - timedelta(days=6))
    assert till.instalment(first).state == "due_soon"
    till.receive("10000")
    assert (till.instalment(first).received, till.items(root)) == (Decimal(10000), [])

    till.to_day(due + timedelta(days=2))
    assert till.items(root) == ["contact"]
    assert till.account().overdue == Decimal(20000)
    till.do(root, "contact", "salesperson", result="paid", note="下周到账")
    till.to_day(due + timedelta(days=8))
    assert len(till.outbox.sent) == 1
    assert till.instalment(first).dunning_level == 1

    till.to_day(due + timedelta(days=16))
    assert till.items(root) == ["superior_plan"]
    till.do(root, "superior_plan", "manager", plan_text="上门拜访")
    assert not till.account().credit_hold
    till.to_day(due + timedelta(days=31))
    assert till.account().credit_hold
    assert till.instalment(first).dunning_level == 3

    till.receive("20000")
    assert not till.account().credit_hold
    assert till.instalment(first).state == "paid"
    till.receive("60000")
    assert [till.instalment(one).state for one in (first, second, third)] == ["paid"] * 3
    assert till.state(root) == "completed"
    assert (till.account().receivable, till.account().overdue) == (Decimal(0), Decimal(0))
    assert till.row(tables.payment_plan, first).instance_id is None


def test_an_instalment_that_is_late_already_is_told_as_overdue_only(till: Till) -> None:
    order = till.order("500")
    till.plan(order, (-20, "500"))
    till.collect(order)
    till.engine.run_due()
    query = select(tables.message.c.text).where(tables.message.c.to_id == till.people["salesperson"])
    with till.store.read() as connection:
        told = list(connection.scalars(query))
    assert [text.split(":")[0] for text in told] == ["逾期 · Overdue"]
