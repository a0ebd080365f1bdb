"""Arithmetic over boxes: which points lie in no box, whether a box is covered by others.

A set of rows is a bit mask. Columns are walked one after the other; segments that the same rows reach are
walked together, and what was found to be covered is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator

MAX_STEPS = 200_000


class Grid:
    """`masks[row][column]` are the segments of a row's cell, `domains[column]` the segments there are.

    `reaching[column][segment]` are the rows whose cell holds there.
    """

    def __init__(self, masks: tuple[tuple[int, ...], ...], domains: tuple[int, ...]) -> None:
        self.masks = masks
        self.domains = domains
        self.everyone = (1 << len(masks)) - 1
        self.reaching = [[0] * domain.bit_length() for domain in domains]
        for row, box in enumerate(masks):
            for column, mask in enumerate(box):
                for segment in segments_of(mask):
                    self.reaching[column][segment] |= 1 << row

    def meeting(self, row: int) -> int:
        """The rows whose boxes share something with the row's box, itself included."""
        found = self.everyone
        for column, mask in enumerate(self.masks[row]):
            here = 0
            for segment in segments_of(mask):
                here |= self.reaching[column][segment]
            found &= here
        return found


def segments_of(mask: int) -> Iterator[int]:
    """The places of the bits of a mask, in rising order."""
    place = 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        place += skip
        yield place
        mask >>= skip + 1
        place += 1


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
        groups: dict[int, int] = {}
        reaching = self._grid.reaching[column]
        for segment in segments_of(segments):
            key = rows & reaching[segment]
            groups[key] = groups.get(key, 0) | 1 << segment
        return groups


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """The box that both boxes share; a column without segments means there is none."""
    return tuple(left & right for left, right in zip(one, other, strict=True))
