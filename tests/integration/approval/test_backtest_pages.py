"""The page of a backtest: asked, kept, narrowed down to a cell, refused and read in both languages."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import insert

from processes.approval import tables
from tests.performance.backtesting import rows

EIGHT = {"tests-0-max_discount": "> 8%"}


@pytest.fixture
def past(site):
    """Three hundred approvals of the year before, of quotes that are not there any more."""
    with site.store.begin(by=None, action="test.past") as tx:
        found = list(rows(300, now=tx.now))
        for table in (tables.evaluation, tables.decision):
            tx.connection.execute(insert(table), [row for name, row in found if name == table.name])
    return site


def _run(site, client, **fields):
    answer = site.post(client, "/rules/quote/backtest", {"days": "365", **fields})
    return answer, client.get(answer.headers["Location"]) if answer.status_code == 303 else None


def test_a_draft_is_run_over_the_past_and_its_report_stays(past):
    client = past.client()
    past.save(client, **EIGHT)
    answer, shown = _run(past, client)
    assert re.fullmatch(r"/rules/quote/backtest\?version=2&report=\d+", answer.headers["Location"])
    text = html.unescape(shown.text)
    assert "300 件审批" in text
    assert "销售总监" in text
    cell = re.search(r'href="([^"]+)#cases">(\d+)</a>', text)
    assert cell
    assert "old=1&new=1.2" in cell[1]
    assert "1 → 1·2" in client.get(cell[1]).text
    assert client.get("/rules/quote/backtest").text.count("rules-square") > 4


def test_a_report_about_an_earlier_draft_says_so(past):
    client = past.client()
    past.save(client, **EIGHT)
    _run(past, client)
    past.save(client, **{"tests-0-max_discount": "> 7%"})
    assert "草稿在此报告之后已被修改" in client.get("/rules/quote/backtest").text


def test_the_version_in_force_changes_nothing(past):
    _answer, shown = _run(past, past.client("supervisor", "en"))
    assert "No approval would go another way" in shown.text


def test_an_amount_that_cannot_be_read_is_marked_and_kept(past):
    answer, _ = _run(past, past.client(), least="much")
    assert answer.status_code == 422
    assert 'value="much"' in answer.text
    assert "不是数字" in answer.text


def test_a_version_that_is_none_is_not_found(past):
    assert past.client().get("/rules/quote/backtest?version=99").status_code == 404


def test_others_documents_are_counted_and_not_named(past):
    client = past.client()
    past.save(client, **EIGHT)
    _answer, shown = _run(past, client)
    assert "无权查看" in shown.text


def test_who_may_not_see_rules_may_not_run_a_backtest(past):
    assert past.client("salesperson").get("/rules/quote/backtest").status_code == 403


def test_points_show_how_often_they_were_entered_and_rows_how_often_they_held(past):
    client = past.client("admin", "en")
    text = html.unescape(client.get("/rules/quote?point=2").text)
    assert re.search(r"In 90 days: entered \d+ times, skipped \d+", text)
    assert "Hits in 90 days" in text
    past.save(client, **EIGHT)
    assert re.search(
        r'class="rules-hits"><span class="gx-chip[^"]*">new', client.get("/rules/quote?point=2").text
    )
