"""Rows of conditions over some columns, whoever wrote them: gaps, overlaps, rows that others cover.

Knows nothing of DMN models: decision tables use it, and so may anything made of alternatives of tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.analysis.axis import NULL, written
from engine.dmn.analysis.boxes import Box, Grid, Walk, overlap, segments_of
from engine.dmn.analysis.columns import Column, Placed, Texts, place
from engine.feel.names import odd

MAX_WORK = 3_000_000
"""Groups of segments that all walks of an analysis may look at together: about a second. The search for gaps may
take half of it, the question whether one row is covered a fortieth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """`facts`: a value for each column by its name, made of FEEL values. `parts`: the columns that matter, as
    people call them, each with its value as FEEL writes it."""

    facts: Mapping[str, object]
    parts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All parts in one line."""
        return said(self.parts, "en")


def said(parts: Iterable[tuple[str, str]], lang: str) -> str:
    """`Amount = 10, Level = "A"`, in the reader's punctuation."""
    told = [f"{name} = {value}" for name, value in parts]
    return ("，" if lang == "zh" else ", ").join(told) or "…"


class RowAnalysis:
    """What can be said about rows. Rows are counted from 0.

    `unsure`: row → columns whose cell has no fixed place (it depends on other values, on the day, on a kind that
    is not the column's); such a row is never accused and counts as reaching everything there. `gave_up`: a
    walk was stopped because it took too long, so that something may be missing in what was asked since.
    """

    def __init__(self, columns: Sequence[Column], placed: Sequence[Placed]) -> None:
        self.columns = tuple(columns)
        self.placed = tuple(placed)
        self.gave_up = False
        self._stopped = False
        self._work = MAX_WORK
        rows = len(placed[0].masks) if placed else 0
        self.unsure: dict[int, tuple[int, ...]] = {
            row: found
            for row in range(rows)
            if (found := tuple(at for at, each in enumerate(placed) if each.masks[row] is None))
        }
        masks = [tuple(_known(each, row) for each in placed) for row in range(rows)]
        self._grid = Grid(masks, [each.axis.everything for each in placed])
        self._domain = tuple(each.domain for each in placed)
        self.everyone = (1 << rows) - 1
        self.sure = self.everyone & ~sum(1 << row for row in self.unsure)
        """Sets of rows are bit masks."""

    def box(self, row: int) -> Box:
        """A row's place; equal for rows that hold at the same facts."""
        return self._grid.masks[row]

    def empty(self) -> Iterator[tuple[int, int]]:
        """Rows that never match, with the column whose cell allows no value."""
        for row, box in enumerate(self._grid.masks):
            for column, mask in enumerate(box):
                if not mask and column not in self.unsure.get(row, ()):
                    yield row, column
                    break

    def overlaps(self) -> Iterator[tuple[int, int, Example]]:
        """Pairs of rows, both placed for sure, that match at once."""
        for first in segments_of(self.sure):
            reach = overlap(self._grid.masks[first], self._domain)
            later = self._grid.meeting(reach) & self.sure & ~((2 << first) - 1) if all(reach) else 0
            for second in segments_of(later):
                yield first, second, self.example(overlap(reach, self._grid.masks[second]))

    def gaps(self, rows: int | None = None) -> Iterator[Example]:
        """Facts at which none of the rows (all, if not said) matches."""
        for gap in self._walk(self._domain, self.everyone if rows is None else rows, 2):
            yield self.example(gap)

    def is_covered(self, row: int, by: int) -> bool:
        """Does one of the rows in `by` match whenever the row does? Only rows placed for sure are asked."""
        box, others = self._grid.masks[row], by & self.sure & ~(1 << row)
        if row in self.unsure or not all(box) or not others:
            return False
        return next(self._walk(box, others, 40), None) is None and not self._stopped

    def container(self, row: int, by: int) -> int | None:
        """The first of the rows in `by` that covers the row alone; None if it takes several."""
        box = self._grid.masks[row]
        for other in segments_of(by & self.sure & ~(1 << row)):
            if all(mine & ~its == 0 for mine, its in zip(box, self._grid.masks[other], strict=True)):
                return other
        return None

    def _walk(self, box: Box, rows: int, part: int) -> Iterator[Box]:
        """Gaps in a box, with a part of the work that is allowed."""
        share = min(self._work, MAX_WORK // part)
        walk = Walk(self._grid, share)
        try:
            yield from walk.gaps(box, rows)
        finally:
            self._work -= share - max(walk.left, 0)
            self._stopped = walk.gave_up
            self.gave_up |= walk.gave_up

    def example(self, box: Box) -> Example:
        """A point of a box."""
        facts = {
            column.name: each.axis.sample(mask)
            for column, each, mask in zip(self.columns, self.placed, box, strict=True)
        }
        told = [
            (column.label or column.name, written(facts[column.name]))
            for column, each, mask in zip(self.columns, self.placed, box, strict=True)
            if mask & ~NULL != each.domain & ~NULL or mask == NULL
        ]
        return Example(facts=facts, parts=tuple(told))


def _known(placed: Placed, row: int) -> int:
    mask = placed.masks[row]
    return placed.domain | NULL if mask is None else mask


def analyse_rows(
    columns: Sequence[Column], rows: Iterable[Sequence[str | Texts]], names: Iterable[str] = ()
) -> RowAnalysis:
    """The analysis of rows of unary tests, a cell per column: `"-"`, `"> 10"`, `'"A", "B"'`, `not(5)`.

    A cell may be several texts that must all hold. A condition in alternatives (any row, in it all tests) is a
    list of rows: facts that a row does not ask about get a dash. Tell two conditions apart by sets of their rows:
    `gaps(rows)` says when one is not entered, `is_covered(row, by=rows)` whether the other is entered anyway.

        analyse_rows(
            [Column(name="amount", kind="number"), Column(name="level", allowed='"A", "B"')],
            [["< 1000", "-"], [">= 1000", '"A"']],
        ).gaps()  →  amount = 1000, level = "B"

    `names`: variables that are no plain word, for cells that read others.
    """
    known = odd(names)
    table = [[(cell,) if isinstance(cell, str) else tuple(cell) for cell in row] for row in rows]
    placed = [place(column, [row[at] for row in table], known) for at, column in enumerate(columns)]
    return RowAnalysis(columns, placed)
