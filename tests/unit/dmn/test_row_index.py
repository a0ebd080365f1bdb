"""Tables find their rows by indexes of their columns: never others than the cells, asked one by one, allow."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.dmn import load
from engine.dmn.row_index import NumberIndex, TextIndex, index_of
from engine.feel import compile_unary
from engine.feel.parser import parse_tests

Table = Callable[..., bytes]
NUMBERS = [
    "-",
    "",
    "1",
    "-2",
    "1, 3",
    "< 2",
    ">= 1, -2",
    "[1..3]",
    "(1..3]",
    "]1..3[",
    "= 2",
    "? >= 1 and ? < 3",
]
OTHERS = [
    "not(1)",
    "!= 2",
    "null",
    "> y",
    "odd(?)",
    "? < 3 and ? > 1",
    "[3..1]",
    '"a"',
    "1, null",
    "? > 1 or ? < 0",
]
TEXTS = ["-", '"a"', '"b", "c"', '"a", "b"']
VALUES = [
    None,
    True,
    "a",
    "b",
    "z",
    Decimal("NaN"),
    [1],
    *map(Decimal, ("-2", "0", "1", "1.5", "2.0", "3", "4")),
]


def _row(cells: list[str]) -> Callable[[object, object], bool]:
    one, other = (compile_unary(cell) for cell in cells)
    return lambda x, y: all(
        test.matches(value, {"x": x, "y": y}) is True for test, value in ((one, x), (other, y))
    )


@pytest.mark.parametrize("cells", [NUMBERS, TEXTS, [*NUMBERS, *OTHERS], [*TEXTS, *OTHERS]])
def test_a_table_matches_the_rows_that_its_cells_allow(table: Table, cells: list[str]) -> None:
    chance = random.Random(5)
    for _ in range(10):
        rows = [[chance.choice(cells), chance.choice(NUMBERS)] for _ in range(chance.randint(1, 8))]
        data = table(["x", "y"], [("o", "")], [(row, [str(n)]) for n, row in enumerate(rows)], "COLLECT")
        decisions, asked = load(data), [_row(row) for row in rows]
        for _ in range(20):
            x, y = chance.choice(VALUES), chance.choice(VALUES)
            expected = [Decimal(n) for n, row in enumerate(asked) if row(x, y)] or None
            assert decisions.decide("d", {"x": x, "y": y}) == expected, (rows, x, y)
            assert decisions.decide("d", {"x": x, "y": y}) == expected, "asked again"


def _index(*cells: str) -> object:
    return index_of([None if cell == "-" else parse_tests(cell).tests for cell in cells])


def test_columns_of_plain_cells_are_indexes() -> None:
    assert isinstance(_index("< 1", "[1..5]", "-", "? > 5 and ? <= 7"), NumberIndex)
    assert isinstance(_index('"a"', "-", '"b", "c"'), TextIndex)
    for cell in ("not(1)", "null", "> y", "true", "(1 + 1)", "? > 1 or ? < 0", "[3..1]"):
        assert _index("-", cell) is None
    assert _index("-", "-") is None
    assert _index("1", '"a"') is None


def test_what_a_table_gave_is_not_changed_by_who_got_it(table: Table) -> None:
    decisions = load(table(["x"], [("o", "")], [(["1"], ["5"]), (["-"], ["6"])], "COLLECT"))
    for _ in range(2):
        found = decisions.decide("d", {"x": 1})
        assert found == [5, 6]
        assert isinstance(found, list)
        found.clear()


def test_a_table_says_each_time_why_it_has_no_answer(table: Table) -> None:
    decisions = load(table(["x"], [("o", "")], [(["> 1"], ["5"]), (["> 2"], ["6"])]))
    for _ in range(2):
        value, diagnostics = decisions.decide_with_diagnostics("d", {"x": 3})
        assert (value, [each.code for each in diagnostics]) == (None, ["hit_policy_unique"])
