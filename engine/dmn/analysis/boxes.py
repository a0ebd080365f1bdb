"""Arithmetic over boxes: which points lie in no box, whether a box is covered by others.

A set of rows is a bit mask. Columns are walked one after the other; segments that the same rows reach are
walked together, and what was found to be covered is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MAX_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Grid:
    """`masks[row][column]` are the segments of a row's cell, `domains[column]` the segments there are."""

    masks: tuple[tuple[int, ...], ...]
    domains: tuple[int, ...]

    @property
    def everyone(self) -> int:
        return (1 << len(self.masks)) - 1


class Walk:
    """One walk over a grid. Gives up quietly after too many steps: `gave_up` tells."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._covered: set[tuple[int, int]] = set()
        self._steps = 0
        self.gave_up = False

    def gaps(self, within: tuple[int, ...], rows: int) -> Iterator[tuple[int, ...]]:
        """Boxes inside `within` that none of the rows reaches, as one mask per column."""
        yield from self._gaps(within, rows, 0, ())

    def _gaps(
        self, within: tuple[int, ...], rows: int, column: int, prefix: tuple[int, ...]
    ) -> Iterator[tuple[int, ...]]:
        self._steps += 1
        if self._steps > MAX_STEPS:
            self.gave_up = True
            return
        if not rows:
            yield (*prefix, *within[column:])
            return
        if column == len(within) or (column, rows) in self._covered:
            return
        found = False
        for reaching, segments in self._split(within[column], rows, column).items():
            for gap in self._gaps(within, reaching, column + 1, (*prefix, segments)):
                found = True
                yield gap
        if not found and not self.gave_up:
            self._covered.add((column, rows))

    def _split(self, segments: int, rows: int, column: int) -> dict[int, int]:
        """The segments grouped by the rows that reach them."""
        groups = {0: segments}
        row, bit = 0, 1
        while bit <= rows:
            if rows & bit:
                groups = _refine(groups, self._grid.masks[row][column], bit)
            row, bit = row + 1, bit << 1
        return groups


def _refine(groups: dict[int, int], mask: int, bit: int) -> dict[int, int]:
    refined: dict[int, int] = {}
    for rows, segments in groups.items():
        inside, outside = segments & mask, segments & ~mask
        if inside:
            refined[rows | bit] = inside
        if outside:
            refined[rows] = outside
    return refined


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...] | None:
    """The box that both boxes share; None if there is none."""
    shared = tuple(left & right for left, right in zip(one, other, strict=True))
    return shared if all(shared) else None
