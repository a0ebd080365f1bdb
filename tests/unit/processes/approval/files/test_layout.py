"""JSON that is compared line by line, and the line in which something of it stands."""

from __future__ import annotations

import json
from random import Random

from processes.approval.files.layout import WIDTH, laid_out
from processes.approval.files.locating import line_of, repeated
from tests.support import any_flows

VALUE = {
    "a": [1, 2, {"b": "x" * 90}, {"c": ["y" * 60, "z" * 60]}],
    "d": {},
    "中文": {"e": None, "f": True, "g": '"{[,:]}\\"\n'},
}


def anything(random: Random, depth: int = 0) -> object:
    kind = random.randrange(0, 4 if depth < 4 else 2)
    if kind == 2:
        return [anything(random, depth + 1) for _ in range(random.randrange(0, 5))]
    if kind == 3:
        names = random.sample(any_flows.TEXTS, random.randrange(0, 5))
        return {name.replace("/", ""): anything(random, depth + 1) for name in names}
    return random.choice((1, None, True, *any_flows.TEXTS)) if kind else "x" * random.randrange(0, 130)


def places(value: object, place: str = "") -> list[tuple[str, object]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(f"{place}/{name}" if place else str(name), one) for name, one in inner]
    return [*found, *(deeper for name, one in found for deeper in places(one, name))]


def test_what_fits_stands_on_a_line_and_everything_else_a_line_each():
    text = laid_out(VALUE)
    assert json.loads(text) == VALUE
    lines = text.split("\n")
    assert lines[1:4] == ['  "a": [', "    1,", "    2,"]
    assert '  "d": {},' in lines
    short = [line for line in lines if len(line) > WIDTH + 1]
    assert short == [], "nothing that could be broken runs over"


def test_any_value_is_read_back_and_each_of_its_parts_is_found_in_its_line():
    for seed in range(60):
        value = anything(Random(seed))
        text = laid_out(value)
        assert json.loads(text) == value
        lines = text.split("\n")
        for place, part in places(value):
            line, shown = lines[line_of(text, place) - 1], json.dumps(part, ensure_ascii=False)
            assert "" in place.split("/") or shown in line or shown[0] in line, (seed, place)


def test_a_place_that_is_not_there_is_told_by_what_encloses_it():
    text = '{\n "a": [\n  1\n ]\n}'
    assert [line_of(text, place) for place in ("", "a", "a/0", "a/7", "a/0/b", "c", "a/x")] == [
        1,
        2,
        3,
        2,
        3,
        1,
        2,
    ]


def test_a_field_that_is_there_twice_is_found_in_its_own_object():
    text = '{"a": {"b": 1},\n "b": [{"c": 1},\n {"c": ":",\n "c": 2}]}'
    assert repeated(text) == ("c", 4)
