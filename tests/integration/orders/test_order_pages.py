"""An order on its pages: written, submitted, picked, counted; two at once and bad input."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.crm import changes, feedback, tables
from adapters.crm.orders import reading
from tests.support.application import Application

FORM = {
    "kind": "stock", "pay_method": "prepay", "basis": "direct", "ship_city": "苏州", "delivery_on": "2099-01-01",
    "items-0-code": "GX-SR", "items-0-quantity": "2", "items-0-given": "", "items-0-reason": "",
}  # fmt: skip


@pytest.fixture
def site(demo: Application, demo_template: Path) -> Application:
    demo.restore(demo_template)
    return demo


def _create(site: Application, **fields: str) -> int:
    browser = site.as_("salesperson", "zh")
    answer = browser.post("/crm/orders/new", {**FORM, "account_id": str(site.account()), **fields})
    assert answer.status_code == 303, re.findall(r"gx-field-message.*?</div>", answer.text)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def _state(site: Application, order: int) -> str:
    return str(site.one(select(tables.order.c.state).where(tables.order.c.id == order)))


@pytest.mark.parametrize(("language", "word"), [("zh", "审批中"), ("en", "In approval")])
def test_a_new_order_is_submitted_and_shows_where_it_is(site: Application, language: str, word: str) -> None:
    order = _create(site, action="submit")
    assert _state(site, order) == "in_approval"
    assert word in site.as_("salesperson", language).get(f"/crm/orders/{order}").text


def test_every_fault_stands_at_its_field_and_what_was_typed_comes_back(site: Application) -> None:
    wrong = {"items-0-quantity": "-1", "delivery_on": "soon", "kind": "gift", "ship_to": "高新区八号"}
    answer = site.as_("salesperson").post(
        "/crm/orders/new", {**FORM, "account_id": str(site.account()), **wrong}
    )
    assert answer.status_code == 422
    assert "more than 0" in answer.text
    assert "Enter a date" in answer.text
    assert "高新区八号" in answer.text


def test_the_second_of_two_who_save_is_told_and_keeps_his_words(site: Application) -> None:
    order = _create(site)
    first = site.as_("salesperson").post(f"/crm/orders/{order}", {**FORM, "revision": "1", "remark": "甲"})
    second = site.as_("manager").post(f"/crm/orders/{order}", {**FORM, "revision": "1", "remark": "乙"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "乙" in second.text


def test_a_withdrawn_order_is_a_draft_and_cancelling_ends_it(site: Application) -> None:
    order, browser = _create(site, action="submit"), site.as_("salesperson")
    browser.post(f"/crm/orders/{order}/withdraw")
    assert _state(site, order) == "draft"
    assert browser.post(f"/crm/orders/{order}/cancel").status_code == 422
    browser.post(f"/crm/orders/{order}/cancel", {"reason": "客户撤单"})
    assert _state(site, order) == "cancelled"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_has_the_sum_and_no_discount_limits(site: Application, language: str) -> None:
    order = _create(site)
    page = site.as_("salesperson", language).get(f"/crm/orders/{order}/print").text
    total = site.one(select(tables.order.c.total).where(tables.order.c.id == order))
    assert f"{total:,.2f}" in page
    assert "crm-limit" not in page


def test_totals_follow_what_is_typed_and_nothing_is_saved(site: Application) -> None:
    orders = select(tables.order.c.id)
    before = site.one(orders.order_by(tables.order.c.id.desc()))
    fields = {**FORM, "account_id": str(site.account()), "items-0-quantity": "3"}
    page = site.as_("salesperson").post("/crm/orders/price", fields).text
    assert "order-totals" in page
    assert site.one(orders.order_by(tables.order.c.id.desc())) == before


def test_the_lists_of_the_warehouse_are_there_in_both_languages(site: Application) -> None:
    for url, zh, en in (
        ("/crm/deliveries/", "交付", "Deliveries"),
        ("/crm/stock/", "库存", "Stock"),
        ("/crm/orders/", "执行中的订单", "Orders in execution"),
    ):
        assert zh in site.as_("manager", "zh").get(url).text
        assert en in site.as_("manager", "en").get(url).text
    delivery = site.one(select(tables.delivery.c.id))
    assert site.as_("salesperson").get(f"/crm/deliveries/{delivery}").status_code == 200
    shelf = site.one(select(tables.stock.c.id))
    assert site.as_("manager").get(f"/crm/stock/{shelf}").status_code == 200


def test_an_order_leads_to_what_it_belongs_to_and_what_hangs_on_it(site: Application) -> None:
    order = _create(site)
    with site.store.begin(by=None, action="test.around") as tx:
        account = reading.of(tx.connection, order).account_id
        seller = site.person("salesperson")
        contract = changes.add(
            tx, tables.contract, no="HT-77", kind="sales", account_id=account, owner_id=seller, state="signed"
        )
        quote = tx.connection.scalar(select(tables.quote.c.id).where(tables.quote.c.owner_id == seller))
        changes.edit(tx, tables.order, order, contract_id=contract, quote_id=quote)
        given_back = changes.add(
            tx,
            tables.return_order,
            no="TH-77",
            order_id=order,
            account_id=account,
            owner_id=seller,
            kind="refund",
            amount=1,
            state="draft",
        )
        invoice = changes.add(
            tx,
            tables.invoice,
            order_id=order,
            no="FP-77",
            date=tx.now.date(),
            amount=1,
            state="issued",
        )
        case = feedback.register(
            tx,
            account_id=account,
            subject="没到",
            content="没到",
            type="order_tracking",
            channel="call",
            order_id=order,
        )
    page = site.as_("salesperson", "en").get(f"/crm/orders/{order}").text
    for url in (
        f"/crm/contracts/{contract}",
        f"/crm/quotes/{quote}",
        f"/crm/returns/{given_back}",
        f"/crm/records/invoices/{invoice}",
        f"/crm/service/{case}",
        f"/crm/accounts/{account}",
    ):
        assert f'href="{url}"' in page, url
    picker = site.log_in("warehouse")
    seen = picker.get(f"/crm/orders/{order}").text
    assert "HT-77" in seen
    assert "/crm/accounts/" not in seen
    assert "/crm/contracts/" not in seen


def test_arrears_are_for_those_who_see_the_ledger(site: Application) -> None:
    assert site.log_in("warehouse").get("/crm/arrears/").status_code == 403
    assert site.as_("salesperson").get("/crm/arrears/").status_code == 200
    assert "/crm/arrears/" not in site.log_in("warehouse").get("/crm/orders/").text
