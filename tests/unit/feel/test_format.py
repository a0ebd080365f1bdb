from __future__ import annotations

import re

import pytest

from engine.feel.format import format_tree
from engine.feel.parser import parse_expression, parse_tests


@pytest.mark.parametrize(
    "text",
    [
        "a + b * c - (d - e)",
        "(a + b) * c ** -d",
        "a and (b or c) and not(d)",
        "x between 1 and 2 or x in [1..5)",
        'x in (1, > 2, not("a"))',
        "for x in 1..3, y in ys return x * y",
        "some x in xs satisfies x.a = 1",
        'if a then {b: 1, "c-d": [1, null]} else f(x: 1)[1].y',
        "function(a: number, b: list<string>) a",
        "(function(a) a)(1)",
        'x instance of context<a: number> and @"P1D" = d',
        "lines[item > 1].price",
        "-(-a)",
    ],
)
def test_a_formatted_tree_reads_the_same(text: str) -> None:
    tree = parse_expression(text)
    written = format_tree(tree)
    again = parse_expression(written)
    assert without_places(tree) == without_places(again)
    assert format_tree(again) == written


def test_tests_of_a_cell_are_formatted() -> None:
    assert format_tree(parse_tests(">10,[1..5] , not( 3 )")) == "> 10, [1..5], not(3)"
    assert format_tree(parse_tests("-")) == "-"


def without_places(tree: object) -> str:
    return re.sub(r"(start|end)=\d+, ", "", repr(tree))
