from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest

from forms.fields.errors import TEXTS
from forms.fields.patterns import PatternRefused, check_pattern, matches
from forms.schema import Form, load


def make(*components: dict[str, Any]) -> Form:
    return load(json.dumps({"components": components}).encode())


def one(**parts: Any) -> Form:
    return make({"type": "textfield", "key": "a", "label": "A", **parts})


def refusals(form: Form, submitted: object, **options: Any) -> dict[str, list[str]]:
    return {name: [e.code for e in found] for name, found in form.accept(submitted, **options).errors.items()}


@pytest.mark.parametrize(
    ("component", "value", "code"),
    [
        ({"validate": {"required": True}}, "", "REQUIRED"),
        ({"validate": {"required": True}}, "  ", "REQUIRED"),
        ({"validate": {"required": True}}, None, "REQUIRED"),
        ({}, 5, "TYPE_TEXT"),
        ({}, ["x"], "TYPE_TEXT"),
        ({"validate": {"maxLength": 2}}, "abc", "TOO_LONG"),
        ({}, "x" * 100_001, "TOO_LONG"),
        ({"validate": {"minLength": 2}}, "a", "TOO_SHORT"),
        ({"validate": {"pattern": "^[A-Z]+$"}}, "a", "PATTERN"),
        ({"validate": {"validationType": "email"}}, "a@", "EMAIL"),
        ({"validate": {"validationType": "phone"}}, "call me", "PHONE"),
        ({"type": "number"}, "abc", "TYPE_NUMBER"),
        ({"type": "number"}, True, "TYPE_NUMBER"),
        ({"type": "number"}, math.nan, "NOT_FINITE"),
        ({"type": "number"}, math.inf, "NOT_FINITE"),
        ({"type": "number"}, "NaN", "NOT_FINITE"),
        ({"type": "number"}, "1e400", "NOT_FINITE"),
        ({"type": "number"}, 10**400, "NOT_FINITE"),
        ({"type": "number", "validate": {"max": 5}}, "5.01", "TOO_LARGE"),
        ({"type": "number", "validate": {"min": 5}}, 4, "TOO_SMALL"),
        ({"type": "number", "decimalDigits": 2}, "1.234", "DIGITS"),
        ({"type": "checkbox"}, "on", "TYPE_YES_NO"),
        ({"type": "checkbox", "validate": {"required": True}}, False, "REQUIRED"),
        ({"type": "select", "values": [{"value": "x"}]}, "y", "CHOICE"),
        ({"type": "select", "values": [{"value": "x"}]}, {"x": 1}, "CHOICE"),
        ({"type": "checklist", "values": [{"value": "x"}]}, "x", "TYPE_LIST"),
        ({"type": "checklist", "values": [{"value": "x"}]}, ["x", "y"], "CHOICE"),
        ({"type": "filepicker"}, "7", "TYPE_LIST"),
        ({"type": "filepicker"}, [{"name": "a.pdf"}], "FILE_UNKNOWN"),
        ({"type": "filepicker"}, [{"id": 7}, {"id": 8}], "TOO_MANY"),
        ({"type": "filepicker", "validate": {"required": True}}, [], "REQUIRED"),
        ({"type": "datetime"}, "2027-02-30", "TYPE_DATE"),
        ({"type": "datetime", "subtype": "time"}, "25:00", "TYPE_TIME"),
        ({"type": "datetime", "disallowPassedDates": True}, "1999-01-01", "PAST"),
        ({}, "\ud800", "SURROGATE"),
    ],
)
def test_a_wrong_value_is_refused(component: dict[str, Any], value: object, code: str) -> None:
    assert refusals(one(**component), {"a": value}) == {"a": [code]}


@pytest.mark.parametrize(
    ("component", "value", "kept"),
    [
        ({}, "x", "x"),
        ({}, None, None),
        ({"type": "number"}, "1,234.50", Decimal("1234.50")),
        ({"type": "number"}, 5, Decimal(5)),
        ({"type": "checkbox"}, True, True),
        ({"type": "select", "values": [{"value": 2}]}, "2", 2),
        ({"type": "taglist", "values": [{"value": "x"}]}, ["x", "x"], ["x"]),
        ({"type": "datetime"}, "2027-01-31", "2027-01-31"),
        ({"validate": {"validationType": "email"}}, "li@example.com", "li@example.com"),
    ],
)
def test_a_right_value_is_kept(component: dict[str, Any], value: object, kept: object) -> None:
    outcome = one(**component).accept({"a": value})
    assert outcome.errors == {}
    assert outcome.values == {"a": kept}


def test_fields_the_form_does_not_have_are_refused_by_name() -> None:
    submitted = {"a": "x", "assignee": "me", "status": "COMPLETED", "_instance_id": 1, "version": 2}
    assert refusals(one(), submitted) == {
        key: ["UNKNOWN"] for key in ("assignee", "status", "_instance_id", "version")
    }


def test_ten_thousand_keys_are_refused() -> None:
    assert refusals(one(), {str(i): 1 for i in range(10_000)}) == {"_form": ["MANY_KEYS"]}


def test_depth_is_refused_without_recursion() -> None:
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    assert refusals(one(), {"a": deep}) == {"a": ["TOO_DEEP"]}


def test_no_object_is_refused() -> None:
    assert refusals(one(), [1]) == {"_form": ["NOT_AN_OBJECT"]}


def test_groups_and_lists_are_judged_field_by_field() -> None:
    form = make(
        {
            "type": "group",
            "path": "g",
            "components": [{"type": "number", "key": "n", "validate": {"required": True}}],
        },
        {"type": "dynamiclist", "path": "l", "components": [{"type": "number", "key": "n"}]},
    )
    assert refusals(form, {"g": {"n": "x", "z": 1}, "l": [{"n": 1}, {"n": "y"}, 3]}) == {
        "g.n": ["TYPE_NUMBER"],
        "g.z": ["UNKNOWN"],
        "l.1.n": ["TYPE_NUMBER"],
        "l.2": ["NOT_AN_OBJECT"],
    }
    assert refusals(form, {"g": {}}) == {"g.n": ["REQUIRED"]}
    assert form.accept({"g": {"n": 1}, "l": [{"n": 2}]}).values == {"g": {"n": 1}, "l": [{"n": 2}]}


def test_rights_decide_what_may_be_written() -> None:
    form = make(
        {"type": "textfield", "key": "a"},
        {"type": "textfield", "key": "b"},
        {"type": "textfield", "key": "c"},
    )
    rights = {"a": "read", "b": "hidden", "c": "required"}
    assert refusals(form, {"c": "x"}, rights=rights, current={"a": "old"}) == {}
    assert refusals(form, {"a": "old", "c": "x"}, rights=rights, current={"a": "old"}) == {}
    assert refusals(form, {"a": "new", "c": "x"}, rights=rights, current={"a": "old"}) == {"a": ["READ_ONLY"]}
    assert refusals(form, {"b": "x", "c": "x"}, rights=rights) == {"b": ["UNKNOWN"]}
    assert refusals(form, {}, rights=rights) == {"c": ["REQUIRED"]}


def test_a_right_for_all_others_is_given_by_a_star() -> None:
    form = make({"type": "textfield", "key": "a"}, {"type": "textfield", "key": "b"})
    assert refusals(form, {"a": "x", "b": "y"}, rights={"*": "read", "b": "write"}) == {"a": ["READ_ONLY"]}


def test_what_the_form_hides_is_neither_asked_nor_accepted() -> None:
    form = make(
        {"type": "checkbox", "key": "other"},
        {
            "type": "textfield",
            "key": "why",
            "validate": {"required": True},
            "conditional": {"hide": "=other = false"},
        },
    )
    assert refusals(form, {"other": False}) == {}
    assert refusals(form, {"other": True}) == {"why": ["REQUIRED"]}
    assert refusals(form, {"other": False, "why": "x"}) == {"why": ["UNKNOWN"]}


def test_what_an_answer_hides_may_be_left_empty_on_the_page_that_showed_it() -> None:
    form = make(
        {"type": "textfield", "key": "result"},
        {"type": "datetime", "key": "promised", "conditional": {"hide": '=result != "promise"'}},
    )
    for nothing in ("", None):
        accepted = form.accept({"result": "dispute", "promised": nothing})
        assert (accepted.values, accepted.errors) == ({"result": "dispute"}, {})


def test_choices_may_come_from_the_data() -> None:
    form = make({"type": "select", "key": "a", "valuesKey": "owners"})
    assert refusals(form, {"a": "li"}, current={"owners": ["li", "wang"]}) == {}
    assert refusals(form, {"a": "zhao"}, current={"owners": ["li", "wang"]}) == {"a": ["CHOICE"]}


def test_every_error_is_said_in_both_languages() -> None:
    for code, (zh, en) in TEXTS.items():
        assert any("\u4e00" <= char <= "\u9fff" for char in zh), code
        assert en.isascii() or "“" in en, code


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|aa)+$", "(.*a){20}", "^([a-zA-Z0-9]+)*$", "(x+x+)+y", "^(\\w+\\s?)*$", "(a*)*"]
)
def test_patterns_that_would_hang_a_browser_are_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused) as refused:
        check_pattern(pattern)
    assert refused.value.slow


@pytest.mark.parametrize(
    "pattern",
    [
        "^[a-z]+@[a-z]+\\.com$",
        "(\\d+,)*\\d+",
        "^\\d{3}-\\d{4}$",
        "[A-Z]{2}\\d{6}",
        "(a|b)*c",
        "^(https?|ftp)/",
    ],
)
def test_ordinary_patterns_are_accepted(pattern: str) -> None:
    check_pattern(pattern)


def test_matching_is_bounded_even_for_a_bomb() -> None:
    assert matches("^(a+)+$", "a" * 3_000 + "b") is False
