"""An input as an axis: cut into segments at the values that its cells name. Sets of segments are bit masks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.durations import YearsMonths
from engine.feel.ranges import comparison_range
from engine.feel.render import literal
from engine.feel.values import Range

ORDERED = (Decimal, date, timedelta, YearsMonths)


class Unplaceable(Exception):
    """The cell has no fixed place on the axis."""


class Axis:
    """Segments of an ordered axis with n points: before the first, the first, between …, after the last.

    Strings and booleans without ranges are a set of values and one segment for all others.
    """

    def __init__(self, constants: Iterable[object], *, name: str) -> None:
        self.name = name
        values = [end for each in constants for end in _ends(each)]
        kinds = {type(value) for value in values}
        if len(kinds) > 1:
            raise Unplaceable
        self._kind: type = kinds.pop() if kinds else str
        self._ordered = self._kind in ORDERED or any(isinstance(each, Range) for each in constants)
        if self._kind not in (*ORDERED, str, bool):
            raise Unplaceable
        self._points: list[Any] = sorted(set(values))
        self._place = {point: index for index, point in enumerate(self._points)}
        self.count = 2 * len(self._points) + 1 if self._ordered else len(self._points) + 1
        self.everything = (1 << self.count) - 1
        if self._kind is bool:
            self._points = [False, True]
            self._place = {False: 0, True: 1}
            self.count, self.everything = 2, 3

    def mask(self, constant: object) -> int:
        """The segments of a value or a range."""
        if not isinstance(constant, Range):
            index = self._place[constant]
            return 1 << (2 * index + 1 if self._ordered else index)
        if constant.operator == "!=":
            return self.everything & ~self.mask(constant.low)
        first, last = 0, self.count - 1
        if constant.low is not None:
            first = 2 * self._place[constant.low] + (1 if constant.low_closed else 2)
        if constant.high is not None:
            last = 2 * self._place[constant.high] + (1 if constant.high_closed else 0)
        return ((1 << (last + 1)) - 1) & ~((1 << first) - 1) if first <= last else 0

    def example(self, mask: int) -> str:
        """A value in one of the segments, as FEEL writes it; points are preferred."""
        segments = [index for index in range(self.count) if mask >> index & 1]
        if not self._ordered:
            index = segments[0]
            if index < len(self._points):
                return f"{self.name} = {literal(self._points[index])}"
            others = ", ".join(literal(point) for point in self._points)
            return f"{self.name} not in ({others})" if others else f"{self.name} = …"
        inner = [index for index in segments if index % 2]
        return f"{self.name} = {self._sample(inner[0] if inner else segments[0])}"

    def _sample(self, segment: int) -> str:
        if not self._points:
            return "…"
        if segment % 2:
            return _written(self._points[segment // 2])
        low = self._points[segment // 2 - 1] if segment else None
        high = self._points[segment // 2] if segment // 2 < len(self._points) else None
        return _between(low, high)


def _ends(constant: object) -> list[object]:
    if not isinstance(constant, Range):
        return [constant]
    ends = [constant.low] if constant.operator else [constant.low, constant.high]
    return [end for end in ends if end is not None]


def as_range(operator: str, value: object) -> object:
    """The constant of a comparison such as `> 10`."""
    return value if operator == "=" else comparison_range(operator, value)


def _between(low: Any, high: Any) -> str:
    """A value strictly between two points; None is an open end."""
    unit: Any = {date: timedelta(days=1), timedelta: timedelta(hours=1), YearsMonths: 1, Decimal: Decimal(1)}
    kind = type(low if low is not None else high)
    if kind is str:
        return f"> {literal(low)}" if low is not None else f"< {literal(high)}"
    if kind is YearsMonths:
        months = low.months + 1 if low is not None else high.months - 1
        return _written(YearsMonths(months))
    if low is None:
        return _written(high - unit[kind])
    if high is None:
        return _written(low + unit[kind])
    return _written(low + (high - low) / 2)


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        value = value.normalize() if value else Decimal(0)
    text = literal(value)
    return text if isinstance(value, (Decimal, str)) else f'@"{text}"'
