"""The arithmetic against trying: every claim about random rows is checked on values between all constants."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product

import pytest

from engine.dmn.analysis import Column, analyse_rows
from engine.dmn.analysis.rows import RowAnalysis
from engine.feel import YearsMonths, compile_unary

#: Kind → constants that cells name, and values at, between and beyond all of them.
KINDS: dict[str, tuple[list[str], list[object]]] = {
    "number": (["-1", "0", "2"], [Decimal(each) / 2 for each in range(-4, 7)]),
    "string": (['"a"', '"b"', '"c"'], ["", "a", "aa", "b", "ba", "c", "ca"]),
    "date": (
        ['date("2026-01-30")', '@"2026-01-31"', '@"2026-02-02"'],
        [date(2026, 1, 28) + timedelta(days=each) for each in range(8)],
    ),
    "date and time": (
        ['date and time("2026-01-01T08:00:00")', '@"2026-01-02T00:00:00"'],
        [datetime(2026, 1, 1, 4) + timedelta(hours=4 * each) for each in range(8)],
    ),
    "time": (['@"08:00:00"', 'time("18:00:00")'], [time(each) for each in (0, 7, 8, 12, 18, 20)]),
    "days and time duration": (
        ['@"P1D"', 'duration("P2D")', '@"-PT1H"'],
        [timedelta(hours=each) for each in (-2, -1, 5, 24, 30, 48, 50)],
    ),
    "years and months duration": (
        ['@"P1Y"', '@"P13M"', '@"P2Y"'],
        [YearsMonths(each) for each in (11, 12, 13, 14, 24, 25)],
    ),
    "boolean": (["true", "false"], [True, False]),
}


def _cell(chance: random.Random, kind: str) -> str:
    constants = KINDS[kind][0]
    one, other = (chance.choice(constants) for _ in range(2))
    if kind == "boolean":
        return chance.choice(["-", one, f"not({one})", "null", f"? = {one}"])
    low, high = sorted((one, other), key=constants.index)
    return chance.choice(
        [
            "-",
            one,
            f"< {one}",
            f">= {one}",
            f"<= {one}",
            f"> {one}",
            f"[{low}..{high}]",
            f"({low}..{high}]",
            f"[{low}..{high})",
            f"]{low}..{high}[",
            f"{one}, > {other}",
            f"not({one})",
            f"not(< {one})",
            f"not({one}, {other})",
            f"!= {one}",
            f"[{one}, {other}]",
            "null",
            f"not(null, {one})",
            f"? > {one} and ? != {other}",
            f"not(? = {one})",
            f"? between {low} and {high}",
        ]
    )


@lru_cache(maxsize=100_000)
def _holds(text: str, value: object) -> bool:
    return compile_unary(text).matches(value) is True


def _matches(row: Sequence[str], facts: Sequence[object]) -> bool:
    return all(_holds(cell, value) for cell, value in zip(row, facts, strict=True))


def _values(found: Mapping[str, object], columns: Sequence[Column]) -> list[object]:
    return [found[column.name] for column in columns]


@pytest.mark.parametrize("seed", range(80))
def test_every_claim_about_random_rows_holds(seed: int) -> None:
    chance = random.Random(seed)
    kinds = [chance.choice(list(KINDS)) for _ in range(chance.randint(1, 3))]
    columns = [
        Column(name=f"c{at}", kind=kind if chance.random() < 0.5 else "")  # type: ignore[arg-type]
        for at, kind in enumerate(kinds)
    ]
    rows = [[_cell(chance, kind) for kind in kinds] for _ in range(chance.randint(1, 6))]
    found = analyse_rows(columns, rows)
    null_counts = [any("null" in row[at] for row in rows) for at in range(len(kinds))]
    bounded = [
        [*KINDS[kind][1], *([None] if null else [])] for kind, null in zip(kinds, null_counts, strict=True)
    ]
    facts = list(product(*bounded))
    _check_gaps(found, rows, facts)
    _check_overlaps(found, rows, facts)
    _check_covered(found, rows, list(product(*([*KINDS[kind][1], None] for kind in kinds))))
    assert not found.gave_up
    assert not found.unsure, rows


def _check_gaps(found: RowAnalysis, rows: list[list[str]], facts: list[tuple[object, ...]]) -> None:
    gaps = list(found.gaps())
    for gap in gaps:
        assert not any(_matches(row, _values(gap.facts, found.columns)) for row in rows), (rows, gap.text)
    missed = [each for each in facts if not any(_matches(row, each) for row in rows)]
    assert bool(gaps) == bool(missed), (rows, [gap.text for gap in gaps], missed[:3])


def _check_overlaps(found: RowAnalysis, rows: list[list[str]], facts: list[tuple[object, ...]]) -> None:
    pairs = set()
    for first, second, example in found.overlaps():
        values = _values(example.facts, found.columns)
        assert all(_matches(rows[row], values) for row in (first, second)), (rows, example.text)
        pairs.add((first, second))
    tried = {
        (first, second)
        for second in range(len(rows))
        for first in range(second)
        if any(_matches(rows[first], each) and _matches(rows[second], each) for each in facts)
    }
    assert pairs == tried, rows


def _check_covered(found: RowAnalysis, rows: list[list[str]], facts: list[tuple[object, ...]]) -> None:
    empty = {row for row, _ in found.empty()}
    for row, cells in enumerate(rows):
        reached = [each for each in facts if _matches(cells, each)]
        assert (row in empty) == (not reached), rows
        above = rows[:row]
        open_facts = [each for each in reached if not any(_matches(other, each) for other in above)]
        expected = bool(reached) and bool(above) and not open_facts
        assert found.is_covered(row, (1 << row) - 1) == expected, (rows, row)
