"""The parts of contacts in an opportunity, and the opportunities in which a competitor was met."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, tables
from engine import organisation
from tests.integration.adapters.conftest import Site

PARTS = "/crm/records/opportunity-contacts/"


@pytest.fixture
def deal(site: Site) -> Any:
    """An open opportunity of the salesperson's customer; `competitor`, `contact` and `stranger` beside it."""

    class Deal:
        customer = site.account()
        competitor = 0
        opportunity = 0

    with site.store.begin(by=None, action="test.deal") as tx:
        owner = organisation.by_login(tx.connection, "salesperson")
        assert owner is not None
        Deal.competitor = changes.add(tx, tables.competitor, name="蓝湾仪器")
        common: dict[str, Any] = {"account_id": Deal.customer, "owner_id": owner.id, "currency": "CNY"}
        rival = {**common, "competitor_ids": [Deal.competitor], "expected_amount": Decimal(80000)}
        Deal.opportunity = changes.add(tx, tables.opportunity, no="J-1", name="测厚仪", state="open", **rival)
        lost = {"state": "lost", "close_reason": "price", "archived_at": tx.now}
        changes.add(tx, tables.opportunity, no="J-2", name="旧线改造", **rival, **lost)
        changes.add(tx, tables.opportunity, no="J-3", name="与它无关", state="lost", **common)
        people = select(tables.contact.c.id).where(tables.contact.c.account_id == Deal.customer)
        Deal.contact = tx.connection.scalars(people.order_by(tables.contact.c.id)).first()
        others = select(tables.contact.c.id).where(tables.contact.c.account_id != Deal.customer)
        Deal.stranger = tx.connection.scalars(others).first()
    return Deal


def part(deal: Any, contact: int, **more: str) -> dict[str, str]:
    return {
        "opportunity_id": str(deal.opportunity),
        "contact_id": str(contact),
        "role": "decider",
        "attitude": "supporter",
        **more,
    }


def test_a_contact_gets_a_part_that_opportunity_and_customer_show(site: Site, post: Any, deal: Any) -> None:
    client = site.client()
    page = client.get(f"/crm/opportunities/{deal.opportunity}").text
    assert f"opportunity-contacts/new?opportunity_id={deal.opportunity}&amp;contact_id={deal.contact}" in page
    assert post(client, f"{PARTS}new", part(deal, deal.contact, remark="最终拍板")).status_code == 303
    page = client.get(f"/crm/opportunities/{deal.opportunity}").text
    assert "最终拍板" in page
    assert "支持" in page
    account = client.get(f"/crm/accounts/{deal.customer}").text
    assert "决策者 · 支持" in account
    assert "最终拍板" in client.get(f"/crm/records/contacts/{deal.contact}").text


def test_a_part_is_for_a_contact_of_the_customer_and_only_once(site: Site, post: Any, deal: Any) -> None:
    client = site.client("director")
    assert post(client, f"{PARTS}new", part(deal, deal.stranger)).status_code == 422
    assert post(client, f"{PARTS}new", part(deal, deal.contact)).status_code == 303
    again = post(client, f"{PARTS}new", part(deal, deal.contact))
    assert again.status_code == 422
    assert "该联系人已在列" in again.text


def test_parts_in_a_closed_opportunity_stay_as_they_were(site: Site, post: Any, deal: Any) -> None:
    with site.store.begin(by=None, action="test.close") as tx:
        changes.edit(tx, tables.opportunity, deal.opportunity, state="won")
    answer = post(site.client(), f"{PARTS}new", part(deal, deal.contact))
    assert answer.status_code == 422
    assert "销售机会已赢单" in answer.text


def test_a_competitor_shows_the_opportunities_it_was_met_in(site: Site, deal: Any) -> None:
    page = site.client("salesperson").get(f"/crm/competitors/{deal.competitor}").text
    assert "旧线改造" in page
    assert "测厚仪" in page
    assert "与它无关" not in page
    assert "赢 0，输 1，进行中 1" in page
    hidden = site.client("salesperson2").get(f"/crm/competitors/{deal.competitor}").text
    assert "旧线改造" not in hidden  # of a colleague
