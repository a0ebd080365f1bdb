"""The page of a product: prices over time, discounts, stock, documents; only what its reader may see."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.crm import changes, product_history, stock, tables
from tests.support.application import Application

D = Decimal


@pytest.fixture
def site(demo: Application, demo_template: Path) -> Application:
    demo.restore(demo_template)
    return demo


def _product(site: Application, code: str = "GX-SR") -> int:
    return int(site.one(select(tables.product.c.id).where(tables.product.c.code == code)))


def test_every_change_of_a_price_is_told_with_who_made_it(site: Application) -> None:
    product, today = _product(site), site.store.clock.now().date()
    with site.store.begin(by=site.person("finance"), action="test.price") as tx:
        changes.edit(tx, tables.product, product, list_price=D(2600))
        listing = changes.add(
            tx,
            tables.price_list,
            name="协议价",
            name_en="Agreed prices",
            valid_from=today - timedelta(days=30),
            valid_to=today + timedelta(days=30),
            account_level="A",
            currency="CNY",
        )
        changes.add(tx, tables.price_item, price_list_id=listing, product_id=product, price=D("2450.50"))
    page = site.as_("manager", "en").get(f"/crm/products/{product}").text
    for shown in ("¥2,400.00", "¥2,600.00", "¥2,450.50", "Agreed prices", "data-gx-chart", "Tier price"):
        assert shown in page, shown
    with site.store.read() as connection:
        curve = product_history.list_prices(product_history.changes_of(connection, product))
    assert curve[-1][1] == D(2600)


def test_cost_stock_and_discounts_are_for_those_who_may_see_them(site: Application) -> None:
    product = _product(site, "GX-CAB")
    with site.store.begin(by=None, action="test.count") as tx:
        stock.count(tx, product, D(7))
    seller = site.as_("salesperson", "en").get(f"/crm/products/{product}").text
    assert "Cost price" in seller
    assert "7 available" in seller
    service = site.as_("service", "en").get(f"/crm/products/{product}").text
    for hidden in ("Cost price", "available", "Discounts that apply", "Open quotes"):
        assert hidden not in service
    assert "Units in the field" in service


def test_open_documents_are_those_within_ones_reach(site: Application) -> None:
    line = tables.quote_line
    with site.store.read() as connection:
        quote, product = connection.execute(
            select(tables.quote.c.no, line.c.product_id)
            .join(line, line.c.quote_id == tables.quote.c.id)
            .where(
                tables.quote.c.owner_id == site.person("salesperson"), tables.quote.c.state == "in_approval"
            )
            .order_by(tables.quote.c.id.desc())
        ).first()
    assert quote in site.as_("salesperson").get(f"/crm/products/{product}").text
    assert quote not in site.as_("salesperson2").get(f"/crm/products/{product}").text


def test_a_category_shows_what_lies_below_it_too(site: Application) -> None:
    with site.store.begin(by=None, action="test.tree") as tx:
        above = changes.add(tx, tables.category, code="ALL", name="整机", name_en="Machines")
        sensors = tx.connection.scalar(select(tables.category.c.id).where(tables.category.c.code == "sensor"))
        changes.edit(tx, tables.category, sensors, parent_id=above)
    page = site.as_("salesperson", "en").get(f"/crm/products/in/{above}").text
    assert "GX-SR" in page
    assert "GX-CAB" not in page
    assert site.as_("salesperson").get("/crm/products/in/77").status_code == 404
