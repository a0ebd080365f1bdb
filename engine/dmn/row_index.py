"""Which rows of a table a column leaves over, found without asking the rows one by one.

A column whose cells are plain constants or intervals of numbers is an index: a value gives a set of rows, a
bit for each. A column with any other cell is no index; its cells are tested row by row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from operator import xor
from typing import NamedTuple

from engine.feel.closures.tests import constant_of
from engine.feel.tree import And, Comparison, ComparisonTest, Input, Node, RangeNode


class Interval(NamedTuple):
    """Numbers between two ends; None is no end."""

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool


class TextIndex:
    """Rows by a text; `dashes` match any."""

    __slots__ = ("_dashes", "_rows")

    def __init__(self, cells: Sequence[tuple[str, ...] | None]) -> None:
        found: dict[str, int] = {}
        self._dashes = 0
        for place, cell in enumerate(cells):
            if cell is None:
                self._dashes |= 1 << place
            for text in cell or ():
                found[text] = found.get(text, 0) | 1 << place
        self._rows = {text: bits | self._dashes for text, bits in found.items()}

    def rows(self, value: object) -> int | None:
        """The rows that match, as bits; None if this index cannot tell."""
        return self._rows.get(value, self._dashes) if type(value) is str else None


class NumberIndex:
    """Rows by a number: one set for each end of an interval and for each gap between two of them."""

    __slots__ = ("_ends", "_rows")

    def __init__(self, cells: Sequence[tuple[Interval, ...] | None]) -> None:
        written = (end for cell in cells for each in cell or () for end in (each.low, each.high))
        self._ends = sorted({end for end in written if end is not None})
        places = {end: place for place, end in enumerate(self._ends)}
        last = 2 * len(self._ends)
        # Which rows begin or end to match at a slot: slot 2n is the gap before the end n, slot 2n + 1 the end.
        changes = [0] * (last + 2)
        for place, cell in enumerate(cells):
            spans = [(0, last)] if cell is None else _joined([_span(each, places, last) for each in cell])
            for begin, end in spans:
                changes[begin] ^= 1 << place
                changes[end + 1] ^= 1 << place
        self._rows: list[int] = list(accumulate(changes[:-1], xor))

    def rows(self, value: object) -> int | None:
        """The rows that match, as bits; None if this index cannot tell."""
        if type(value) is not Decimal:
            return None
        ends = self._ends
        try:
            return self._rows[bisect_left(ends, value) + bisect_right(ends, value)]
        except ArithmeticError:
            return None


def _span(each: Interval, places: dict[Decimal, int], last: int) -> tuple[int, int]:
    """The first and the last slot of an interval; an empty one ends before it begins."""
    begin = 0 if each.low is None else 2 * places[each.low] + (1 if each.low_closed else 2)
    end = last if each.high is None else 2 * places[each.high] + (1 if each.high_closed else 0)
    return begin, end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same slots by spans that do not overlap."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[0] <= span[1]):
        if joined and begin <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


Index = TextIndex | NumberIndex


def index_of(cells: Sequence[tuple[Node, ...] | None]) -> Index | None:
    """The index of a column; a cell that is None is a dash, one without nodes cannot be read.

    None if a cell is neither constants nor intervals.
    """
    texts = [None if cell is None else _texts(cell) for cell in cells]
    if not any(cell is not None for cell in cells):
        return None
    if all(text is not None for text, cell in zip(texts, cells, strict=True) if cell is not None):
        return TextIndex(texts)
    intervals = [None if cell is None else _intervals(cell) for cell in cells]
    if all(each is not None for each, cell in zip(intervals, cells, strict=True) if cell is not None):
        return NumberIndex(intervals)
    return None


def _texts(cell: tuple[Node, ...]) -> tuple[str, ...] | None:
    constants = tuple(constant_of(node) for node in cell)
    texts = tuple(each for each in constants if isinstance(each, str))
    return texts if texts and len(texts) == len(constants) else None


def _intervals(cell: tuple[Node, ...]) -> tuple[Interval, ...] | None:
    found = tuple(each for each in map(_interval, cell) if each is not None)
    return found if found and len(found) == len(cell) else None


def _interval(node: Node) -> Interval | None:
    if isinstance(node, RangeNode):
        low, high = constant_of(node.low), constant_of(node.high)
        if not isinstance(low, Decimal) or not isinstance(high, Decimal) or low > high:
            return None
        return Interval(low, node.low_closed, high, node.high_closed)
    if isinstance(node, ComparisonTest):
        return _half(node.operator, constant_of(node.operand))
    if isinstance(node, And):
        return _both(node.operands)
    if isinstance(node, Comparison):
        return _half(node.operator, constant_of(node.right)) if isinstance(node.left, Input) else None
    return _half("=", constant_of(node))


def _both(operands: tuple[Node, ...]) -> Interval | None:
    """`? >= 1 and ? < 5`: one operand says where it begins, the other where it ends."""
    halves = [_interval(each) for each in operands if isinstance(each, Comparison)]
    if len(halves) != len(operands) or len(halves) != 2:
        return None
    one, other = halves
    if one is None or other is None:
        return None
    if one.low is None:
        one, other = other, one
    if one.low is None or one.high is not None or other.low is not None or other.high is None:
        return None
    return Interval(one.low, one.low_closed, other.high, other.high_closed)


def _half(operator: str, constant: object) -> Interval | None:
    if not isinstance(constant, Decimal):
        return None
    if operator in (">", ">="):
        return Interval(constant, operator == ">=", None, False)
    if operator in ("<", "<="):
        return Interval(None, False, constant, operator == "<=")
    return Interval(constant, True, constant, True) if operator == "=" else None
