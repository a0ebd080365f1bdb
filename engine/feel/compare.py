"""Equality and order of FEEL values. None means: these two cannot be compared."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.durations import WideDuration, YearsMonths, nanos_of
from engine.feel.iso import join
from engine.feel.values import Budget, Range, Spender, adopt, kind_of
from engine.feel.wide import AnyDateTime, FineTime, WideDate, WideDateTime, base_of, fraction, in_zone

# Types whose own == and < are FEEL's.
SIMPLE = frozenset({Decimal, str, date, timedelta, YearsMonths})
_REFERENCE_DAY = date(2000, 1, 1)


def equal(left: object, right: object, budget: Spender | None = None) -> bool | None:
    """left = right; null equals only null; values of different kinds give None.

    Raises LimitExceeded for values that unfold beyond the budget.
    """
    if left is None or right is None:
        return left is right
    if type(left) is type(right) and (type(left) in SIMPLE or type(left) is bool):
        return left == right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if isinstance(left, (list, dict)) and isinstance(right, (list, dict)):
        return left is right or _same_parts(left, right, budget or Budget())
    if isinstance(left, Range) and isinstance(right, Range):
        return _same_range(left, right)
    if kind in ("function", "unknown"):
        return True if left is right else None
    return _moments_equal(left, right)


def same(left: object, right: object, budget: Spender | None = None) -> bool:
    """Are both the same value? Values of different kinds are not."""
    return equal(adopt(left), adopt(right), budget) is True


def _same_parts(left: Any, right: Any, budget: Spender) -> bool:
    """Both lists or both contexts: equal part by part."""
    if len(left) != len(right):
        return False
    budget.spend(len(left))
    if isinstance(left, list):
        return all(same(one, other, budget) for one, other in zip(left, right, strict=True))
    return left.keys() == right.keys() and all(same(left[key], right[key], budget) for key in left)


def _same_range(left: Range, right: Range) -> bool:
    ends = (left.low_closed, left.high_closed, left.operator) == (
        right.low_closed,
        right.high_closed,
        right.operator,
    )
    return ends and same(left.low, right.low) and same(left.high, right.high)


def _moments_equal(left: object, right: object) -> bool | None:
    try:
        left_key, right_key = order_key(left), order_key(right)
    except (ArithmeticError, ValueError):
        return None
    return None if left_key is None or right_key is None else left_key == right_key


def order(left: object, right: object) -> int | None:
    """-1, 0 or 1; None where there is no order between the two."""
    if left is None or right is None or kind_of(left) != kind_of(right):
        return None
    try:
        left_key, right_key = order_key(left), order_key(right)
        if left_key is None or right_key is None or left_key[0] != right_key[0]:
            return None
        return (left_key > right_key) - (left_key < right_key)
    except (ArithmeticError, ValueError):
        return None


def order_key(value: object) -> tuple[Any, ...] | None:
    """A key that sorts values of one kind; its first part tells apart what has no order."""
    if isinstance(value, (timedelta, WideDuration)):
        return ("", nanos_of(value))
    if type(value) in SIMPLE:
        return ("", 0, value) if type(value) is date else ("", value)
    if isinstance(value, WideDate):
        return ("", value.cycles, value.base)
    if isinstance(value, (datetime, WideDateTime)):
        return _moment_key(value)
    if isinstance(value, (time, FineTime)):
        return _moment_key(join(_REFERENCE_DAY, value))
    return None


def _moment_key(value: AnyDateTime) -> tuple[str, int, datetime, int]:
    """Near moments have 0 cycles: far ones, whose cycles are never 0, sort around them."""
    base = base_of(value)
    assert isinstance(base, datetime)
    if base.tzinfo is None:
        return ("local", value.cycles if isinstance(value, WideDateTime) else 0, base, fraction(value))
    utc = in_zone(value, UTC)
    if isinstance(utc, WideDateTime):
        return ("zoned", utc.cycles, utc.base, utc.nanos)
    return ("zoned", 0, utc, 0)
