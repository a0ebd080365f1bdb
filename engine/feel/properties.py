"""The members of dates, times, durations and ranges, by kind and name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.values import Range
from engine.feel.wide import WideDate, WideDateTime

_MICRO = timedelta(microseconds=1)


def _base(value: Any) -> Any:
    return value.base if isinstance(value, (WideDate, WideDateTime)) else value


def _field(name: str) -> Callable[[Any], object]:
    return lambda value: Decimal(getattr(_base(value), name))


def _year(value: Any) -> object:
    return Decimal(value.year)


def _weekday(value: Any) -> object:
    return Decimal(_base(value).isoweekday())


def _second(value: Any) -> object:
    base = _base(value)
    return Decimal(base.second) + Decimal(base.microsecond).scaleb(-6).normalize()


def _offset(value: datetime | time) -> object:
    return _base(value).utcoffset()


def _zone(value: datetime | time) -> object:
    zone = _base(value).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None


def _sign(value: timedelta) -> int:
    return -1 if value < timedelta(0) else 1


def _days(value: timedelta) -> object:
    return Decimal(_sign(value) * (abs(value) // timedelta(days=1)))


def _hours(value: timedelta) -> object:
    return Decimal(_sign(value) * (abs(value) // timedelta(hours=1) % 24))


def _minutes(value: timedelta) -> object:
    return Decimal(_sign(value) * (abs(value) // timedelta(minutes=1) % 60))


def _seconds(value: timedelta) -> object:
    micros = abs(value) // _MICRO % 60_000_000
    number = Decimal(_sign(value) * micros).scaleb(-6)
    return number.quantize(Decimal(1)) if micros % 1_000_000 == 0 else number.normalize()


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
    ("days and time duration", "days"): _days,
    ("days and time duration", "hours"): _hours,
    ("days and time duration", "minutes"): _minutes,
    ("days and time duration", "seconds"): _seconds,
    ("years and months duration", "years"): _years,
    ("years and months duration", "months"): _months,
    ("range", "start"): _low,
    ("range", "end"): _high,
    ("range", "start included"): lambda value: value.low_closed,
    ("range", "end included"): lambda value: value.high_closed,
}
