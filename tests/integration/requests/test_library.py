"""The leave slip from nothing: set up on a page by an administrator, asked for, approved and filed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.store.schema.runtime import work_item
from processes.package import read_folder, read_zip
from processes.requests import sheet
from processes.requests.head import read_head
from processes.requests.library import read_design
from processes.requests.packaging import FORM, PREFIX, package_files
from processes.requests.tables import request
from tests.integration.requests.conftest import BPMN
from tests.support.application import Application

FIELDS = (
    {"zh": "假别", "en": "Kind", "kind": "choice", "required": "1", "detail": "年休假 | Annual\n病假 | Sick"},
    {"zh": "期间", "en": "Period", "kind": "period", "required": "1"},
    {"zh": "天数", "en": "Days", "kind": "computed", "unit": "days", "detail": "=period_workdays"},
    {"zh": "事由", "en": "Reason", "kind": "long_text", "required": "1"},
)
POINTS = (
    {"zh": "上级", "en": "Superior", "who": "superior:1", "days": "1"},
    {"zh": "总经理", "en": "General manager", "who": "general_manager", "fact": "days", "value": "3"},
)
KINDS = "/requests/kinds/"


def posted(*, action: str, revision: str = "", **basics: str) -> dict[str, str]:
    """The page as a browser sends it."""
    rows = {
        f"{what}-{number}-{name}": text
        for what, given in (("fields", FIELDS), ("points", POINTS))
        for number, row in enumerate(given)
        for name, text in row.items()
    }
    usual = {"zh": "请假条", "en": "Slip", "group": "people", "icon": "beach", "number": "QT"}
    return {**usual, **rows, "filing": "assistant", **basics, "action": action, "revision": revision}


def revision_of(page: str) -> str:
    found = re.search(r'name="revision" value="([^"]+)"', page)
    assert found
    return found[1]


def only_item(demo: Application, title: str) -> int:
    open_items = select(work_item.c.id).where(
        work_item.c.closed_at.is_(None), work_item.c.title.contains(title)
    )
    return int(demo.one(open_items))


def test_an_administrator_sets_up_the_leave_slip_and_it_runs_at_once(demo: Application) -> None:
    admin = demo.as_("admin")
    begun = admin.post(KINDS, {"zh": "请假条", "en": "Slip"})
    page = begun.headers["Location"]
    assert page == f"{KINDS}request_slip"
    done = admin.post(page, posted(action="publish", revision=revision_of(admin.get(page).text)))
    assert done.status_code == 303, done.text
    assert "Version 1" in admin.get(page).text
    assert admin.get("/rules/request_slip").status_code == 200  # administered with all others from now on
    seller = demo.as_("salesperson")
    assert "Slip" in seller.get("/requests/").text
    slip = {"kind": "annual", "period_from": "2026-03-09", "period_to": "2026-03-10", "reason": "探亲"}
    ahead = seller.post("/requests/new/request_slip/route", slip).text
    assert "Sales manager Chen Jing" in ahead
    assert "2 days" in ahead
    sent = seller.post("/requests/new/request_slip", {**slip, "action": "submit", "submission": "s"})
    shown = sent.headers["Location"]
    assert "QT-" in seller.get(shown).text
    decide(demo, "manager", only_item(demo, "QT-"))
    assert "Approved" in seller.get(shown).text
    item = only_item(demo, "QT-")
    assistant = demo.log_in("assistant")
    revision = str(demo.item_row(item)["revision"])
    assert assistant.post(f"/worklist/{item}/claim", {"revision": revision}).status_code == 303
    assistant.post(f"/worklist/{item}/complete", {"filing_note": "ok", "submission": "f"})
    assert demo.one(select(request.c.state).where(request.c.key == "request_slip")) == "filed"
    assert "ok" in seller.get(f"{shown}/print").text


def decide(demo: Application, login: str, item: int) -> None:
    browser = demo.as_(login)
    assert "QT-" in browser.get(f"/worklist/{item}").text
    answer = browser.post(f"/worklist/{item}/complete", {"action": "agree", "opinion": "", "submission": "d"})
    assert answer.status_code == 303


def test_what_is_wrong_is_marked_and_everything_typed_comes_back(demo: Application) -> None:
    admin = demo.as_("admin")
    assert admin.post(KINDS, {"zh": "", "en": "X"}).status_code == 422
    page = admin.post(KINDS, {"zh": "坏", "en": "Bad"}).headers["Location"]
    wrong = posted(action="publish", revision=revision_of(admin.get(page).text), zh="")
    wrong |= {"fields-0-detail": "one only", "fields-2-detail": "=1 +", "points-1-value": "many"}
    answer = admin.post(page, wrong)
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 4
    assert "one only" in answer.text
    stale = posted(action="save", revision="9.9")
    assert admin.post(page, stale).status_code == 409
    more = admin.post(page, posted(action="fields.add"))
    assert 'name="fields-4-zh"' in more.text
    less = admin.post(page, posted(action="fields.remove.0"))
    assert 'name="fields-3-zh"' not in less.text


def test_a_kind_may_begin_like_another_one_and_its_package_can_be_taken_along(demo: Application) -> None:
    designer = demo.as_("designer")
    page = designer.post(KINDS, {"zh": "用车", "en": "Car", "template": "request_trip"}).headers["Location"]
    shown = designer.get(page).text
    assert "目的地" in shown
    values = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', shown))
    assert values["zh"] == "用车"
    definition = demo.definition("request_leave")
    package = read_zip(designer.get(f"/definitions/{definition}/package.zip").get_data())
    assert FORM in package.files
    assert read_head(package.files["package.toml"]) is not None


@pytest.mark.parametrize("folder", sorted(BPMN.glob(f"{PREFIX}*")), ids=lambda one: one.name)
def test_the_page_of_a_shipped_kind_says_what_its_package_says(folder: Path) -> None:
    files = read_folder(folder).files
    design, simple = read_design(folder.name, files)
    again = package_files(design)
    assert read_head(again["package.toml"]) == read_head(files["package.toml"])
    assert fields_of(again) == fields_of(files)
    typed, _faults = sheet.design_of(folder.name, sheet.typed_of(design))
    assert simple
    assert typed.fields == design.fields, "keys and codes too: what is kept under them is still found"


def fields_of(files: Mapping[str, bytes]) -> object:
    return json.loads(files[FORM])["components"]
