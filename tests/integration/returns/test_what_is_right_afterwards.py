"""Scenario 6: after a return with a partial refund stock, account, commission and statistics are right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.crm import changes, plans, set_offs, tables
from adapters.crm.errors import InvalidFields
from adapters.crm.returns import correction, disposal, moves, rules
from tests.support.at_once import together
from tests.support.returns import NOON, Counter, found


def _partly_refunded(office: Counter) -> int:
    """Two gauges and four sensors asked for; one gauge is missing, the sensors are scratched."""
    return_id, root = office.approved("2", "4", reason="not_needed")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "missing", "restock"), ("4", "damaged", "scrap"))
    accepted = {"accepted_amount": 1200, "deduction_reason": "少一台，划伤", "customer_consent": True}
    office.do(root, "deduct", accepted, by="manager")
    office.engine.run_due()
    office.pay(root, return_id)
    return return_id


def test_stock_account_commission_and_statistics_are_right_after_a_partial_refund(office):
    return_id = _partly_refunded(office)
    row = office.row(return_id)
    assert (row.state, row.amount, row.accepted_amount) == ("closed", 2400, 1200)
    assert (office.on_hand(0), office.on_hand(1)) == (1, 0)
    returned = [one for one in office.rows(tables.ledger_entry) if one.kind == "return"]
    assert [(one.debit, one.credit, one.return_id) for one in returned] == [(0, 1200, return_id)]
    assert office.owed() == -1200  # the stand-in pays without an entry; the payment's own package books it
    commissions = [(one.base, one.amount) for one in office.rows(tables.commission)]
    assert commissions == [(5000, 100), (-1200, -24)]
    lines = office.rows(tables.order_line)
    assert [(one.delivered_quantity, one.returned_quantity) for one in lines] == [(4, 1), (10, 4)]
    units = [one.state for one in office.rows(tables.product_archive)]
    assert sorted(units) == ["in_use", "in_use", "in_use", "returned"]
    shares = [one.accepted_amount for one in office.rows(tables.return_line)]
    assert sum(shares, Decimal(0)) == 1200
    assert office.breaches() == []


def test_what_came_back_cannot_come_back_again_nor_be_refunded_twice(office):
    _partly_refunded(office)
    with office.store.read() as connection:
        left = [one.left for one in rules.returnable(connection, office.order)]
        assert left == [3, 6]
        assert rules.creditable(connection, office.order) == 3800
    with pytest.raises(InvalidFields):
        office.add("4")


def test_booking_and_undoing_twice_changes_nothing_more(office):
    return_id = _partly_refunded(office)
    entries = len(office.rows(tables.ledger_entry))
    with office.store.begin(by=None, action="test.again") as tx:
        disposal.dispose(tx, return_id, root=None)
        correction.correct(tx, return_id, root=None)
    assert len(office.rows(tables.ledger_entry)) == entries
    with office.store.begin(by=None, action="test.undo") as tx:
        for _again in range(2):
            disposal.undo(tx, return_id, root=None)
    assert (office.on_hand(0), office.owed()) == (0, 0)


def test_a_credit_is_at_most_what_was_paid_or_is_owed(office):
    with office.store.begin(by=None, action="test.paid") as tx:
        values = {"amount": Decimal(700), "received": Decimal(600)}
        tx.connection.execute(tables.payment_plan.update().values(**values))
    return_id, _root = office.submitted("1")
    assert office.row(return_id).amount == 700


def test_an_order_without_instalments_is_owed_less(office):
    with office.store.begin(by=None, action="test.unpaid") as tx:
        tx.connection.execute(tables.payment_plan.delete())
        tx.connection.execute(tables.ledger_entry.delete().where(tables.ledger_entry.c.kind == "receipt"))
    return_id, _root = office.approved("1")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "ok", "restock"))
    with office.store.read() as connection:
        assert plans.target(connection, office.of(tables.order, office.order)) == 4000
    assert office.owed() == 4000


def test_an_instalment_that_is_gone_is_owed_as_a_new_one(office):
    office.paid_so_far("4000")
    return_id, _root = office.approved("1")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "ok", "restock"))
    with office.store.begin(by=None, action="test.gone") as tx:
        [row] = plans.of_order(tx.connection, office.order)
        values = {"order_id": office.order, "seq": 2, "event": "date", "state": "paid"}
        changes.add(tx, tables.payment_plan, amount=row.amount, received=row.received, **values)
        changes.edit(tx, tables.payment_plan, row.id, deleted_at=tx.now)
        assert [set_offs.take_back(tx, return_id), set_offs.take_back(tx, return_id)] == [1000, 0]
        alive = [(one.seq, one.amount) for one in plans.of_order(tx.connection, office.order)]
    assert alive == [(2, 4000), (3, 1000)]


def test_more_set_off_than_credited_is_found(office):
    return_id = _partly_refunded(office)
    with office.store.begin(by=None, action="test.damage") as tx:
        changes.add(
            tx, tables.set_off, return_id=return_id, order_id=office.order, plan_id=None, amount=Decimal(1201)
        )
    assert office.disagreements() == {"RETURN_SET_OFF", "PLAN_TOTAL", "PLAN_OPEN"}


def test_a_late_return_is_looked_at_by_the_sales_manager(office):
    office.wait(days=40)
    return_id, root = office.submitted("1")
    assert office.row(return_id).within_window is False
    office.decide(root, "service_manager")
    assert [one.assignee for one in office.items(root)] == ["manager"]


def test_a_repair_whose_unit_is_gone_comes_back_before_its_approval(office):
    return_id = office.add("1", kind="repair")
    _all_units(office, "scrapped")
    root = office.start(return_id)
    office.do(root, "document", {}, by="service")
    assert (office.row(return_id).state, office.waits_at(root)) == ("draft", ["document"])


def test_goods_that_are_here_are_repaired_though_their_unit_was_given_up_meanwhile(office):
    return_id, root = office.approved("1", kind="repair")
    _all_units(office, "scrapped")
    office.goods_come(return_id)
    office.inspect(return_id, ("1", "damaged", "repair"))
    assert (office.waits_at(root), office.incidents(root)) == (["diagnose"], [])


def _all_units(office: Counter, state: str) -> None:
    with office.store.begin(by=None, action="test.units") as tx:
        tx.connection.execute(tables.product_archive.update().values(state=state))


def test_two_returns_of_the_same_goods_submitted_at_once_do_not_both_pass(store):
    store.clock.set(NOON)
    found(store)
    office = Counter.over(store)
    first, second = office.add("3"), office.add("3")

    def submit(return_id: int) -> bool:
        with store.begin(by=None, action="test.submit") as tx:
            passed = moves.submit(tx, return_id, instance_id=None, root=None)["quantity_ok"]
            return bool(passed)

    passed = together(lambda: submit(first), lambda: submit(second))
    assert sorted(passed) == [False, True]
    assert sorted(office.row(one).state for one in (first, second)) == ["draft", "in_approval"]
