"""A page that is opened and saved as it stands changes no column of an order or of a quote."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from adapters.crm import changes, tables
from engine.store.uow import Transaction
from tests.support.application import Application

D = Decimal
#: What a save may touch without having changed anything.
STAMPS = frozenset({"id", "revision", "created_at", "updated_at", "created_by_id", "updated_by_id"})
#: Computed from what is typed, so a save may bring them up to date.
COMPUTED = frozenset(
    {"list_total", "discount_total", "tax_total", "total", "max_discount", "margin", "given_total"}
)


@pytest.fixture
def site(demo: Application, demo_template: Path) -> Application:
    demo.restore(demo_template)
    return demo


def _row(site: Application, table: Any, row_id: int) -> dict[str, Any]:
    with site.store.read() as connection:
        row = changes.row_of(connection, table, row_id)
    assert row is not None
    return {name: value for name, value in row._mapping.items() if name not in STAMPS}


def _lines(site: Application, table: Any, column: str, row_id: int) -> list[dict[str, Any]]:
    query = select(table).where(table.c[column] == row_id).order_by(table.c.seq)
    with site.store.read() as connection:
        return [
            {name: value for name, value in row._mapping.items() if name not in STAMPS}
            for row in connection.execute(query)
        ]


def _posted_as_shown(page: str, form: str) -> dict[str, str]:
    """What a browser would send of a form nobody typed into."""
    # `__` stands for the number of a new row in the grid's <template>, which browsers do not send
    found = html.fromstring(page).xpath(f"//form[@id='{form}']")[0]
    for other in found.xpath(f".//*[@form and @form != '{form}']"):
        other.drop_tree()  # belongs to the card of files
    return {name: value for name, value in found.form_values() if "__" not in name}


def _opportunity(site: Application, tx: Transaction, account: int, **values: str) -> int:
    """Somebody else's."""
    owner = site.person("admin")
    return changes.add(
        tx, tables.opportunity, account_id=account, owner_id=owner, name="别人的商机", **values
    )


def _filled(site: Application) -> int:
    """A draft order with a value in every column that people and processes fill."""
    seller, account = site.person("salesperson"), site.account()
    order = int(site.one(select(tables.order.c.id).where(tables.order.c.state == "draft")))
    today = site.store.clock.now().date()
    with site.store.begin(by=seller, action="test.fill") as tx:
        left = changes.add(tx, tables.contact, account_id=account, name="离职的采购", deleted_at=tx.now)
        agent = changes.add(
            tx, tables.account, code="K-AGENT", kind="agent", name="别人的代理", owner_id=site.person("admin")
        )
        contract = changes.add(
            tx,
            tables.contract,
            no="HT-1",
            kind="sales",
            account_id=account,
            owner_id=site.person("admin"),
            state="ended",
        )
        opportunity = _opportunity(site, tx, account, no="SJ-1", state="open")
        changes.edit(
            tx,
            tables.order,
            order,
            account_id=account,
            contact_id=left,
            agent_id=agent,
            contract_id=contract,
            opportunity_id=opportunity,
            quote_id=tx.connection.scalar(select(tables.quote.c.id)),
            kind="custom",
            pay_method="terms",
            basis="purchase_contract",
            delivery_on=today + timedelta(days=9),
            customer_ref="PO-7",
            online=True,
            ship_city="苏州",
            ship_to="高新区八号\n二楼",
            terms="款到发货\n\n含税",
            remark="周三前",
            delivery_fee=D("88.50"),
            external_ref="ERP-9",
            channel="call",
            review_result={"technical": {"answer": "feasible", "remark": ""}},
        )
        line = tx.connection.scalar(
            select(tables.order_line.c.id).where(tables.order_line.c.order_id == order)
        )
        changes.edit(
            tx,
            tables.order_line,
            line,
            quantity=D("3.25"),
            given_ratio=D("0.1234"),
            reason="长期客户",
            special_request="激光刻字",
        )
    return order


def _saved_as_shown(
    site: Application, browser: Any, table: Any, line: Any, row_id: int
) -> list[dict[str, Any]]:
    """Saves a page twice and compares; its lines. The first save computes prices, the second changes nothing."""
    name = table.name.removeprefix("crm_")
    url = f"/crm/{name}s/{row_id}"
    for _round in range(2):
        before, lines = _row(site, table, row_id), _lines(site, line, f"{name}_id", row_id)
        answer = browser.post(url, _posted_as_shown(browser.get(url).text, name))
        assert answer.status_code == 303, _told(answer.text)
        after = _row(site, table, row_id)
        assert {k: v for k, v in after.items() if k not in COMPUTED} == {
            k: v for k, v in before.items() if k not in COMPUTED
        }
    assert after == before
    assert _lines(site, line, f"{name}_id", row_id) == lines
    return lines


def test_every_column_of_an_order_survives_the_saving_of_its_page(site: Application) -> None:
    order, browser = _filled(site), site.as_("salesperson", "zh")
    lines = _saved_as_shown(site, browser, tables.order, tables.order_line, order)
    assert lines[0]["given_ratio"] == D("0.1234")


def test_every_column_of_a_quote_survives_the_saving_of_its_page(site: Application) -> None:
    quote, browser = site.quote("draft"), site.as_("salesperson", "zh")
    with site.store.begin(by=None, action="test.fill") as tx:
        party = _row(site, tables.quote, quote)["account_id"]
        left = changes.add(tx, tables.contact, account_id=party, name="离职的采购", deleted_at=tx.now)
        others = _opportunity(site, tx, party, no="SJ-2", state="lost")
        changes.edit(
            tx,
            tables.quote,
            quote,
            contact_id=left,
            opportunity_id=others,
            title="二期",
            payment_terms="30/70",
            delivery_terms="工厂交货",
            remark="一\n二",
            minimum_reason="样板客户",
            attrs={"region": "华东"},
            valid_to=site.store.clock.now().date() + timedelta(days=20),
        )
        for line in tx.connection.scalars(
            select(tables.quote_line.c.id).where(tables.quote_line.c.quote_id == quote)
        ).all():
            changes.edit(tx, tables.quote_line, line, given_ratio=D("0.0123"), reason="首单")
    lines = _saved_as_shown(site, browser, tables.quote, tables.quote_line, quote)
    assert lines[0]["given_ratio"] == D("0.0123")


def test_an_order_names_only_agents_and_contracts_of_its_customer(site: Application) -> None:
    order, browser = _filled(site), site.as_("salesperson", "en")
    fields = _posted_as_shown(browser.get(f"/crm/orders/{order}").text, "order")
    wrong = {**fields, "agent_id": str(site.account()), "contract_id": "99999", "contact_id": "99999"}
    answer = browser.post(f"/crm/orders/{order}", wrong)
    assert answer.status_code == 422
    assert "this is no agent" in answer.text
    assert answer.text.count("it is not one of this customer") == 2


def _told(page: str) -> list[str]:
    """The sentences of a refusal, at their fields."""
    marked = html.fromstring(page).xpath("//*[@class='gx-field-message' or @class='gx-grid-error']")
    return [one.text_content().strip() for one in marked]
