"""Stock never promises or ships what is not there, also when two want the last piece at the same moment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.crm import stock, tables
from adapters.crm.orders import drafts
from adapters.crm.orders.drafts import OrderDraft, OrderLine
from adapters.crm.orders.errors import OutOfStock, WrongQuantity
from tests.support.at_once import together

Company = Any
D = Decimal


@pytest.fixture
def probe(company: Company) -> int:
    """Ten sensor probes on the shelf."""
    product = int(company.products["GX-SR"])
    with company.store.begin(by=None, action="test") as tx:
        stock.count(tx, product, D(10))
    return product


def _order(company: Company) -> int:
    person = company.person("salesperson")
    line = OrderLine(product_id=company.products["GX-SR"], quantity=D(1))
    with company.store.begin(by=person.id, action="test") as tx:
        return drafts.add(tx, person, company.customer, OrderDraft(lines=(line,)))


def _reserve(company: Company, order: int, product: int, quantity: int) -> None:
    with company.store.begin(by=None, action="test") as tx:
        stock.reserve(tx, order, {product: D(quantity)})


def _level(company: Company, product: int) -> tuple[Decimal, Decimal]:
    with company.store.read() as connection:
        row = stock.levels(connection, [product])[product]
        return row.on_hand, row.reserved


def test_what_is_reserved_for_one_order_is_not_there_for_another(company: Company, probe: int) -> None:
    one, two = _order(company), _order(company)
    _reserve(company, one, probe, 8)
    with pytest.raises(OutOfStock) as refusal:
        _reserve(company, two, probe, 3)
    assert "缺 传感探头 1" in refusal.value.text("zh")
    assert _level(company, probe) == (D(10), D(8))


def test_reserving_again_changes_only_the_difference(company: Company, probe: int) -> None:
    order = _order(company)
    for quantity in (4, 4, 9, 2):
        _reserve(company, order, probe, quantity)
        assert _level(company, probe) == (D(10), D(quantity))


def test_two_orders_at_once_do_not_both_get_the_last_piece(company: Company, probe: int) -> None:
    one, two = _order(company), _order(company)
    answers = together(lambda: _reserve(company, one, probe, 6), lambda: _reserve(company, two, probe, 6))
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "OutOfStock"]
    assert _level(company, probe) == (D(10), D(6))


def test_shipping_uses_up_what_was_promised(company: Company, probe: int) -> None:
    order = _order(company)
    _reserve(company, order, probe, 6)
    with company.store.begin(by=None, action="test") as tx:
        stock.ship(tx, order, {probe: D(4)})
    assert _level(company, probe) == (D(6), D(2))
    with company.store.begin(by=None, action="test") as tx:
        stock.release(tx, order)
        stock.release(tx, order)
    assert _level(company, probe) == (D(6), D(0))


def test_nothing_ships_that_is_not_there(company: Company, probe: int) -> None:
    order = _order(company)
    with pytest.raises(OutOfStock), company.store.begin(by=None, action="test") as tx:
        stock.ship(tx, order, {probe: D(11)})
    assert _level(company, probe) == (D(10), D(0))


def test_counting_writes_the_difference_and_cannot_undercut_promises(company: Company, probe: int) -> None:
    order = _order(company)
    _reserve(company, order, probe, 6)
    with company.store.begin(by=None, action="test") as tx:
        assert stock.count(tx, probe, D(7), "年中盘点")
        assert not stock.count(tx, probe, D(7))
        with pytest.raises(OutOfStock):
            stock.count(tx, probe, D(5))
        with pytest.raises(WrongQuantity):
            stock.count(tx, probe, D(-1))
    assert _level(company, probe) == (D(7), D(6))


def test_the_row_is_the_sum_of_its_movements(company: Company, probe: int) -> None:
    order = _order(company)
    with company.store.begin(by=None, action="test") as tx:
        stock.reserve(tx, order, {probe: D(5)})
        stock.ship(tx, order, {probe: D(3)})
        stock.restock(tx, probe, D("2.5"), remark="到货")
        stock.take_out(tx, probe, D(1), "scrap")
    entry = tables.stock_entry
    with company.store.read() as connection:
        sums = connection.execute(
            select(func.sum(entry.c.on_hand), func.sum(entry.c.reserved)).where(entry.c.product_id == probe)
        ).one()
        kinds = [row.kind for row in stock.movements(connection, probe)]
    assert _level(company, probe) == tuple(sums) == (D("8.5"), D(2))
    assert kinds == ["scrap", "restock", "ship", "reserve", "count"]
