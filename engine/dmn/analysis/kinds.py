"""The kinds of values an axis may have: their order, and values that lie between two others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Literal

from engine.feel.durations import YearsMonths
from engine.feel.values import DECIMAL, kind_of

Kind = Literal[
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "date and time with zone",
    "days and time duration",
    "years and months duration",
]
ORDERED: frozenset[str] = frozenset(
    {
        "number",
        "date",
        "time",
        "date and time",
        "date and time with zone",
        "days and time duration",
        "years and months duration",
    }
)
KINDS: dict[str, Kind] = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "days and time duration": "days and time duration",
    "years and months duration": "years and months duration",
}
_SECOND = timedelta(seconds=1)
_STEPS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), _SECOND, timedelta(microseconds=1))
_DAY = date(2000, 1, 1)
_LETTERS = ("a", "0", " ", "\0")
"""The last one makes the very next text there is."""


def axis_kind(value: object) -> Kind | None:
    """The kind of a constant; None for what has no place on an axis, such as far years or times with zones."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return "date and time with zone"
    if isinstance(value, time) and value.tzinfo is not None:
        return None
    if not isinstance(value, (bool, Decimal, str, date, time, timedelta, YearsMonths)):
        return None
    return KINDS.get(str(kind_of(value)))


def between(low: Any, high: Any, *, kind: Kind, whole: bool = False) -> object:
    """A value strictly between two points, a plain one if there is one; None if there is none.

    A point that is None is an open end. `whole`: only whole numbers count.
    """
    for each in _CANDIDATES[kind](low, high):
        if whole and isinstance(each, Decimal) and each != each.to_integral_value():
            continue
        if (low is None or each > low) and (high is None or each < high):
            return each
    return None


def _numbers(low: Any, high: Any) -> Iterator[object]:
    """Whole ones first, then few digits, then the middle."""
    below = low is None
    for make in _FROM_ONE_END if below or high is None else _FROM_BOTH_ENDS:
        try:
            yield make(high if below else low, high)
        except ArithmeticError:
            continue


def _next_whole(low: Decimal, _high: Decimal) -> Decimal:
    return DECIMAL.add(low.to_integral_value(ROUND_FLOOR), Decimal(1))


def _last_whole(high: Decimal, _: Decimal) -> Decimal:
    return DECIMAL.subtract(high.to_integral_value(ROUND_FLOOR), Decimal(1))


def _next_digit(low: Decimal, high: Decimal) -> Decimal:
    """With as many digits as the gap between the ends asks for."""
    unit = Decimal(1).scaleb(DECIMAL.subtract(high, low).adjusted() - 1)
    return DECIMAL.add(DECIMAL.quantize(low, unit), unit)


_FROM_ONE_END = (
    _next_whole,
    _last_whole,
    lambda end, _: DECIMAL.multiply(end, Decimal(2)),
    lambda end, _: DECIMAL.divide(end, Decimal(2)),
)
_FROM_BOTH_ENDS = (
    _next_whole,
    _next_digit,
    lambda low, high: DECIMAL.divide(DECIMAL.add(low, high), Decimal(2)),
)


def _strings(low: Any, high: Any) -> Iterator[object]:
    if low is None:
        yield ""
        return
    for letter in _LETTERS:
        yield low + letter


def _days(low: Any, high: Any) -> Iterator[object]:
    try:
        yield low + timedelta(days=1) if low is not None else high - timedelta(days=1)
    except OverflowError:
        return


def _moments(low: Any, high: Any) -> Iterator[object]:
    for step in _STEPS:
        try:
            yield low + step if low is not None else high - step
        except OverflowError:
            continue


def _times(low: Any, high: Any) -> Iterator[object]:
    if low is None:
        yield time(0)
        return
    start = datetime.combine(_DAY, low)
    for step in _STEPS[1:]:
        moved = start + step
        if moved.date() == start.date():
            yield moved.time()


def _months(low: Any, high: Any) -> Iterator[object]:
    yield YearsMonths(low.months + 1) if low is not None else YearsMonths(high.months - 1)


def _truths(low: Any, high: Any) -> Iterator[object]:
    yield from ()


_CANDIDATES = {
    "number": _numbers,
    "string": _strings,
    "boolean": _truths,
    "date": _days,
    "time": _times,
    "date and time": _moments,
    "date and time with zone": _moments,
    "days and time duration": _moments,
    "years and months duration": _months,
}
