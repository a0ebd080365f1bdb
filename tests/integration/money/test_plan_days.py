"""Instalments that wait for an event get their day when it happens, or at once where it has happened already."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from adapters.crm import changes, contracts, plan_days, plans, tables
from adapters.crm.orders import aftermath
from adapters.crm.plans import Instalment
from adapters.crm.web.money.typed_plan import TypedPlan, read_plan
from engine.clock import ManualClock
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Store
from tests.support.till import Till, open_till

ALL = Decimal(500)


@pytest.fixture
def books(sqlite_store: Store, clock: ManualClock) -> Till:
    return open_till(sqlite_store, clock)


def _contract(books: Till, state: str = "approved", signed_on: date | None = None) -> int:
    with books.store.begin(by=None, action="test.contract") as tx:
        return changes.add(
            tx,
            tables.contract,
            no="HT-T1",
            title="合同",
            kind="sales",
            account_id=books.customer,
            owner_id=books.people["salesperson"],
            state=state,
            signed_on=signed_on,
        )


def test_an_order_without_contract_is_signed_by_being_placed(books: Till) -> None:
    order = books.order("500")
    [one] = books.save(order, [Instalment(event="signing", event_days=10, amount=ALL)])
    assert books.instalment(one).due_on == books.today + timedelta(days=10)


def test_an_order_with_a_contract_waits_for_its_signature(books: Till) -> None:
    order, contract = books.order("500"), _contract(books)
    books.edit(tables.order, order, contract_id=contract)
    [one] = books.save(order, [Instalment(event="signing", event_days=10, amount=ALL)])
    assert books.instalment(one).due_on is None
    signed = books.today - timedelta(days=3)
    with books.store.begin(by=None, action="test.sign") as tx:
        contracts.sign(tx, contract, signed, "", instance_id=None, root=None)
    assert books.instalment(one).due_on == signed + timedelta(days=10)
    [kept] = books.save(order, [Instalment(id=one, event="signing", event_days=20, amount=ALL)])
    assert books.instalment(kept).due_on == signed + timedelta(days=20)


def test_retention_is_due_when_the_longest_warranty_ends(books: Till) -> None:
    order = books.order("500")
    with books.store.begin(by=None, action="test.lines") as tx:
        for seq, months in enumerate((6, 14), start=1):
            product = changes.add(
                tx,
                tables.product,
                code=f"W-{seq}",
                name="货",
                list_price=ALL,
                currency="CNY",
                warranty_months=months,
            )
            line = {"order_id": order, "seq": seq, "product_id": product, "quantity": 1, "list_price": ALL}
            changes.add(tx, tables.order_line, price=ALL, amount=ALL, **line)
    [one] = books.save(order, [Instalment(event="retention", event_days=5, amount=ALL)])
    assert books.instalment(one).due_on is None
    with books.store.begin(by=None, action="test.arrived") as tx:
        row = changes.row_of(tx.connection, tables.order, order)
        assert row is not None
        assert aftermath.date_instalments(tx, row)
        assert plan_days.warranty_end(tx.connection, order, date(2026, 12, 31)) == date(2028, 2, 29)
        end = plan_days.warranty_end(tx.connection, order, books.today)
    assert books.instalment(one).due_on == end + timedelta(days=5)


def test_an_instalment_of_a_delivered_order_is_dated_from_the_last_acceptance(books: Till) -> None:
    order = books.order("500")
    accepted = books.today - timedelta(days=8)
    with books.store.begin(by=None, action="test.delivered") as tx:
        changes.edit(tx, tables.order, order, state="delivered")
        at = datetime.combine(accepted, time(9), COMPANY_ZONE)
        changes.add(tx, tables.delivery, order_id=order, no="DN-T1", state="accepted", accepted_at=at)
    [one] = books.save(order, [Instalment(event="acceptance", event_days=30, amount=ALL)])
    assert books.instalment(one).due_on == accepted + timedelta(days=30)


def _typed(target: str, *amounts: str) -> TypedPlan:
    cells = [(f"parts-{n}-amount", amount) for n, amount in enumerate(amounts)]
    events = [(f"parts-{n}-event", "signing") for n, _amount in enumerate(amounts)]
    return read_plan(MultiDict([*cells, *events]), Decimal(target))


def test_shares_become_amounts_that_add_up_to_the_cent() -> None:
    plan = _typed("1000.01", "33.33%", "33.33 %", "33.34％")
    assert [one.amount for one in plan.instalments] == [
        Decimal("333.30"),
        Decimal("333.30"),
        Decimal("333.41"),
    ]
    assert plan.total == Decimal("1000.01")
    assert [row.values["amount"] for row in plan.rows] == ["33.33%", "33.33 %", "33.34％"]


def test_shares_and_amounts_mix_and_what_is_no_share_is_a_fault() -> None:
    assert [one.amount for one in _typed("900", "30%", "630").instalments] == [270, 630]
    assert plans.share(Decimal(270), Decimal(900)) == Decimal("0.3")
    assert [fault.field for fault in _typed("900", "130%").faults] == ["parts-0-amount"]
