"""Orders: who may get one, how they are priced, and what each state allows."""

from __future__ import annotations

from decimal import Decimal
from itertools import product as pairs
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.crm import changes, deliveries, quotes, stock, tables
from adapters.crm.attachments import hang
from adapters.crm.catalogue.orders import ORDER
from adapters.crm.orders import aftermath, booking, drafts, moves, reading
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.crm.orders.errors import (
    AlreadyShipped,
    BuyerRefused,
    ContractMissing,
    InvoiceTooHigh,
    NoDeliveryDate,
    OrderElsewhere,
    OrderLocked,
    OrderMove,
    PaymentRefused,
    QuoteNotOrdered,
    WrongQuantity,
)
from adapters.crm.orders.facts import read
from engine.errors import Conflict, NotFound
from engine.store import files
from engine.store.uow import Store

Company = Any
D = Decimal


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """What differs between the stores is in test_stock.py."""
    return sqlite_store


def _draft(company: Company, *lines: tuple[str, str, str], **header: Any) -> OrderDraft:
    typed = tuple(
        OrderLine(product_id=company.products[code], quantity=D(quantity), given=D(given))
        for code, quantity, given in lines or (("GX-210", "2", "0.07"),)
    )
    today = company.store.clock.now().date()
    return OrderDraft(lines=typed, **{"delivery_on": today, **header})


def _add(company: Company, *lines: tuple[str, str, str], **header: Any) -> int:
    person = company.person("salesperson")
    with company.store.begin(by=person.id, action="test") as tx:
        return drafts.add(tx, person, company.customer, _draft(company, *lines, **header))


def _row(company: Company, order_id: int) -> Any:
    with company.store.read() as connection:
        return reading.of(connection, order_id)


def _set(company: Company, **values: Any) -> None:
    with company.store.begin(by=None, action="test") as tx:
        changes.edit(tx, tables.account, company.customer, **values)


def _effective(company: Company, *lines: tuple[str, str, str], **header: Any) -> int:
    order = _add(company, *lines, **header)
    with company.store.begin(by=None, action="test") as tx:
        moves.check(tx, order)
        moves.effect(tx, order)
        moves.mark(tx, order, "executing")
    return order


def test_a_new_order_is_numbered_and_priced_by_the_rules_of_quotes(company: Company) -> None:
    row = _row(company, _add(company))
    assert (row.no, row.state, row.channel) == ("SO-00001", "draft", "staff")
    assert (row.list_total, row.discount_total, row.total) == (D(76000), D(9120), D(66880))
    assert row.max_discount == D("0.12")


def test_the_total_is_the_sum_of_the_lines(company: Company) -> None:
    order = _add(company, ("GX-SR", "20", "0.03"), ("SV-INS", "1", "0"), ("SP-LEN", "7", "0.011"))
    with company.store.read() as connection:
        lines = reading.lines(connection, order)
        assert sum(line.amount for line in lines) == reading.of(connection, order).total


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [("approved", False, "审批"), ("credit_hold", True, "冻结"), ("invalid", True, "无效")],
)
def test_nobody_orders_for_a_customer_that_may_not_buy(
    company: Company, column: str, value: bool, word: str
) -> None:
    order = _add(company)
    _set(company, **{column: value})
    with pytest.raises(BuyerRefused) as refusal:
        _add(company)
    assert word in refusal.value.text("zh")
    with pytest.raises(BuyerRefused), company.store.begin(by=None, action="test") as tx:
        moves.check(tx, order)


def test_an_order_needs_a_date_and_the_signed_contract(company: Company) -> None:
    undated, unsigned = _add(company, delivery_on=None), _add(company, basis="purchase_contract")
    with company.store.begin(by=None, action="test") as tx:
        with pytest.raises(NoDeliveryDate):
            moves.check(tx, undated)
        with pytest.raises(ContractMissing):
            moves.check(tx, unsigned)
        number = files.save(tx, media_type="application/pdf", data=b"%PDF-")
        hang(tx, ORDER, unsigned, file_id=number, name="图纸.pdf", kind="drawing")
        with pytest.raises(ContractMissing):  # a drawing is no contract
            moves.check(tx, unsigned)
        number = files.save(tx, media_type="application/pdf", data=b"%PDF- signed")
        hang(tx, ORDER, unsigned, file_id=number, name="采购合同.pdf", kind="contract")
        moves.check(tx, unsigned)


def test_a_stale_page_cannot_overwrite_a_newer_one(company: Company) -> None:
    order, person = _add(company), company.person("salesperson")
    with company.store.begin(by=person.id, action="test") as tx:
        drafts.save(tx, person, order, _draft(company, ("GX-SR", "3", "0")), revision=1)
    with pytest.raises(Conflict), company.store.begin(by=person.id, action="test") as tx:
        drafts.save(tx, person, order, _draft(company), revision=1)
    assert _row(company, order).total == D("6840")


def test_another_seller_neither_sees_nor_changes_it(company: Company) -> None:
    order, other = _add(company), company.person("salesperson2")
    with pytest.raises(NotFound), company.store.begin(by=other.id, action="test") as tx:
        drafts.save(tx, other, order, _draft(company), revision=1)


def test_an_approved_quote_becomes_one_order_with_its_lines(company: Company) -> None:
    quote = company.quote(("GX-SR", "12", "0.02"), ("SV-INS", "1", "0"))
    with pytest.raises(QuoteNotOrdered), company.store.begin(by=None, action="test") as tx:
        drafts.add_from_quote(tx, quote)
    with company.store.begin(by=None, action="test") as tx:
        quotes.mark(tx, quote, "in_approval", instance_id=5)
        quotes.mark(tx, quote, "approved", instance_id=5)
        first, second = drafts.add_from_quote(tx, quote), drafts.add_from_quote(tx, quote)
        quoted = changes.row_of(tx.connection, tables.quote, quote)
    assert first.id == second.id
    assert (first.total, first.basis, first.account_id) == (quoted.total, "quote", company.customer)


def test_only_the_listed_moves_are_possible(company: Company) -> None:
    order = _add(company)
    for state, wanted in ((a, b) for a, b in pairs(moves.MOVES, moves.MOVES) if a != b):
        with company.store.begin(by=None, action="test") as tx:
            tx.connection.execute(update(tables.order).values(state=state))
            if wanted in moves.MOVES[state]:
                assert moves.mark(tx, order, wanted).state == wanted
            else:
                with pytest.raises(OrderMove):
                    moves.mark(tx, order, wanted)


def test_a_locked_order_cannot_be_changed(company: Company) -> None:
    order, person = _add(company), company.person("salesperson")
    with company.store.begin(by=None, action="test") as tx:
        moves.check(tx, order)
    with pytest.raises(OrderLocked), company.store.begin(by=person.id, action="test") as tx:
        drafts.save(tx, person, order, _draft(company), revision=_row(company, order).revision)


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("city", "该城市不支持货到付款", "no payment on delivery in this city"),
        ("公司另有规定", "公司另有规定", "公司另有规定"),
    ],
)
def test_why_a_way_to_pay_is_refused_is_said_in_both_languages(
    company: Company, reason: str, zh: str, en: str
) -> None:
    order = _add(company, pay_method="cash_on_delivery")
    with company.store.begin(by=None, action="test.pay") as tx, pytest.raises(PaymentRefused) as refused:
        moves.set_payment(tx, order, allowed=["prepay"], fee=D(0), reason=reason)
    assert zh in refused.value.text("zh")
    assert en in refused.value.text("en")


def test_only_its_own_process_decides_about_an_order(company: Company) -> None:
    order = _add(company)
    with company.store.begin(by=None, action="test") as tx:
        tx.connection.execute(update(tables.order).values(state="in_approval", instance_id=7))
        with pytest.raises(OrderElsewhere):
            moves.held(tx, order, 8)
        assert moves.held(tx, order, 7).instance_id == 7


def test_taking_effect_books_the_order_once_and_cancelling_takes_it_back(company: Company) -> None:
    with company.store.read() as connection:
        before = changes.row_of(connection, tables.account, company.customer).receivable
    order = _effective(company)
    with company.store.begin(by=None, action="test") as tx:
        moves.effect(tx, order)
        booking.book(tx, reading.of(tx.connection, order))
        assert changes.row_of(tx.connection, tables.account, company.customer).receivable == before + D(66880)
        moves.cancel(tx, order, reason="客户撤单")
        moves.cancel(tx, order, reason="客户撤单")
        assert changes.row_of(tx.connection, tables.account, company.customer).receivable == before
        entries = tx.connection.execute(
            select(tables.ledger_entry).where(tables.ledger_entry.c.order_id.is_not(None))
        ).all()
    assert [(one.debit, one.credit) for one in entries] == [(D(66880), D(0)), (D(0), D(66880))]


def test_goods_that_left_cannot_be_cancelled(company: Company) -> None:
    order = _effective(company, ("SV-TRN", "1", "0"))
    with company.store.begin(by=None, action="test") as tx:
        one = deliveries.open_next(tx, order)
        deliveries.mark(tx, one.id, "packed")
        deliveries.mark(tx, one.id, "shipped", carrier="顺丰")
        with pytest.raises(AlreadyShipped):
            moves.cancel(tx, order, reason="")


def test_an_order_is_delivered_in_parts_until_all_is_there(company: Company) -> None:
    product = company.products["GX-SR"]
    with company.store.begin(by=None, action="test") as tx:
        stock.count(tx, product, D(10))
    order = _effective(company, ("GX-SR", "5", "0"))
    with company.store.begin(by=None, action="test") as tx:
        stock.reserve(tx, order, deliveries.wanted(tx, order))
        first = deliveries.open_next(tx, order)
        assert deliveries.open_next(tx, order).id == first.id
        [line] = reading.lines(tx.connection, order)
        with pytest.raises(WrongQuantity):
            deliveries.pick(tx, first, {line.id: D(6)})
        with pytest.raises(WrongQuantity):
            deliveries.pick(tx, first, {line.id: D(0)})
        deliveries.pick(tx, first, {line.id: D(3)})
        for state in ("packed", "shipped", "out", "accepted", "accepted"):
            deliveries.mark(tx, first.id, state)
        assert not deliveries.is_complete(tx, order)
        second = deliveries.open_next(tx, order)
        assert deliveries.quantities(second) == {line.id: D(2)}
        for state in ("packed", "shipped", "refused"):
            deliveries.mark(tx, second.id, state)
        level = stock.levels(tx.connection, [product])[product]
        assert (level.on_hand, level.reserved) == (D(7), D(2))
        third = deliveries.open_next(tx, order)
        for state in ("packed", "shipped", "accepted"):
            deliveries.mark(tx, third.id, state)
        assert deliveries.is_complete(tx, order)
        level = stock.levels(tx.connection, [product])[product]
        assert (level.on_hand, level.reserved) == (D(5), D(0))


def test_units_with_a_warranty_are_filed_once(company: Company) -> None:
    product = company.products["GX-210"]
    with company.store.begin(by=None, action="test") as tx:
        changes.edit(tx, tables.product, product, warranty_months=12)
    order = _effective(company, ("GX-210", "2", "0"), ("SP-LEN", "3", "0"))
    with company.store.begin(by=None, action="test") as tx:
        one = deliveries.open_next(tx, order)
        for state in ("packed", "shipped", "accepted"):
            deliveries.mark(tx, one.id, state)
        row = reading.of(tx.connection, order)
        assert [aftermath.archive_units(tx, row) for _ in range(2)] == [2, 0]
        units = tx.connection.execute(select(tables.product_archive)).all()
    assert [unit.serial_no for unit in units] == ["SO-00001-1-1", "SO-00001-1-2"]
    assert all((unit.warranty_end - unit.sold_on).days == 365 for unit in units)


def test_invoices_never_exceed_the_order_and_the_commission_is_on_the_net_sum(company: Company) -> None:
    order = _effective(company)
    with company.store.begin(by=None, action="test") as tx:
        row = reading.of(tx.connection, order)
        on = drafts.today(tx)
        first = aftermath.add_invoice(tx, row, no="F1", on=on, amount=D(60000))
        assert aftermath.add_invoice(tx, row, no="F1", on=on, amount=D(60000)) == first
        with pytest.raises(InvoiceTooHigh):
            aftermath.add_invoice(tx, row, no="F2", on=on, amount=D(6881))
        assert aftermath.add_commission(tx, row) == aftermath.add_commission(tx, row)
        earned = tx.connection.execute(select(tables.commission)).one()
    assert (earned.base, earned.amount) == (row.total - row.tax_total, D("1183.72"))


def test_the_facts_tell_limit_and_credit(company: Company) -> None:
    _set(company, credit_limit=D(350000), receivable=D(312400))
    order = _add(company, ("GX-210", "1", "0.05"))
    with company.store.read() as connection:
        found = read(connection, order)
    assert found["over_limit"] is True  # five by the customer's agreement, five granted, eight are allowed
    assert found["total"] == D(34200)
    assert found["credit_excess"] == D(0)
    assert found["owner_login"] == "salesperson"
    _set(company, receivable=D(320000))
    with company.store.read() as connection:
        assert read(connection, order)["credit_excess"] == D(4200)
