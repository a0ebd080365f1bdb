"""The members of dates, times, durations and ranges, by kind and name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.durations import DAY_NANOS, AnyDaysTime, nanos_of
from engine.feel.values import Range
from engine.feel.wide import AnyDateTime, AnyTime, base_of, fraction

_MINUTE = 60 * 10**9


def _field(name: str) -> Callable[[Any], object]:
    return lambda value: Decimal(getattr(base_of(value), name))


def _year(value: Any) -> object:
    return Decimal(value.year)


def _weekday(value: Any) -> object:
    base = base_of(value)
    assert isinstance(base, date)
    return Decimal(base.isoweekday())


def _second(value: AnyDateTime | AnyTime) -> object:
    base = base_of(value)
    assert isinstance(base, (time, datetime))
    return _seconds_of((base.second * 1_000_000 + base.microsecond) * 1000 + fraction(value))


def _seconds_of(nanos: int) -> Decimal:
    """Nanoseconds as seconds, without zeros behind the point."""
    whole, rest = divmod(nanos, 10**9)
    return Decimal(f"{whole}.{rest:09d}".rstrip("0")) if rest else Decimal(whole)


def _offset(value: AnyDateTime | AnyTime) -> object:
    base = base_of(value)
    assert isinstance(base, (time, datetime))
    return base.utcoffset()


def _zone(value: AnyDateTime | AnyTime) -> object:
    base = base_of(value)
    assert isinstance(base, (time, datetime))
    return base.tzinfo.key if isinstance(base.tzinfo, ZoneInfo) else None


def _part(unit: int, modulus: int | None) -> Callable[[AnyDaysTime], object]:
    """A part of a duration in whole units, with the duration's sign."""

    def part(value: AnyDaysTime) -> object:
        nanos = nanos_of(value)
        count = abs(nanos) // unit
        count = count if modulus is None else count % modulus
        return Decimal(-count if nanos < 0 else count)

    return part


def _seconds(value: AnyDaysTime) -> object:
    nanos = nanos_of(value)
    seconds = _seconds_of(abs(nanos) % _MINUTE)
    return -seconds if nanos < 0 and seconds else seconds


def _years(value: Any) -> object:
    return Decimal(int(value.months / 12)) if abs(value.months) < 10**15 else Decimal(value.months) // 12


def _months(value: Any) -> object:
    return Decimal((-1 if value.months < 0 else 1) * (abs(value.months) % 12))


def _low(value: Range) -> object:
    return value.low


def _high(value: Range) -> object:
    return value.high


PROPERTIES: dict[tuple[str, str], Callable[[Any], object]] = {
    ("date", "year"): _year,
    ("date", "month"): _field("month"),
    ("date", "day"): _field("day"),
    ("date", "weekday"): _weekday,
    ("date and time", "year"): _year,
    ("date and time", "month"): _field("month"),
    ("date and time", "day"): _field("day"),
    ("date and time", "weekday"): _weekday,
    ("date and time", "hour"): _field("hour"),
    ("date and time", "minute"): _field("minute"),
    ("date and time", "second"): _second,
    ("date and time", "time offset"): _offset,
    ("date and time", "timezone"): _zone,
    ("time", "hour"): _field("hour"),
    ("time", "minute"): _field("minute"),
    ("time", "second"): _second,
    ("time", "time offset"): _offset,
    ("time", "timezone"): _zone,
    ("days and time duration", "days"): _part(DAY_NANOS, None),
    ("days and time duration", "hours"): _part(60 * _MINUTE, 24),
    ("days and time duration", "minutes"): _part(_MINUTE, 60),
    ("days and time duration", "seconds"): _seconds,
    ("years and months duration", "years"): _years,
    ("years and months duration", "months"): _months,
    ("range", "start"): _low,
    ("range", "end"): _high,
    ("range", "start included"): lambda value: value.low_closed,
    ("range", "end included"): lambda value: value.high_closed,
}
