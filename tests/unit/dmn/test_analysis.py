from __future__ import annotations

import random
import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.dmn import load
from engine.dmn.analysis import analyse_model

Table = Callable[..., bytes]


def findings(data: bytes) -> list[tuple[str, str]]:
    found = analyse_model(load(data).definitions)
    return [(finding.code.removeprefix("DMN_"), str(finding.args.get("example", ""))) for finding in found]


def rows(*cells: str, output: str = "1") -> list[tuple[list[str], list[str]]]:
    return [(cell.split(" | "), [output]) for cell in cells]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("< 10", ">= 10"), []),
        (("< 10", "> 10"), [("GAP", "x = 10")]),
        (("< 10", "[10..20)", "> 20"), [("GAP", "x = 20")]),
        (("< 10", ">= 5"), [("OVERLAP", "x = 5")]),
        (("[1..5]", "not([1..5])"), []),
        (('"a"', '"b"'), [("GAP", 'x not in ("a", "b")')]),
        (('"a", "b"', 'not("a", "b")'), []),
        (("true", "false"), []),
        (("true",), [("GAP", "x = false")]),
        (('< date("2024-01-01")', '> @"2024-01-01"'), [("GAP", 'x = @"2024-01-01"')]),
        (("(1..1)", "-"), [("EMPTY_ROW", "")]),
        (("> y", "-"), []),
        (("10 | 1", "not(10) | -"), [("GAP", "x = 10, y = 0")]),
        (("< 10 | < 5", ">= 10 | -", "- | >= 5"), [("OVERLAP", "x = 10, y = 5")]),
    ],
)
def test_gaps_and_overlaps_have_an_example(
    table: Table, cells: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    inputs = ["x", "y"][: 1 + cells[0].count(" | ")]
    assert findings(table(inputs, [("o", "")], rows(*cells))) == expected


def test_rows_that_never_decide_are_found(table: Table) -> None:
    data = table(["x"], [("o", "")], rows("< 10", "> 5", "[6..8]", "-"), "FIRST")
    assert [code for code, _ in findings(data)] == ["UNREACHABLE_ROW", "UNREACHABLE_ROW"]


def test_repeated_rows_are_found(table: Table) -> None:
    data = table(["x"], [("o", "")], rows("< 10", "-", "< 10"), "COLLECT")
    assert [code for code, _ in findings(data)] == ["DUPLICATE_ROW"]


def test_equal_results_may_overlap_under_any(table: Table) -> None:
    assert findings(table(["x"], [("o", "")], rows("< 10", ">= 5"), "ANY")) == []


def test_a_default_closes_all_gaps(table: Table) -> None:
    assert findings(table(["x"], [("o", "")], rows("< 10"), default="5")) == []


def test_its_examples_are_right(table: Table) -> None:
    """Against the table itself: no row or two rows match at the example, and a full table has no hole."""
    chance = random.Random(3)
    for _ in range(60):
        cells = [
            f"[{low}..{low + chance.randint(0, 4)}] | {chance.choice(['-', '< 3', '>= 3', '[1..4)'])}"
            for low in (chance.randint(0, 8) for _ in range(chance.randint(1, 6)))
        ]
        data = table(["x", "y"], [("o", "")], rows(*cells), "COLLECT")
        collect = load(data)
        holes = [args for code, args in findings(data) if code == "GAP"]
        for hole in holes:
            facts = {"x": Decimal(0), "y": Decimal(0)}
            facts.update({part[0]: Decimal(part[4:]) for part in hole.split(", ") if part[4:] != "…"})
            assert collect.decide("d", facts) is None, (cells, hole)
        if not holes:
            pairs = [(Decimal(x) / 2, Decimal(y) / 2) for x in range(-2, 28) for y in range(-2, 12)]
            assert all(collect.decide("d", {"x": x, "y": y}) for x, y in pairs), cells


def test_a_large_table_is_analysed_soon(table: Table) -> None:
    chance = random.Random(5)
    names = list("abcdef")
    cells = [
        " | ".join(
            "-" if chance.random() < 0.3 else f"[{low}..{low + 10}]"
            for low in (chance.randint(0, 90) for _ in names)
        )
        for _ in range(200)
    ]
    definitions = load(table(names, [("o", "")], rows(*cells))).definitions
    start = time.process_time()
    assert analyse_model(definitions)
    assert time.process_time() - start < 10
