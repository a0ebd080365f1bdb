"""The decisions of a process: listed, drawn with their findings, tried, compared, for whoever may look."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from argon2 import PasswordHasher

from engine.clock import ManualClock
from engine.store.uow import Store
from forms.accounts import passwords
from tests.support.designer import Browser, Site, build, package

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

LEVEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:level">
  <itemDefinition name="rank"><typeRef>string</typeRef><allowedValues><text>"A", "B", "C"</text></allowedValues>
    </itemDefinition>
  <inputData id="i1" name="amount"><variable name="amount" typeRef="number"/></inputData>
  <inputData id="i2" name="rank"><variable name="rank" typeRef="rank"/></inputData>
  <inputData id="i3" name="due"><variable name="due" typeRef="date"/></inputData>
  <decision id="level" name="level"><informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="c1" label="Amount"><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
      <input id="c2" label="Rank"><inputExpression><text>rank</text></inputExpression></input>
      <output id="o1" name="level" label="Level" typeRef="string"/>
      <rule id="r1"><inputEntry><text>&lt; 1000</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <outputEntry><text>"manager"</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>&gt;= 1000</text></inputEntry><inputEntry><text>"A", "B"</text></inputEntry>
        <outputEntry><text>"director"</text></outputEntry></rule>
    </decisionTable></decision>
  <decision id="late" name="late"><informationRequirement><requiredInput href="#i3"/></informationRequirement>
    <informationRequirement><requiredDecision href="#level"/></informationRequirement>
    <context><contextEntry><variable name="limit"/><literalExpression><text>date("2026-01-01")</text>
      </literalExpression></contextEntry>
      <contextEntry><literalExpression><text>due &lt; limit and level != null</text>
      </literalExpression></contextEntry></context></decision>
</definitions>"""
PAGE = "/definitions/review/decisions/level"


NEWER = LEVEL.replace("&lt; 1000", "&lt; 2000").replace("UNIQUE", "FIRST")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The review package with a decision model, only looked at; its cast is logged in once."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('decided')}/store.db", clock=ManualClock(MONDAY))
    store.create()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys.cache_clear()
        site = build(store)
        site.publish(package(**{"level.dmn": LEVEL.encode()}))
        yield site
    store.close()


@pytest.fixture(scope="module")
def english(decided: Site) -> Browser:
    """A designer who reads English."""
    return decided.as_("designer", "en")


@pytest.fixture(scope="module")
def chinese(decided: Site) -> Browser:
    """A salesperson who reads Chinese; he may look."""
    return decided.as_("salesperson", "zh")


def test_the_list_names_what_is_decided_with_its_findings(english: Browser) -> None:
    page = english.get("/definitions/review/decisions").text
    assert f'href="{PAGE}"' in page
    assert "Unique: one row only may match" in page
    assert "level.dmn" in page
    assert 'title="Warnings"' in page


def test_a_package_without_decisions_says_so(site: Site) -> None:
    site.publish()
    assert "decides nothing by tables" in site.as_("designer").get("/definitions/review/decisions").text


def test_the_table_is_drawn_and_its_gap_is_marked(english: Browser) -> None:
    page = html.unescape(english.get(PAGE).text)
    assert '<code class="dd-feel">>= 1000</code>' in page
    assert 'Amount = 1000, Rank = "C"' in page
    assert 'class="dd-note dd-note-warn" href="#finding-1"' in page
    assert '<svg class="df-picture dd-graph"' in page


def test_the_example_of_a_finding_can_be_tried_and_is_true(english: Browser) -> None:
    browser = english
    page = html.unescape(browser.get(PAGE).text)
    found = re.search(r'href="([^"]+)">Try this example', page)
    assert found
    assert dict(parse_qsl(found[1].partition("?")[2].partition("#")[0]))["in.amount"] == "1000"
    answer = html.unescape(browser.get(found[1]).text)
    assert "level: no row matches" in answer


def test_trying_shows_the_answer_and_the_row_that_matched(chinese: Browser) -> None:
    page = chinese.get(f'{PAGE}?try=1&in.amount=2,000&in.rank="A"').text
    assert "<dd>director</dd>" in page
    assert page.count('class="dd-hit"') == 1
    assert "第 2 行" in page
    assert 'value="2,000"' in page


def test_what_was_decided_on_the_way_is_told(english: Browser) -> None:
    page = english.get("/definitions/review/decisions/late?try=1&in.amount=5&in.due=2025-01-01").text
    assert "<dd>true</dd>" in page
    assert re.search(r'<th scope="row">.*level.*</th><td>manager</td>', page)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("in.amount=much", "“much” is not a number"),
        ("in.rank=A", "quotation marks"),
        ("in.rank=%3Cscript%3E", "quotation marks"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_comes_back(
    english: Browser, query: str, word: str
) -> None:
    answer = english.get(f"{PAGE}?try=1&{query}")
    page = html.unescape(answer.text)
    assert answer.status_code == 200
    assert word in page
    assert "<dd>" not in page
    assert '<script>"' not in answer.text


def test_a_day_that_is_none_is_said_in_chinese(chinese: Browser) -> None:
    page = chinese.get("/definitions/review/decisions/late?try=1&in.due=soon").text
    assert "应为日期" in page
    assert 'value="soon"' in page


def test_nothing_typed_is_null_and_the_reason_is_told(english: Browser) -> None:
    assert "null" in english.get(f"{PAGE}?try=1").text


def test_rows_are_read_aloud_in_both_languages(english: Browser, chinese: Browser) -> None:
    english = html.unescape(english.get(f"{PAGE}?words=1").text)
    assert "If Amount is at least 1,000 and Rank is one of “A”, “B”: Level is “director”." in english
    assert "如果" in chinese.get(f"{PAGE}?words=1").text


def test_boxed_contexts_are_drawn(english: Browser) -> None:
    page = english.get("/definitions/review/decisions/late").text
    assert '<table class="dd-box">' in page
    assert "limit" in page


def test_versions_are_shown_when_asked_and_compared_cell_by_cell(site: Site) -> None:
    site.publish(package(**{"level.dmn": LEVEL.encode()}))
    site.publish(package(**{"level.dmn": NEWER.encode()}), reason="second")
    browser = site.as_("designer")
    assert "2000" in browser.get(PAGE).text
    assert "2000" not in browser.get(f"{PAGE}?version=1").text
    page = html.unescape(browser.get("/definitions/review/compare").text)
    assert "row 1, “Amount”: <del>< 1000</del> → <ins>< 2000</ins>" in page
    assert "hit policy: <del>UNIQUE</del> → <ins>FIRST</ins>" in page


@pytest.mark.parametrize("address", ["/definitions/review/decisions/nothing", "/definitions/none/decisions"])
def test_what_is_not_there_is_not_found(english: Browser, address: str) -> None:
    assert english.get(address).status_code == 404


def test_who_may_not_see_definitions_sees_no_decisions(decided: Site) -> None:
    browser = decided.as_("warehouse")
    assert browser.get("/definitions/review/decisions").status_code == 403
    assert browser.get(f"{PAGE}?try=1").status_code == 403


def test_findings_of_an_upload_name_row_and_column(site: Site) -> None:
    site.publish()
    broken = LEVEL.replace("&lt; 1000", "((")
    page = site.as_("designer").upload({"level.dmn": broken.encode()}).text
    assert "level, row 1, input 1 (Amount)" in html.unescape(page)
