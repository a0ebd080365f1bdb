"""An input as an axis: cut into segments at the values that its cells name. Sets of segments are bit masks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from engine.dmn.analysis.kinds import ORDERED, Kind, between
from engine.feel.durations import YearsMonths
from engine.feel.render import literal
from engine.feel.values import Range

NULL = 1
"""The mask of the first segment, which is null's."""
_OTHER = "…"


class Unplaceable(Exception):
    """The cell has no fixed place on the axis."""


class Axis:
    """Segment 0 is null. Then, on an ordered axis with n points: before the first, the first, between …, after
    the last; a segment in which no value lies (whole numbers, days, months) is left out of `everything`.

    Strings without ranges are a set of values and one segment for all others; booleans are two.
    """

    def __init__(self, points: Iterable[object], *, kind: Kind, ordered: bool, whole: bool = False) -> None:
        self.kind = kind
        self._ordered = kind in ORDERED or ordered
        self._points: list[object] = sorted(set(points))  # type: ignore[type-var]
        if kind == "boolean":
            self._ordered, self._points = False, [False, True]
        self._place = {point: index for index, point in enumerate(self._points)}
        count = len(self._points)
        self.samples: list[object] = [None, *(self._between_all(whole) if self._ordered else self._set())]
        self.everything = NULL | sum(
            1 << index for index, sample in enumerate(self.samples) if index and sample is not None
        )
        self.count = 2 * count + 2 if self._ordered else len(self.samples)

    def _set(self) -> list[object]:
        if self.kind == "boolean":
            return list(self._points)
        other = _OTHER
        while other in self._place:
            other += _OTHER
        return [*self._points, other]

    def _between_all(self, whole: bool) -> list[object]:
        ends = [None, *self._points, None]
        found: list[object] = []
        for low, high in pairwise(ends):
            found.append(
                between(low, high, kind=self.kind, whole=whole) if len(ends) > 2 else _any(self.kind)
            )
            if high is not None:
                found.append(high if not whole or _is_whole(high) else None)
        return found

    def mask(self, constant: object) -> int:
        """The segments of a value, of null or of a range."""
        if constant is None:
            return NULL
        if not isinstance(constant, Range):
            index = self._place[constant]
            return 2 << (2 * index + 1 if self._ordered else index)
        if constant.operator == "!=":
            return self.everything & ~self.mask(constant.low)
        first, last = 1, self.count - 1
        if constant.low is not None:
            first = 2 * self._place[constant.low] + (2 if constant.low_closed else 3)
        if constant.high is not None:
            last = 2 * self._place[constant.high] + (2 if constant.high_closed else 1)
        return ((1 << (last + 1)) - 1) & ~((1 << first) - 1) if first <= last else 0

    def has_only_points(self, mask: int) -> bool:
        """Are the segments single values, so that trying them tries everything?"""
        named = sum(
            1 << (2 * index + 2 if self._ordered else index + 1) for index in range(len(self._points))
        )
        return mask & ~NULL & ~named == 0

    def sample(self, mask: int) -> object:
        """A value in one of the segments: of those named by cells the first, null only if nothing else is left."""
        segments = [index for index in range(self.count) if mask >> index & 1]
        named = [index for index in segments if index and (not self._ordered or index % 2 == 0)]
        return self.samples[next(iter(named or [index for index in segments if index] or [0]))]


def written(value: object) -> str:
    """A value as FEEL has it: 10, "a", @"2024-01-01", null."""
    if isinstance(value, Decimal):
        value = value.normalize() if value else Decimal(0)
    text = literal(value)
    return f'@"{text}"' if isinstance(value, (date, time, timedelta, YearsMonths)) else text


def _is_whole(value: object) -> bool:
    return not isinstance(value, Decimal) or value == value.to_integral_value()


def _any(kind: Kind) -> object:
    """A value of an axis that nothing cuts."""
    return _ANY[kind]


# FEEL knows moments without a zone.
_ANY: dict[Kind, object] = {
    "number": Decimal(0),
    "string": _OTHER,
    "boolean": False,
    "date": date(2000, 1, 1),
    "time": time(12),
    "date and time": datetime(2000, 1, 1),  # noqa: DTZ001
    "date and time with zone": datetime(2000, 1, 1, tzinfo=UTC),
    "days and time duration": timedelta(days=1),
    "years and months duration": YearsMonths(1),
}
