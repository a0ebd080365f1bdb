"""What comes from outside as a flow: unknown fields, conditions that are none, texts that no store keeps."""

from __future__ import annotations

import pytest

from processes.approval import content, strict
from processes.approval.defaults import QUOTE
from processes.approval.errors import FlowRefused

TEST = {"fact": "max_discount", "operator": "gt", "value": {"number": "0.1"}}
POINT = {
    "number": 1,
    "name": {"zh": "经理", "en": "Manager"},
    "condition": [[TEST]],
    "positions": ["manager"],
    "mode": "any",
    "deadline": "PT8H",
    "actions": ["agree", "return"],
}


def faults(raw):
    with pytest.raises(FlowRefused) as refused:
        strict.read(raw)
    return {fault.place: fault.en for fault in refused.value.faults}


def comparing(**changed):
    return {"points": [{**POINT, "condition": [[{**TEST, **changed}]]}]}


VALUE = "points/0/condition/0/0/value"
DEEP: list = []
for _ in range(30):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("raw", "place", "sentence"),
    [
        ([], "points", "a list is expected"),
        ({"points": [], "ponts": 1}, "ponts", "There is no such field"),
        ({"points": [{**POINT, "nmae": 1}]}, "points/0/nmae", "There is no such field"),
        (
            {"points": [{**POINT, "name": {"zh": "a", "en": "b", "fr": "c"}}]},
            "points/0/name/fr",
            "no such field",
        ),
        ({"points": [{**POINT, "number": 2}]}, "points/0/number", "1 is expected"),
        (comparing(value=0.1), VALUE, "not a value"),
        (comparing(value={"number": "1", "unit": "x"}), f"{VALUE}/unit", "no such field"),
        (comparing(value={"number": "1E+300"}), VALUE, "a number is expected"),
        (comparing(fact="a or b"), "points/0/condition/0/0/fact", "the name of a field is expected"),
        (comparing(fact="function", value=True, operator="eq"), "points/0/condition/0/0", "cannot be asked"),
        (comparing(operator="in", value=[]), VALUE, "an empty list"),
        (
            {"points": [{**POINT, "rules": [{"kind": "superior", "level": 2}]}]},
            "points/0/rules/0/level",
            "no such",
        ),
        ({"points": [{**POINT, "name": {"zh": "\0", "en": "x"}}]}, "points/0/name/zh", "cannot be kept"),
        ({"points": [{**POINT, "name": {"zh": "\ud800", "en": "x"}}]}, "points/0/name/zh", "cannot be kept"),
        ({"points": [{**POINT, "name": {"zh": "x" * 200_001, "en": "x"}}]}, "", "too large"),
    ],
)
def test_it_is_refused_at_its_place(raw, place, sentence):
    assert sentence in faults(raw)[place]


def test_what_is_nested_beyond_reason_is_refused():
    assert set(faults({"points": DEEP}).values()) == {"nested too deep"}


def test_every_fault_is_told_at_once_and_unknown_fields_below_a_fault_are_not():
    raw = {"points": [{**POINT, "nmae": 1}, "second"], "colour": {"a": 1}}
    assert set(faults(raw)) == {"points/0/nmae", "points/1", "colour"}


def test_what_a_version_says_is_read_as_it_was():
    import json

    assert strict.read(json.loads(content.dump(QUOTE))) == QUOTE
