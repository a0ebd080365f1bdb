"""An attribute that an administrator defines stands everywhere at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.crm import tables
from tests.integration.adapters.conftest import Site

NEW = "/crm/records/attributes/new"


def define(site: Site, post: Any, **given: str) -> str:
    """The page of a new attribute of customers."""
    form = {"entity": "account", "code": "licence", "name": "许可证", "name_en": "Licence", "type": "text"}
    answer = post(site.client("admin"), NEW, {**form, "active": "1", **given})
    assert answer.status_code == 303, answer.text[:3000]
    return str(answer.location)


def customer(site: Site) -> Any:
    with site.store.read() as connection:
        table = tables.account
        return connection.execute(select(table).where(table.c.id == site.account())).one()


def save(client: FlaskClient, site: Site, post: Any, **typed: str) -> Any:
    url = f"/crm/records/accounts/{site.account()}/fields/{next(iter(typed))}"
    return post(client, url, {"revision": str(customer(site).revision), **typed})


def test_its_page_shows_how_it_is_asked_for_and_whom_it_concerns(site: Site, post: Any) -> None:
    url = define(site, post, type="choice", options="甲|A, 乙|B", required="1")
    page = site.client("admin", "en").get(url).text
    assert '<option value="甲">A</option>' in page
    assert "0 records of “Customer” have a value" in page
    assert "New records need it" in page


def test_a_wrong_definition_is_told_at_its_field(site: Site, post: Any) -> None:
    form = {"entity": "account", "code": "A b", "name": "x", "type": "choice"}
    answer = post(site.client("admin"), NEW, form)
    assert answer.status_code == 422
    assert "小写字母开头" in answer.text
    assert "请填写选项" in answer.text


def test_it_stands_on_the_page_in_the_editor_in_the_history_and_in_the_list(site: Site, post: Any) -> None:
    define(site, post, listed="1")
    client, url = site.client(), f"/crm/accounts/{site.account()}"
    assert "许可证" in client.get(f"{url}?tab=facts").text
    assert 'name="x_licence"' in client.get(f"/crm/records/accounts/{site.account()}/edit").text
    assert save(client, site, post, x_licence="L-77").status_code == 200
    assert "L-77" in client.get(f"{url}?tab=facts").text
    assert "许可证 – → L-77" in client.get(f"{url}?show=fields").text
    assert "L-77" in client.get("/crm/accounts/?f.x_licence=l-7").text
    assert "L-77" not in client.get("/crm/accounts/?f.x_licence=other").text
    exported = client.get("/crm/accounts/?cols=name,x_licence&export=csv&f.x_licence=L-77")
    assert "L-77" in exported.text


def test_the_history_tells_the_attribute_and_not_the_column(site: Site, post: Any) -> None:
    define(site, post, entity="contact", type="date", code="met", name="初次见面")
    client = site.client()
    with site.store.read() as connection:
        query = select(tables.contact).where(tables.contact.c.account_id == site.account())
        row = connection.execute(query).first()
    assert row is not None
    url = f"/crm/records/contacts/{row.id}"
    post(client, f"{url}/fields/x_met", {"revision": str(row.revision), "x_met": "2026-03-02"})
    page = client.get(url).text
    assert "初次见面" in page
    assert "2026-03-02" in page
    assert "attrs" not in page


def test_what_is_required_is_asked_when_a_customer_or_a_contact_is_added(site: Site, post: Any) -> None:
    define(site, post, required="1")
    define(site, post, entity="contact", required="1")
    client = site.client()
    assert 'name="x_licence"' in client.get("/crm/accounts/new").text
    refused = post(client, "/crm/accounts/new", {"name": "远山精密", "x_licence": ""})
    assert refused.status_code == 422
    assert "请填写许可证" in refused.text
    assert post(client, "/crm/accounts/new", {"name": "远山精密", "x_licence": "L"}).status_code == 303
    contacts = f"/crm/accounts/{site.account()}/contacts"
    assert "x_licence" in client.get(f"/crm/accounts/{site.account()}?contact").text
    refused = post(client, contacts, {"name": "新人", "x_licence": ""})
    assert refused.status_code == 422
    assert "请填写许可证" in refused.text
    assert post(client, contacts, {"name": "新人", "x_licence": "L"}).status_code == 303


def test_many_records_get_the_value_at_once(site: Site, post: Any) -> None:
    define(site, post, entity="contact")
    client = site.client()
    with site.store.read() as connection:
        ids = connection.scalars(
            select(tables.contact.c.id).where(tables.contact.c.account_id == site.account())
        ).all()
    ticked = {"row": str(ids[0]), "set": "x_licence", "x_licence": "many", "then": "1"}
    assert post(client, "/crm/records/contacts/bulk/edit/do", ticked).status_code == 303
    with site.store.read() as connection:
        found = connection.scalar(select(tables.contact.c.attrs).where(tables.contact.c.id == ids[0]))
    assert found == {"licence": "many"}


@pytest.mark.parametrize("login", ["salesperson", "manager"])
def test_only_administrators_define(site: Site, post: Any, login: str) -> None:
    assert site.client(login).get(NEW).status_code == 403
    form = {"entity": "account", "code": "x", "name": "x", "type": "text"}
    assert post(site.client(login), NEW, form).status_code == 403


def test_a_rule_that_could_never_hold_is_refused_at_its_field_with_what_was_typed(
    site: Site, post: Any
) -> None:
    form = {"entity": "account", "code": "size", "name": "规模", "type": "integer", "validation": "valu > 3"}
    answer = post(site.client("admin"), NEW, form)
    assert answer.status_code == 422
    assert "没有名为“valu”的变量。应写作：value &gt; 3" in answer.text
    assert "valu &gt; 3</textarea>" in answer.text


def test_the_condition_of_an_assignment_rule_is_helped_with_and_checked(site: Site, post: Any) -> None:
    url = "/crm/records/assignment-rules/new"
    page = site.client("admin", "en").get(url).text
    assert 'data-gx-feel="/expressions"' in page
    assert '"name": "budget"' in page
    rule = {"entity": "lead", "name": "大单", "way": "round_robin", "sort": "1"}
    refused = post(site.client("admin"), url, {**rule, "condition": "budget > and"})
    assert refused.status_code == 422
    assert 'id="f-condition-error"' in refused.text
    assert "budget &gt; and</textarea>" in refused.text
    assert post(site.client("admin"), url, {**rule, "condition": 'level = "A"'}).status_code == 303
