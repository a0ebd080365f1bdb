"""Steps, lists and timelines of the CRM in the reader's language."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm import tables
from tests.support.application import Application


def test_a_step_of_an_opportunity_is_called_by_the_word_of_its_package(demo: Application) -> None:
    account = demo.one(select(tables.account.c.id).where(tables.account.c.code == "K-00001"))
    begun = demo.as_("salesperson", "zh").post(
        "/crm/opportunities/new", {"name": "测厚仪", "account_id": str(account), "expected_amount": "120000"}
    )
    chinese = demo.as_("salesperson", "zh").get(begun.location).text
    assert "推进机会" in chinese
    english = demo.as_("salesperson", "en").get(begun.location).text
    assert "Advance the opportunity" in english
    assert "推进机会" not in english


def test_a_list_shows_the_english_name_of_a_customer_and_sorts_by_the_stored_one(demo: Application) -> None:
    names = select(tables.account.c.name, tables.account.c.name_en).where(tables.account.c.name_en != "")
    with demo.store.read() as connection:
        name, english = connection.execute(names.order_by(tables.account.c.id)).first()
    page = demo.as_("manager", "en").get("/crm/accounts/?sort=name")
    assert page.status_code == 200
    found = demo.as_("manager", "en").get(f"/crm/accounts/?name~q={name}").text
    assert english in found
    assert f">{name}<" not in found
