"""The quote editor through its routes, with the attack rows S10, S12–S15."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy import text as sql

from adapters.crm import tables

Site = Any
STORY = (
    ("GX-210", "2", "7", ""),
    ("gx-sr", "20", "7%", "竞品报价低 6%"),
    ("控制柜", "2", "5 %", ""),
    ("SV-INS", "1", "", ""),
    ("SV-CAL", "２", "0", ""),
    ("Wear parts kit", "4.0", "３%", ""),
)


def _new(site: Site, post: Any, form: Any, client: Any, *lines: Any, **header: str) -> int:
    fields = form(*(lines or STORY), account_id=str(site.account()), **header)
    answer = post(client, "/crm/quotes/new", fields)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_story_quote_is_written_in_any_spelling_and_adds_up(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client, title="测厚仪二期")
    row = site.row(quote_id)
    assert (row.no, str(row.total), str(row.max_discount)) == ("Q-2031", "188288.0000", "0.1500")
    html = client.get(f"/crm/quotes/{quote_id}").text
    assert 'title="阶梯价：20 支起 · 采用"' in html
    page = _text(html)
    assert "有 3 行超过折扣限额 8%" in page
    assert "¥188,288.00" in page
    assert "销售经理 陈" in page


def test_the_same_page_speaks_english(site: Site, post: Any, form: Any) -> None:
    quote_id = _new(site, post, form, site.client())
    page = _text(site.client(lang="en").get(f"/crm/quotes/{quote_id}").text)
    assert "3 lines are above the limit of 8%" in page
    assert "Qingyu Precision Co., Ltd." in page
    assert "Inline thickness gauge" in page


def test_totals_are_computed_while_typing_and_nothing_is_saved(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    with site.store.read() as connection:
        before = connection.scalar(select(func.count()).select_from(tables.quote))
    fields = form(*STORY[:2], ("no such thing", "x", "", ""), account_id=str(site.account()))
    answer = post(client, "/crm/quotes/price", fields, **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert "107,680" in answer.text
    assert 'id="quote-totals" hx-swap-oob' in answer.text
    assert site.asked[-1]["max_discount"] == site.row(site.quote("draft")).max_discount.__class__("0.15")
    assert site.asked[-1]["quote_id"] is None
    with site.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.quote)) == before


@pytest.mark.parametrize(
    ("line", "field", "sentence"),
    [
        (("NOPE", "1", "", ""), "lines-0-code", "没有这个在售产品"),
        (("", "3", "", ""), "lines-0-code", "没有这个在售产品"),
        (("GX-SR", "0", "", ""), "lines-0-quantity", "数量要大于 0"),
        (("GX-SR", "-1", "", ""), "lines-0-quantity", "数量要大于 0"),
        (("GX-SR", "NaN", "", ""), "lines-0-quantity", "数量要大于 0"),
        (("GX-SR", "Infinity", "", ""), "lines-0-quantity", "数量要大于 0"),
        (("GX-SR", "1e400", "", ""), "lines-0-quantity", "数量要大于 0"),
        (("GX-SR", "1_0", "", ""), "lines-0-quantity", "数量要大于 0"),
        (("GX-SR", "1", "101", ""), "lines-0-given", "折扣在 0% 到 100% 之间"),
        (("GX-SR", "1", "-5", ""), "lines-0-given", "折扣在 0% 到 100% 之间"),
        (("GX-SR", "1", "many", ""), "lines-0-given", "折扣在 0% 到 100% 之间"),
        (("GX-SR", "1", "1", "x" * 201), "lines-0-reason", "最多 200 个字"),
    ],
)
def test_a_wrong_cell_is_named_and_everything_typed_comes_back(
    site: Site, post: Any, form: Any, line: Any, field: str, sentence: str
) -> None:
    client = site.client()
    fields = form(line, remark="<b>keep me</b>", account_id=str(site.account()))
    answer = post(client, "/crm/quotes/new", fields)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error">[^<]*{sentence}', answer.text)
    assert "&lt;b&gt;keep me&lt;/b&gt;" in answer.text
    for key, text in zip(("code", "quantity", "given", "reason"), line, strict=True):
        assert f'name="lines-0-{key}" value="{text}"' in answer.text


@pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "2020-01-01", "2099-01-01"])
def test_a_wrong_day_is_refused_with_a_sentence(site: Site, post: Any, form: Any, day: str) -> None:
    fields = form(STORY[0], valid_to=day, account_id=str(site.account()))
    answer = post(site.client(), "/crm/quotes/new", fields)
    assert answer.status_code == 422
    assert "gx-field-error" in answer.text


@pytest.mark.parametrize(
    "name", ["state", "total", "owner_id", "instance_id", "version", "lines-0-price", "lines-0-__class__"]
)
def test_fields_that_the_form_does_not_have_are_refused_by_name(
    site: Site, post: Any, form: Any, name: str
) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client)
    answer = post(client, f"/crm/quotes/{quote_id}", form(STORY[0], revision="1", **{name: "1"}))
    assert answer.status_code == 422
    assert name in answer.text
    assert site.row(quote_id).revision == 1


def test_ten_thousand_cells_are_refused_not_computed(site: Site, post: Any, form: Any) -> None:
    fields = form(*[("GX-SR", "1", "", "")] * 240, account_id=str(site.account()))
    answer = post(site.client(), "/crm/quotes/new", fields)
    assert answer.status_code == 422
    assert "最多 200 行明细" in answer.text


def test_a_row_is_added_and_removed_without_script(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    fields = form(*STORY[:2], account_id=str(site.account()))
    more = post(client, "/crm/quotes/new", {**fields, "lines-add_row": "1"})
    assert more.status_code == 200
    assert 'name="lines-2-code"' in more.text
    less = post(client, "/crm/quotes/new", {**fields, "lines-remove_row": "0"})
    assert 'name="lines-0-code"' not in less.text
    assert 'name="lines-1-code" value="gx-sr"' in less.text


def test_lowering_to_the_limit_needs_nobody_any_more(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client)
    answer = post(client, f"/crm/quotes/{quote_id}", form(*STORY, revision="1", action="lower"))
    assert answer.status_code == 303
    assert str(site.row(quote_id).max_discount) == "0.0800"
    assert "超过折扣限额" not in client.get(f"/crm/quotes/{quote_id}").text


def test_a_stale_tab_is_told_so_and_keeps_its_text(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client)
    assert post(client, f"/crm/quotes/{quote_id}", form(STORY[1], revision="1")).status_code == 303
    stale = post(client, f"/crm/quotes/{quote_id}", form(STORY[2], revision="1", remark="my words"))
    assert stale.status_code == 409
    assert "该记录已被他人保存" in stale.text
    assert "my words" in stale.text
    assert 'value="控制柜"' in stale.text
    assert "gx-strip-warn" in stale.text
    again = re.search(r'name="revision" value="(\d+)"', stale.text)
    assert again
    saved = post(client, f"/crm/quotes/{quote_id}", form(STORY[2], revision=again[1], remark="my words"))
    assert saved.status_code == 303
    assert site.row(quote_id).remark == "my words"


def test_submitting_saves_and_starts_the_approval_once(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client)
    fields = form(*STORY, revision="1", action="submit", remark="final")
    for _ in range(2):  # a double click
        answer = post(client, f"/crm/quotes/{quote_id}", fields)
        assert (answer.status_code, answer.location) == (303, f"/crm/quotes/{quote_id}")
    assert site.submitted == [(quote_id, "salesperson")]
    row = site.row(quote_id)
    assert (row.state, row.remark) == ("in_approval", "final")


def test_a_new_quote_can_be_submitted_at_once(site: Site, post: Any, form: Any) -> None:
    quote_id = _new(site, post, form, site.client(), action="submit")
    assert site.submitted == [(quote_id, "salesperson")]


def test_an_empty_quote_is_saved_but_not_submitted(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client)
    answer = post(client, f"/crm/quotes/{quote_id}", form(revision="1", action="submit"))
    assert answer.status_code == 303
    assert site.submitted == []
    assert "没有明细" in client.get(f"/crm/quotes/{quote_id}").text


def test_a_locked_quote_shows_its_record_and_no_fields(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client, action="submit")
    page = client.get(f"/crm/quotes/{quote_id}").text
    assert 'name="lines-0-code"' not in page
    assert "/instances/77" in page
    assert "陈静" in page
    save = post(client, f"/crm/quotes/{quote_id}", form(*STORY, revision="2", remark="too late"))
    assert save.status_code == 409  # the page is older than the submission
    assert site.row(quote_id).remark == ""


def test_withdrawing_needs_a_reason(site: Site, post: Any, form: Any) -> None:
    client = site.client()
    quote_id = _new(site, post, form, client, action="submit")
    assert post(client, f"/crm/quotes/{quote_id}/withdraw", {"reason": " "}).status_code == 422
    assert site.row(quote_id).state == "in_approval"
    assert post(client, f"/crm/quotes/{quote_id}/withdraw", {"reason": "写错了"}).status_code == 303
    assert site.row(quote_id).state == "withdrawn"


def test_a_decided_quote_starts_its_next_version(site: Site, post: Any) -> None:
    client, quote_id = site.client(), site.quote("rejected")
    assert post(client, f"/crm/quotes/{quote_id}/revise").status_code == 303
    assert (site.row(quote_id).state, site.row(quote_id).version) == ("draft", 2)
    assert 'name="lines-0-code"' in client.get(f"/crm/quotes/{quote_id}").text


def test_only_an_approved_quote_is_printed(site: Site) -> None:
    client = site.client()
    sheet = client.get(f"/crm/quotes/{site.quote('approved')}/print")
    assert sheet.status_code == 200
    assert "报价单" in sheet.text
    assert client.get(f"/crm/quotes/{site.quote('rejected')}/print").status_code == 404


def test_costs_are_shown_to_those_who_may_see_them_only(site: Site) -> None:
    quote_id = site.quote("approved")
    assert "毛利" in site.client("manager").get(f"/crm/quotes/{quote_id}").text
    assert "毛利" not in site.client("supervisor").get(f"/crm/quotes/{quote_id}").text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/crm/quotes/{}"),
        ("post", "/crm/quotes/{}"),
        ("post", "/crm/quotes/{}/revise"),
        ("post", "/crm/quotes/{}/withdraw"),
        ("get", "/crm/quotes/{}/print"),
    ],
)
def test_a_quote_of_a_colleague_looks_like_one_that_does_not_exist(
    site: Site, post: Any, form: Any, method: str, path: str
) -> None:
    client, theirs = site.client("salesperson2"), site.quote("approved")
    fields = form(STORY[0], revision="1") if path.endswith("{}") else {"reason": "x"}

    def answer(quote_id: int) -> tuple[int, str]:
        url = path.format(quote_id)
        found = client.get(url) if method == "get" else post(client, url, fields)
        body = found.text.replace(str(quote_id), "ID")
        return found.status_code, re.sub(
            r'(name="csrf-token" content|name="csrf_token" value)="[^"]+"', "", body
        )

    hidden, missing = answer(theirs), answer(12345)
    assert hidden[0] == 404
    assert hidden == missing
    with site.store.read() as connection:
        words = connection.scalars(
            sql("SELECT word FROM engine_audit_event WHERE word = 'privacy.refused'")
        ).all()
    assert len(words) == 2, "both misses are in the audit trail"
    assert site.row(theirs).state == "approved"


def test_those_who_may_look_but_not_touch_are_told_who_could(site: Site, post: Any, form: Any) -> None:
    client, quote_id = site.client("finance"), site.quote("draft")
    page = client.get(f"/crm/quotes/{quote_id}")
    assert page.status_code == 200
    assert 'name="lines-0-code"' not in page.text
    refused = post(client, f"/crm/quotes/{quote_id}", form(STORY[0], revision="1"))
    assert refused.status_code == 403
    assert "销售代表" in refused.text


@pytest.mark.parametrize("login", ["designer", "service"])
def test_those_without_the_right_see_no_quotes_at_all(site: Site, login: str) -> None:
    client = site.client(login)
    assert client.get("/crm/quotes/").status_code == 403
    assert client.get("/crm/quotes/new").status_code == 403


def test_nothing_is_posted_without_the_token(site: Site, form: Any) -> None:
    client = site.client()
    fields = form(STORY[0], account_id=str(site.account()))
    assert client.post("/crm/quotes/new", data=fields).status_code == 403
    assert client.post("/crm/quotes/price", data=fields).status_code == 403


def test_the_list_pages_sorts_and_filters(site: Site) -> None:
    client = site.client("manager")
    assert "1–50 / 200" in _text(client.get("/crm/quotes/").text)
    rejected = client.get("/crm/quotes/?f.state=rejected").text
    assert "已驳回" in rejected
    assert client.get("/crm/quotes/?sort=no_such").status_code == 422


def test_the_search_box_finds_what_the_person_may_see(site: Site) -> None:
    row = site.row(site.quote("approved"))
    link = f"/crm/quotes/{row.id}"
    assert link in site.client().get(f"/search?q={row.no}").text
    assert link not in site.client("salesperson2").get(f"/search?q={row.no}").text
    assert "Qingyu Precision" in site.client(lang="en").get("/search?q=qingyu").text
