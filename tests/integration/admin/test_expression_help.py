"""What fields ask the server while somebody types: in both languages, bounded, for people who are logged in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.application import Application, Browser

NAMES = [{"name": "discount", "zh": "折扣", "en": "Discount", "kind": "number", "unit": "percent"}]


def ask(browser: Browser, what: str, question: Any) -> TestResponse:
    return browser.client.post(
        f"/expressions/{what}",
        data=question if isinstance(question, bytes) else json.dumps(question),
        headers={"X-CSRFToken": browser.token, "Content-Type": "application/json"},
    )


def test_a_text_is_checked_tried_and_laid_out(site: Application) -> None:
    browser = site.as_("salesperson")
    question = {"text": "discount>0.1", "mode": "condition", "names": NAMES}
    assert ask(browser, "check", question).json == {
        "state": "ok",
        "language": "feel",
        "says": {"zh": "折扣大于 10%", "en": "Discount is greater than 10%"},
        "findings": [],
        "reads": ["discount"],
    }
    tried = ask(browser, "try", {**question, "values": {"discount": "12%"}}).json
    assert tried is not None
    assert (tried["value"], tried["passes"]) == ("true", True)
    assert ask(browser, "format", question).json == {"text": "discount > 0.1"}


def test_the_handbook_comes_in_the_reader_s_language(site: Application) -> None:
    for lang, word in (("zh", "文本"), ("en", "Texts")):
        book = site.as_("designer", lang).get("/expressions/functions").json
        assert book is not None
        assert book["lang"] == lang
        assert {"sum", "contains", "between"} <= {one["name"] for one in book["entries"]}
        assert word in {one["title"] for one in book["entries"]}


@pytest.mark.parametrize(
    ("what", "question"),
    [
        ("check", b"{"),
        ("check", b"[" * 50_000),
        ("check", {}),
        ("check", {"text": 3}),
        ("check", {"text": "1", "mode": "guess"}),
        ("check", {"text": "x" * 50_001}),
        ("check", {"text": "1", "names": [{}]}),
        ("check", {"text": "1", "names": [{"name": "x"}] * 1001}),
        ("check", {"text": "1", "context": "[1]"}),
        ("try", {"text": "x", "values": {"x": 3}}),
        ("try", {"text": "1 +"}),
        ("try", {"text": "for i in 1..10000000 return i"}),
        ("format", {"text": "1 +"}),
    ],
)
def test_what_cannot_be_read_or_run_is_refused_with_a_sentence(
    site: Application, what: str, question: Any
) -> None:
    for lang in ("zh", "en"):
        answer = ask(site.as_("designer", lang), what, question)
        assert answer.status_code == 422
        assert answer.json is not None
        assert (lang == "zh") == any("\u4e00" <= sign <= "\u9fff" for sign in answer.json["message"])


def test_a_value_that_is_none_is_refused_at_its_name(site: Application) -> None:
    question = {"text": "discount > 1", "names": NAMES, "values": {"discount": "much"}}
    answer = ask(site.as_("designer"), "try", question)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["values"]["discount"]["en"] == "Enter a number, such as 1200.50 or 10%."


def test_a_question_that_is_too_large_is_refused(site: Application) -> None:
    assert ask(site.as_("designer"), "check", b'{"text": "' + b"x" * 600_000 + b'"}').status_code == 413


def test_nobody_asks_without_login_or_token(site: Application) -> None:
    stranger = site.app.test_client()
    assert stranger.post("/expressions/check", json={"text": "1"}).status_code in (400, 401, 403)
    browser = site.as_("designer")
    browser.token = "forged"
    assert ask(browser, "check", {"text": "1"}).status_code in (400, 403)


def test_the_page_is_for_those_who_write_expressions(site: Application) -> None:
    for login, status in (("designer", 200), ("admin", 200), ("salesperson", 403)):
        assert site.as_(login).get("/expressions").status_code == status


def test_the_page_answers_without_script_too(site: Application) -> None:
    browser = site.as_("designer")
    given = {"expression": "credit limit * 2", "context": "{credit limit: 21}"}
    assert "<code>42</code>" in browser.post("/expressions", given).text
    broken = browser.post("/expressions", {**given, "context": "{"})
    assert broken.status_code == 422
    assert "credit limit * 2" in broken.text
