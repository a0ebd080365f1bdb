"""Arithmetic over boxes: which points lie in no box, whether a box is covered by others.

A box is one mask of segments per column, a set of rows a bit mask. Segments that the same rows reach are walked
together; the column that tells the rows apart best is cut first; what was found to be covered is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Box = tuple[int, ...]
Groups = tuple[tuple[int, int], ...]
"""Of one column: the rows that reach some segments, and the segments."""


class Grid:
    """`masks[row][column]` are the segments of a row's cell, `domains[column]` all segments there are.

    `reaching[column][segment]` are the rows whose cell holds there.
    """

    def __init__(self, masks: Sequence[Box], domains: Sequence[int]) -> None:
        self.masks = tuple(masks)
        self.everyone = (1 << len(self.masks)) - 1
        self.reaching = [[0] * domain.bit_length() for domain in domains]
        for row, box in enumerate(self.masks):
            for column, mask in enumerate(box):
                reaching = self.reaching[column]
                for segment in segments_of(mask):
                    reaching[segment] |= 1 << row

    def meeting(self, box: Box) -> int:
        """The rows whose boxes share something with the box."""
        found = self.everyone
        for column, mask in enumerate(box):
            here = 0
            for segment in segments_of(mask):
                here |= self.reaching[column][segment]
            found &= here
        return found

    def groups(self, column: int, segments: int, rows: int) -> Groups:
        """The segments grouped by which of the rows reach them."""
        found: dict[int, int] = {}
        reaching = self.reaching[column]
        for segment in segments_of(segments):
            key = rows & reaching[segment]
            found[key] = found.get(key, 0) | 1 << segment
        return tuple(found.items())


def segments_of(mask: int) -> Iterator[int]:
    """The places of the bits of a mask, in rising order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Walk:
    """One walk over a grid. Gives up quietly after so many groups of segments were looked at: `gave_up`
    tells, `left` what was not used."""

    def __init__(self, grid: Grid, work: int = 500_000) -> None:
        self._grid = grid
        self._covered: set[tuple[tuple[tuple[int, int], ...], int]] = set()
        self.left = work
        self.gave_up = False

    def gaps(self, within: Box, rows: int) -> Iterator[Box]:
        """Boxes inside `within`, disjoint, that none of the rows reaches."""
        rows &= self._grid.meeting(within)
        if not rows:
            if all(within):
                yield within
            return
        groups = {column: self._grid.groups(column, mask, rows) for column, mask in enumerate(within)}
        yield from self._gaps(dict(enumerate(within)), groups, rows)

    def _gaps(self, box: dict[int, int], columns: dict[int, Groups], rows: int) -> Iterator[Box]:
        self.left -= sum(map(len, columns.values()))
        if self.left < 0:
            self.gave_up = True
            return
        open_columns, everywhere = {}, rows
        for column, groups in columns.items():
            reached = []
            for group in groups:
                if group[0]:
                    reached.append(group)
                else:
                    yield tuple({**box, column: group[1]}.values())
            here = rows
            for reaching, _ in reached:
                here &= reaching
            everywhere &= here
            box = {**box, column: _joined(reached)}
            if here != rows:
                open_columns[column] = (tuple(reached), here)
        if everywhere or not all(box.values()):
            return
        key = (tuple((column, box[column]) for column in open_columns), rows)
        if key in self._covered:
            return
        found = False
        cut = min(open_columns, key=lambda column: open_columns[column][1].bit_count())
        rest = {column: groups for column, (groups, _) in open_columns.items() if column != cut}
        for reaching, segments in sorted(open_columns[cut][0], key=_fewest):
            inner = {column: _regrouped(groups, reaching) for column, groups in rest.items()}
            for gap in self._gaps({**box, cut: segments}, inner, reaching):
                found = True
                yield gap
        if not found and not self.gave_up:
            self._covered.add(key)


def _fewest(group: tuple[int, int]) -> int:
    """Where few rows reach, a gap is found soonest."""
    return group[0].bit_count()


def _joined(groups: Sequence[tuple[int, int]]) -> int:
    found = 0
    for _, segments in groups:
        found |= segments
    return found


def _regrouped(groups: Groups, rows: int) -> Groups:
    found: dict[int, int] = {}
    for reaching, segments in groups:
        key = reaching & rows
        found[key] = found.get(key, 0) | segments
    return tuple(found.items())


def overlap(one: Box, other: Box) -> Box:
    """The box that both boxes share; a column without segments means there is none."""
    return tuple(left & right for left, right in zip(one, other, strict=True))
