"""The pages per kind of discount: typing, trying, saving, undoing; two at once; who may."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from adapters.crm import tables
from tests.support.application import Application

D = Decimal


@pytest.fixture
def site(demo: Application, demo_template: Path) -> Application:
    demo.restore(demo_template)
    return demo


def _typed(page: str) -> dict[str, str]:
    """What a browser would send of the table as it is shown."""
    form = html.fromstring(page).xpath("//form[@id='discounts']")[0]
    return {name: value for name, value in form.form_values() if "__" not in name}


def _open(site: Application, kind: str = "volume") -> dict[str, str]:
    return _typed(site.as_("finance").get(f"/crm/discounts/{kind}").text)


def _rules(site: Application, kind: str = "volume") -> list[dict[str, Any]]:
    rule = tables.discount_rule
    query = select(rule).where(rule.c.kind == kind, rule.c.deleted_at.is_(None)).order_by(rule.c.id)
    quiet = ("revision", "updated_at")
    with site.store.read() as connection:
        return [
            {name: value for name, value in row._mapping.items() if name not in quiet}
            for row in connection.execute(query)
        ]


def _row_of(form: dict[str, str], note: str) -> str:
    return next(
        name.split("-")[1] for name, value in form.items() if name.endswith("-note") and value == note
    )


@pytest.mark.parametrize("kind", ["volume", "position", "customer", "agent"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_saved_as_it_is_shown_changes_nothing(site: Application, kind: str, language: str) -> None:
    before, browser = _rules(site, kind), site.as_("finance", language)
    form = _typed(browser.get(f"/crm/discounts/{kind}").text)
    answer = browser.post(f"/crm/discounts/{kind}", {**form, "reason": "…", "action": "save"})
    assert answer.status_code == 409
    assert _rules(site, kind) == before
    assert before


def test_what_is_typed_is_tried_on_samples_and_open_quotes_before_it_is_saved(site: Application) -> None:
    form, before = _open(site), _rules(site)
    row = _row_of(form, "阶梯价：20 支起")
    tried = site.as_("finance").post("/crm/discounts/volume/try", {**form, f"rules-{row}-ratio": "25%"})
    assert tried.status_code == 200
    assert "8%" in tried.text
    assert "25%" in tried.text
    assert "→" in tried.text
    assert _rules(site) == before


def test_open_quotes_that_would_cost_less_are_named_with_both_totals(site: Application) -> None:
    form = _open(site, "customer")
    row = _row_of(form, "A 级客户")
    tried = site.as_("finance").post("/crm/discounts/customer/try", {**form, f"rules-{row}-ratio": "29"})
    cells = [one.text_content() for one in html.fromstring(tried.text).xpath("//td[.//b]")]
    assert "/crm/quotes/" in tried.text
    assert any("→" in cell and "%" not in cell for cell in cells)


def test_a_table_is_saved_with_its_reason_and_undone_to_what_it_was(site: Application) -> None:
    form, before, browser = _open(site), _rules(site), site.as_("finance")
    row = _row_of(form, "阶梯价：50 片起")
    gone = _row_of(form, "阶梯价：10 至 19 支")
    changed = {name: value for name, value in form.items() if not name.startswith(f"rules-{gone}-")}
    changed |= {
        f"rules-{row}-ratio": "",
        f"rules-{row}-unit_price": "299.99",
        "rules-90-note": "旺季",
        "rules-90-what": "spare",
        "rules-90-basis": "amount",
        "rules-90-scope": "order",
        "rules-90-from_value": "10,000",
        "rules-90-ratio": "2.5",
        "rules-90-valid_from": "2026-01-01",
        "reason": "旺季价格",
        "action": "save",
    }
    saved = browser.post("/crm/discounts/volume", changed)
    assert saved.status_code == 303, saved.text
    now = {one["note"]: one for one in _rules(site)}
    assert now["阶梯价：50 片起"]["unit_price"] == D("299.99")
    assert now["旺季"]["ratio"] == D("0.025")
    assert now["旺季"]["category_id"]
    assert "阶梯价：10 至 19 支" not in now
    assert "旺季价格" in browser.get("/crm/discounts/volume").text
    revision = site.one(select(tables.discount_revision.c.id).order_by(tables.discount_revision.c.id.desc()))
    assert browser.post(f"/crm/discounts/volume/undo/{revision}").status_code == 303
    assert _rules(site) == before
    # A second press finds another table than the one that was saved, and says so.
    browser.post(f"/crm/discounts/volume/undo/{revision}")
    assert "changed again since" in browser.get("/crm/discounts/volume").text
    assert _rules(site) == before


def test_the_second_of_two_who_save_is_told_and_keeps_his_words(site: Application) -> None:
    form = _open(site, "agent")
    row = _row_of(form, "代理价")
    first = {**form, f"rules-{row}-ratio": "11%", "reason": "甲", "action": "save"}
    second = {**form, f"rules-{row}-ratio": "12%", "reason": "乙", "action": "save"}
    assert site.as_("finance").post("/crm/discounts/agent", first).status_code == 303
    answer = site.as_("finance").post("/crm/discounts/agent", second)
    assert answer.status_code == 409
    assert 'value="12%"' in answer.text


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"ratio": "120"}, "at most 100%"),
        ({"what": "NO-SUCH"}, "no such code or name"),
        ({"valid_from": "soon"}, "a date"),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, "cannot lie before the first day"),
        ({"note": ""}, "is needed"),
        ({"from_value": "5", "to_value": "30", "what": "GX-SR"}, "overlap"),
        ({"ratio": "5", "unit_price": "10"}, "not both"),
    ],
)
def test_what_is_wrong_is_not_saved_and_comes_back(
    site: Application, cells: dict[str, str], told: str
) -> None:
    before, form = _rules(site), _open(site)
    new = {"note": "新的", "what": "SP-FLT", "basis": "quantity", "scope": "line", "from_value": "7",
           "ratio": "3", "valid_from": "2026-01-01", **cells}  # fmt: skip
    typed = {
        **form,
        **{f"rules-91-{key}": value for key, value in new.items()},
        "reason": "x",
        "action": "save",
    }
    answer = site.as_("finance").post("/crm/discounts/volume", typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert all(f'value="{value}"' in answer.text for value in cells.values() if value)
    assert _rules(site) == before


def test_a_table_is_saved_only_with_a_reason_and_by_those_who_may(site: Application) -> None:
    form = _open(site)
    row = _row_of(form, "阶梯价：20 支起")
    typed = {**form, f"rules-{row}-ratio": "9%", "action": "save"}
    assert site.as_("finance").post("/crm/discounts/volume", typed).status_code == 422
    assert site.as_("manager").get("/crm/discounts/volume").status_code == 200
    assert site.as_("manager").post("/crm/discounts/volume", {**typed, "reason": "x"}).status_code == 403
    assert site.as_("service").get("/crm/discounts/volume").status_code == 403
    assert site.as_("finance").get("/crm/discounts/gift").status_code == 404
