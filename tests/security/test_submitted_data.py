"""S13, S14, S15: work of others, fields that are not there, and data that is no data, on pages and API."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import tables as crm
from engine import organisation
from engine.store.schema.runtime import instance
from tests.support.application import COLLEAGUE, Application, typed

NAMES = (
    "assignee",
    "status",
    "state",
    "_instance_id",
    "version",
    "revision_",
    "applicant",
    "outcome",
    "__proto__",
)


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("field", NAMES)
def test_fields_that_the_task_does_not_have_are_refused_by_name(site: Application, field: str) -> None:
    before, item = site.fingerprint(), site.item()
    page = site.as_("manager").post(f"/worklist/{item}/complete", {"action": "agree", field: "salesperson"})
    body = {"variables": {"action": "agree", field: "salesperson"}}
    answer = site.api("manager").post(f"/work-items/{item}/complete", body)
    assert (page.status_code, answer.status_code) == (422, 422)
    assert field in answer.json["errors"]
    assert answer.json["submitted"] == body
    assert site.fingerprint() == before


@pytest.mark.parametrize("extra", ["assignee", "state", "version", "started_by"])
def test_fields_that_the_api_does_not_have_are_refused_by_name(site: Application, extra: str) -> None:
    before, item, root = site.fingerprint(), site.item(), site.root()
    program = site.api("supervisor")
    for path, body in {
        f"/work-items/{item}/complete": {"variables": {}},
        f"/work-items/{item}/transfer": {"to": "director", "reason": "because"},
        f"/instances/{root}/cancel": {"reason": "because"},
        "/instances": {"definition": "quote_approval"},
        "/messages": {"name": "quote.withdraw"},
    }.items():
        answer = program.post(path, {**body, extra: "1"})
        assert answer.status_code == 422, path
        assert extra in answer.json["errors"]
    assert site.fingerprint() == before


@pytest.mark.parametrize(
    "field", ["state", "owner_id", "total", "instance_id", "version", "lines-0-price", "no"]
)
def test_fields_that_a_quote_does_not_show_are_refused(site: Application, field: str) -> None:
    before, quote_id = site.fingerprint(), site.quote("draft")
    browser = site.as_("salesperson")
    form = typed(browser.get(f"/crm/quotes/{quote_id}").text)
    assert browser.post(f"/crm/quotes/{quote_id}", {**form, field: "1"}).status_code == 422
    assert site.fingerprint() == before


@pytest.mark.parametrize("field", ["owner_id", "kind", "receivable", "code", "id"])
def test_fields_that_a_customer_does_not_show_are_refused(site: Application, field: str) -> None:
    before, account_id = site.fingerprint(), site.account()
    answer = site.as_("salesperson").post(
        f"/crm/records/accounts/{account_id}/edit", {"name": "x", "revision": "1", field: "1"}
    )
    assert answer.status_code == 422
    assert site.fingerprint() == before


@pytest.mark.parametrize(
    "value",
    [
        pytest.param('{"variables": {"action": NaN}}', id="not a number"),
        pytest.param('{"variables": {"action": Infinity}}', id="infinity"),
        pytest.param('{"variables": {"action": 1e400}}', id="larger than any"),
        pytest.param('{"variables": {"action": "\\ud800"}}', id="half a character"),
        pytest.param('{"variables": {"action": ' + deep(1_000) + "}}", id="1,000 deep"),
        pytest.param('{"variables": {"action": ' + deep(100_000) + "}}", id="100,000 deep"),
        pytest.param(
            json.dumps({"variables": {f"k{number}": 1 for number in range(10_000)}}), id="10,000 fields"
        ),
        pytest.param('{"variables": {"action": "agree", "opinion": 5}}', id="wrong type"),
        pytest.param('{"variables": {"action": ["agree"]}}', id="list for a choice"),
        pytest.param('{"variables": {"action": "self-destruct"}}', id="no such choice"),
        pytest.param('{"variables": {"action": "agree", "opinion": "' + "x" * 5_000 + '"}}', id="too long"),
        pytest.param('{"variables": [1]}', id="list for fields"),
        pytest.param('{"variables": {"action": "agree"', id="cut off"),
        pytest.param("[]", id="list for all"),
        pytest.param("null", id="null"),
        pytest.param("\x00", id="not even text"),
    ],
)
def test_data_that_is_no_data_is_refused_and_nothing_is_decided(site: Application, value: str) -> None:
    before, item = site.fingerprint(), site.item()
    answer = site.api("manager").raw(f"/work-items/{item}/complete", value)
    assert answer.status_code in (400, 422)
    assert answer.content_type.startswith("application/problem+json")
    assert answer.json["message"]
    assert site.fingerprint() == before


@pytest.mark.parametrize("where", ["variables", "correlation"])
@pytest.mark.parametrize("value", ["NaN", "1e400", deep(1_000), '"\\udfff"'])
def test_starting_and_sending_take_no_such_data_either(site: Application, where: str, value: str) -> None:
    before, program = site.fingerprint(), site.api("salesperson")
    bodies = {"/messages": f'{{"name": "quote.withdraw", "{where}": {{"x": {value}}}}}'}
    if where == "variables":
        bodies["/instances"] = f'{{"definition": "quote_approval", "variables": {{"x": {value}}}}}'
    for path, body in bodies.items():
        assert program.raw(path, body).status_code in (400, 422), path
    assert site.fingerprint() == before


@pytest.mark.parametrize(
    "form",
    [
        {"action": "agree" * 100},
        {"action": ""},
        {"action": "agree", "opinion": "x" * 2_001},
        {"action": "reject", "opinion": "  "},
        {"action": "return", "opinion": ""},
        {f"field{number}": "x" for number in range(900)},
    ],
)
def test_a_refused_decision_gives_back_what_was_typed(site: Application, form: dict[str, str]) -> None:
    before, item = site.fingerprint(), site.item()
    form = {"opinion": "整体毛利太低 <b>", **form}
    answer = site.as_("manager").post(f"/worklist/{item}/complete", form)
    assert answer.status_code == 422
    assert escape(form["opinion"].strip()) in answer.text
    assert site.fingerprint() == before


def test_more_fields_than_any_form_has_are_refused_unread(site: Application) -> None:
    before, item = site.fingerprint(), site.item()
    form = {f"field{number}": "x" for number in range(10_000)}
    assert site.as_("manager").post(f"/worklist/{item}/complete", form).status_code in (413, 422)
    assert site.fingerprint() == before


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "text/html", ""])
def test_the_api_reads_json_and_nothing_else(site: Application, content_type: str) -> None:
    before, item = site.fingerprint(), site.item()
    body = '{"variables": {"action": "agree"}}'
    answer = site.api("manager").raw(f"/work-items/{item}/complete", body, content_type)
    assert answer.status_code in (400, 415, 422)
    assert site.fingerprint() == before


@pytest.mark.parametrize("number", ["1e3", "-1", "99999999999999999999999999", "0x1", "%00", "١"])
def test_what_is_no_number_in_an_address_is_not_found(site: Application, number: str) -> None:
    for path in ("/worklist/", "/monitor/", "/crm/quotes/", "/crm/accounts/"):
        assert site.as_("director").get(f"{path}{number}").status_code == 404, path
    for path in ("/work-items/", "/instances/"):
        assert site.api("director").get(f"{path}{number}").status_code == 404, path


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("GET", "/crm/quotes/new", "account"),
        ("POST", "/crm/quotes/new", "account_id"),
        ("POST", "/crm/quotes/price", "quote_id"),
        ("GET", "/rules/quote", "version"),
        ("POST", "/lists/views/delete", "id"),
        ("GET", "/worklist/list", "after"),
        ("GET", "/crm/quotes/", "page"),
    ],
)
def test_a_number_that_no_column_can_hold_is_refused(
    site: Application, method: str, path: str, field: str
) -> None:
    browser = site.as_("admin" if path.startswith("/rules") else "salesperson")
    number = "9" * 19
    answer = (
        browser.get(f"{path}?{field}={number}") if method == "GET" else browser.post(path, {field: number})
    )
    assert answer.status_code in (404, 422)


def test_the_applicant_does_not_decide_about_his_own_quote(site: Application) -> None:
    before, item = site.fingerprint(), site.item()
    page = site.as_("salesperson").post(f"/worklist/{item}/complete", {"action": "agree"})
    body: dict[str, Any] = {"variables": {"action": "agree"}}
    answer = site.api("salesperson").post(f"/work-items/{item}/complete", body)
    assert (page.status_code, answer.status_code) == (409, 409)
    assert site.fingerprint() == before


def test_nobody_gives_a_decision_to_its_applicant_or_to_somebody_frozen(site: Application) -> None:
    item = site.item()
    with site.store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, site.person("finance"), "frozen")
    before = site.fingerprint()
    for to in ("salesperson", "finance", "nobody", "manager"):
        form = {"to": to, "reason": "on leave today"}
        page = site.as_("manager").post(f"/worklist/{item}/transfer", form)
        answer = site.api("manager").post(f"/work-items/{item}/transfer", form)
        assert (page.status_code, answer.status_code) in ((403, 403), (409, 409), (404, 404)), to
    assert site.fingerprint() == before


def test_a_step_is_not_done_twice_nor_out_of_order(site: Application) -> None:
    item = site.item()
    form = {"action": "agree", "opinion": "好"}
    assert site.as_("manager").post(f"/worklist/{item}/complete", form).status_code == 303
    after = site.fingerprint()
    assert site.as_("manager").post(f"/worklist/{item}/complete", form).status_code in (409, 410)
    body = {"variables": form}
    assert site.api("manager").post(f"/work-items/{item}/complete", body).status_code in (409, 410)
    assert site.fingerprint() == after


def test_a_quote_in_approval_is_not_changed_by_anybody(site: Application) -> None:
    quote_id = site.one(select(crm.quote.c.id).where(crm.quote.c.instance_id == site.root()))
    draft = typed(site.as_("salesperson").get(f"/crm/quotes/{site.quote('draft')}").text)
    before = site.fingerprint()
    for login in ("salesperson", "manager", COLLEAGUE):
        answer = site.as_(login).post(f"/crm/quotes/{quote_id}", {**draft, "action": "save"})
        assert answer.status_code in (404, 409, 422), login
    assert site.fingerprint() == before
    assert site.one(select(instance.c.state).where(instance.c.id == site.root())) == "running"
