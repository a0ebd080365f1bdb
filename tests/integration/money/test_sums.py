"""Money adds up whatever is received, settled and taken back; the same thing twice happens once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from adapters.crm import changes, ledger, plan_events, plans, receipts, tables
from adapters.crm.errors import InvalidFields
from adapters.crm.money_errors import (
    AllocationElsewhere,
    AllocationTooLarge,
    InstalmentLocked,
    PlanTotals,
    ReceiptAllocated,
)
from adapters.crm.plans import Instalment
from adapters.crm.receipts import Money
from engine.clock import ManualClock
from engine.errors import Conflict
from engine.store.uow import Store
from tests.support.till import Till, open_till

CENTS = st.integers(1, 60_000_00).map(lambda cents: Decimal(cents) / 100)
ACTIONS = st.lists(st.one_of(CENTS, st.sampled_from(["undo", "void"])), min_size=1, max_size=8)


@pytest.fixture
def books(sqlite_store: Store, clock: ManualClock) -> Till:
    return open_till(sqlite_store, clock)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_allocations_never_exceed_receipts_or_instalments_and_balances_reconcile(
    books: Till, actions: list[Any]
) -> None:
    with books.store.begin(by=None, action="test.undone") as tx, tx.connection.begin_nested() as trial:
        _play(books, tx, actions)
        trial.rollback()


def _play(books: Till, tx: Any, actions: list[Any]) -> None:
    order = _order(books, tx)
    ledger.post_order(tx, order)
    given: list[int] = []
    for action in actions:
        if isinstance(action, Decimal):
            given.append(receipts.record(tx, _money(books, action)).id)
        elif given and action == "undo":
            for one in receipts.allocations(tx.connection, given[-1]):
                receipts.undo_allocation(tx, one.id)
        elif given:
            for one in receipts.allocations(tx.connection, given[-1]):
                receipts.undo_allocation(tx, one.id)
            receipts.void(tx, given.pop())
        _reconciles(books, tx, order)


def _reconciles(books: Till, tx: Any, order: int) -> None:
    allocation, paid = tables.receipt_allocation, tables.receipt
    rows = plans.of_order(tx.connection, order)
    for row in rows:
        settled = select(func.sum(allocation.c.amount)).where(
            allocation.c.plan_id == row.id, allocation.c.deleted_at.is_(None)
        )
        assert row.received == (tx.connection.scalar(settled) or 0) <= row.amount
    for row in tx.connection.execute(select(paid)).all():
        assert 0 <= receipts.unallocated(tx.connection, row) <= row.amount
    posted = tx.connection.scalar(select(func.sum(paid.c.amount)).where(paid.c.state == "posted")) or 0
    owed = ledger.balance_of_account(tx.connection, books.customer)
    assert owed == Decimal(90000) - posted
    assert owed == ledger.order_account(tx.connection, order).balance - receipts.credit_of(
        tx.connection, books.customer
    )
    assert ledger.bank_balance(tx.connection, books.bank) == Decimal(1000) + posted


def _order(books: Till, tx: Any) -> int:
    values = {"kind": "stock", "account_id": books.customer, "owner_id": books.people["salesperson"]}
    more = {"ordered_on": books.today, "pay_method": "terms", "currency": "CNY", "state": "executing"}
    order = changes.add(
        tx, tables.order, no="SO-1", total=Decimal(90000), effective_at=tx.now, **values, **more
    )
    wanted = [Instalment(event="date", due_on=books.today, amount=Decimal(30000)) for _part in range(3)]
    plans.save(tx, order, wanted)
    return order


def _money(books: Till, amount: Decimal, **more: Any) -> Money:
    values = {"account_id": books.customer, "received_on": books.today, "bank_account_id": books.bank}
    return Money(amount=amount, handler_id=books.people["finance"], **{**values, **more})


def test_the_same_form_sent_twice_is_one_receipt(books: Till) -> None:
    books.plan(books.order("50000"), (1, "50000"))
    first = books.receive("20000", submission="form-1")
    assert books.receive("20000", submission="form-1") == first
    with books.store.read() as connection:
        assert ledger.bank_balance(connection, books.bank) == Decimal(21000)


def test_it_refuses_to_settle_more_than_is_open(books: Till) -> None:
    [one] = books.plan(books.order("50000"), (1, "50000"))
    with pytest.raises(AllocationTooLarge):
        books.receive("60000", [(one, "50000.01")])
    with pytest.raises(AllocationTooLarge):
        books.receive("100", [(one, "100.01")])
    assert books.instalment(one).received == 0


def test_it_refuses_another_customers_instalment(books: Till) -> None:
    [one] = books.plan(books.order("500"), (1, "500"))
    with books.store.begin(by=None, action="test") as tx:
        other = changes.add(tx, tables.account, code="K-2", kind="customer", name="别家")
        paid = receipts.record(tx, _money(books, Decimal(500), account_id=other), [])
        with pytest.raises(AllocationElsewhere):
            receipts.allocate(tx, paid.id, [(one, Decimal(500))])


def test_a_receipt_needs_an_amount_and_an_account_of_its_currency(books: Till) -> None:
    with books.store.begin(by=None, action="test") as tx, pytest.raises(InvalidFields) as refusal:
        receipts.record(tx, _money(books, Decimal(0), currency="EUR"))
    assert set(refusal.value.by_field("en")) == {"amount", "bank_account_id"}


def test_overpayment_stays_as_credit_and_settles_a_later_order(books: Till) -> None:
    books.plan(books.order("500"), (1, "500"))
    paid = books.receive("800")
    [later] = books.plan(books.order("400"), (1, "400"))
    with books.store.begin(by=None, action="test") as tx:
        assert receipts.credit_of(tx.connection, books.customer) == Decimal(300)
        receipts.allocate(tx, paid, [(later, Decimal(300))])
    assert books.instalment(later).received == Decimal(300)


def test_an_allocated_receipt_is_not_voided(books: Till) -> None:
    books.plan(books.order("500"), (1, "500"))
    paid = books.receive("500")
    with books.store.begin(by=None, action="test") as tx, pytest.raises(ReceiptAllocated):
        receipts.void(tx, paid)


def test_a_plan_must_add_up_and_paid_instalments_stay(books: Till) -> None:
    order = books.order("500")
    with pytest.raises(PlanTotals):
        books.plan(order, (1, "499.99"))
    [one] = books.plan(order, (1, "500"))
    books.receive("100")
    with pytest.raises(InstalmentLocked):
        books.plan(order, (1, "500"))
    row = books.instalment(one)
    kept = Instalment(id=one, event="date", due_on=row.due_on, amount=row.amount, remark="好")
    assert books.save(order, [kept]) == [one]


def test_a_plan_saved_meanwhile_is_a_conflict(books: Till) -> None:
    order = books.order("500")
    books.plan(order, (1, "500"))
    with books.store.begin(by=None, action="test") as tx, pytest.raises(Conflict):
        plans.save(tx, order, [Instalment(event="signing", amount=Decimal(500))], seen="stale")


def test_delivery_dates_what_waited_for_it(books: Till) -> None:
    order = books.order("500")
    [one] = books.save(order, [Instalment(event="delivery", event_days=30, amount=Decimal(500))])
    with books.store.begin(by=None, action="test") as tx:
        assert plan_events.happened(tx, order, "delivery", books.today) == [one]
        assert plan_events.happened(tx, order, "delivery", books.today) == []
    assert (books.instalment(one).due_on - books.today).days == 30
