# ruff: noqa: E501 - data a line
from __future__ import annotations

import json
from typing import Any

import pytest

from forms.fields.registry import FIELD_TYPES
from forms.schema import load
from forms.schema.texts import RULES


def form(*components: dict[str, Any]) -> bytes:
    return json.dumps({"type": "default", "id": "f", "components": components}, indent=1).encode()


def field(**parts: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": "a", "label": "A", "id": "F1", **parts}


CASES: list[tuple[str, str | None, bytes]] = [
    ("FORM_JSON", None, b"{"),
    ("FORM_JSON", None, b'{"components": [{"type": NaN}]}'),
    ("FORM_JSON", None, b"\xff\xfe\xff"),
    ("FORM_JSON", None, b"[" * 5000),
    ("FORM_NOT_A_FORM", None, b"[]"),
    ("FORM_NOT_A_FORM", None, b'{"components": 5}'),
    ("FORM_NOT_A_FORM", None, b'{"components": [5]}'),
    ("FORM_TOO_LARGE", None, b" " * 1_000_001),
    ("FORM_JSON_KEY_TWICE", None, b'{"components": [], "id": "a", "id": "b"}'),
    ("FORM_TYPE_UNKNOWN", "a", form(field(type="textfeild"))),
    ("FORM_KEY_MISSING", "F1", form(field(key=""))),
    ("FORM_KEY_TWICE", "a", form(field(), field(id="F2"))),
    ("FORM_ID_TWICE", "b", form(field(), field(key="b"))),
    ("FORM_KEY_ILLEGAL", "__proto__", form(field(key="__proto__"))),
    ("FORM_KEY_ILLEGAL", "__proto__.isAdmin", form(field(key="__proto__.isAdmin"))),
    ("FORM_KEY_ILLEGAL", "constructor", form(field(key="constructor"))),
    ("FORM_KEY_ILLEGAL", "a b", form(field(key="a b"))),
    ("FORM_LABEL_MISSING", "a", form(field(label=""))),
    ("FORM_HTML", "F1", form(field(type="html", key=None, content='<form action="http://x">'))),
    ("FORM_HTML", "F1", form(field(type="html", key=None, content="<style>body{}</style>"))),
    ("FORM_HTML", "F1", form(field(type="html", key=None, content='<img src="http://x/p.png">'))),
    ("FORM_HTML", "F1", form(field(type="text", key=None, text='<b onclick="x()">'))),
    ("FORM_URL", "F1", form(field(type="image", key=None, source="https://x/p.png"))),
    ("FORM_URL", "F1", form(field(type="iframe", key=None, url="https://x"))),
    ("FORM_REGEX", "a", form(field(validate={"pattern": "("}))),
    ("FORM_REGEX_SLOW", "a", form(field(validate={"pattern": "^(a+)+$"}))),
    ("FORM_REGEX_SLOW", "a", form(field(validate={"pattern": "^([a-zA-Z]+)*$"}))),
    ("FORM_LIMIT", "a", form(field(validate={"minLength": -1}))),
    ("FORM_LIMIT", "a", form(field(type="number", validate={"min": "low"}))),
    ("FORM_LIMITS_CROSSED", "a", form(field(validate={"minLength": 5, "maxLength": 2}))),
    ("FORM_LIMITS_CROSSED", "a", form(field(type="number", validate={"min": 5, "max": 2}))),
    ("FORM_DEFAULT", "a", form(field(type="number", defaultValue="many"))),
    (
        "FORM_DEFAULT",
        "a",
        form(field(type="select", values=[{"label": "X", "value": "x"}], defaultValue="y")),
    ),
    ("FORM_NO_CHOICES", "a", form(field(type="select"))),
    ("FORM_CHOICE_TWICE", "a", form(field(type="radio", values=[{"value": "x"}, {"value": "x"}]))),
    ("FORM_EXPRESSION", "a", form(field(conditional={"hide": "=amount >"}))),
    ("FORM_EMPTY", None, form()),
    ("FORM_ATTRIBUTE_UNKNOWN", "a", form(field(requird=True))),
]


@pytest.mark.parametrize(
    ("code", "element", "data"), CASES, ids=[f"{c}-{i}" for i, (c, _, _) in enumerate(CASES)]
)
def test_it_is_found_with_its_field(code: str, element: str | None, data: bytes) -> None:
    found = [f for f in load(data, file="x.form").findings if f.code == code]
    assert found, [f.as_dict() for f in load(data).findings]
    assert found[0].element == element
    assert found[0].message("zh")
    assert found[0].message("en")
    assert found[0].suggestion("zh")


def test_the_line_is_that_of_the_field() -> None:
    text = '{"components": [\n {"type": "textfield", "key": "a", "label": "A"},\n {"type": "x",\n  "key": "b"}\n]}'
    assert [f.line for f in load(text.encode()).findings if f.code == "FORM_TYPE_UNKNOWN"] == [4]


def test_the_second_of_two_equal_keys_is_named() -> None:
    text = '{"components": [\n {"type": "textfield", "key": "a", "label": "A"},\n {"type": "number", "key": "a", "label": "B"}\n]}'
    assert [f.line for f in load(text.encode()).findings if f.code == "FORM_KEY_TWICE"] == [3]


def test_a_good_form_has_no_finding() -> None:
    data = form(
        field(validate={"required": True, "maxLength": 20, "pattern": "^[A-Z]{2}-\\d+$"}),
        field(type="number", key="n", id="F2", validate={"min": 0}, decimalDigits=2, defaultValue=1),
        field(type="select", key="s", id="F3", values=[{"label": "X", "value": "x"}], defaultValue="x"),
        {"type": "group", "id": "G", "label": "G", "components": [field(key="g", id="F4")]},
        {"type": "dynamiclist", "id": "L", "path": "rows", "label": "L", "components": [field(id="F5")]},
        {"type": "text", "id": "T", "text": "# Read *this*"},
    )
    assert [f.as_dict() for f in load(data).findings] == []


def test_every_rule_has_texts_in_both_languages() -> None:
    for code, rule in RULES.items():
        assert all((rule.zh, rule.en, rule.fix_zh, rule.fix_en)), code


def test_every_field_type_has_its_name_and_a_template() -> None:
    for name, kind in FIELD_TYPES.items():
        assert kind.type == name
