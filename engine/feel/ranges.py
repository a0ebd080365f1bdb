"""Ranges: making them, and whether a value lies inside."""

from __future__ import annotations

from engine.feel.compare import equal, order
from engine.feel.values import Range, kind_of

_UNORDERED = frozenset({"boolean", "list", "context", "function", "range", "unknown"})


def make_range(low: object, high: object, *, low_closed: bool, high_closed: bool) -> Range | None:
    """[low..high]; None if the ends are of different kinds, without order, or both null."""
    if low is None and high is None:
        return None
    for end in (low, high):
        if kind_of(end) in _UNORDERED:
            return None
    if low is not None and high is not None:
        direction = order(low, high)
        if direction is None or direction > 0:
            return None
    return Range(low, high, low_closed and low is not None, high_closed and high is not None)


def comparison_range(operator: str, value: object) -> Range | None:
    """The range that a comparison such as `> 10` is."""
    if operator == "=":
        return Range(value, value, True, True)
    if operator == "!=":
        return Range(value, value, False, False, "!=")
    if value is None or kind_of(value) in _UNORDERED:
        return None
    if operator in ("<", "<="):
        return Range(None, value, False, operator == "<=")
    return Range(value, None, operator == ">=", False)


def contains(interval: Range, value: object) -> bool | None:
    """Does the value lie in the range? None where they cannot be compared."""
    if interval.operator == "!=":
        result = equal(value, interval.low)
        return None if result is None else not result
    if value is None:
        return None
    above = _beyond(value, interval.low, interval.low_closed, 1)
    below = _beyond(value, interval.high, interval.high_closed, -1)
    if above is None or below is None:
        return None
    return above and below


def _beyond(value: object, end: object, closed: bool, direction: int) -> bool | None:
    if end is None:
        return True
    side = order(value, end)
    return None if side is None else side == direction or (closed and side == 0)
