"""Dates, times, date and times as ISO texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.durations import feel_duration
from engine.feel.wide import (
    AnyDate,
    AnyDateTime,
    AnyTime,
    FineTime,
    WideDate,
    base_of,
    clock_of,
    fraction,
    make_date,
    make_time,
    place,
    shift,
    split,
)

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)\Z", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z][\w+/-]*))?\Z",
    re.ASCII,
)
_DAY = timedelta(days=1)
MAX_OFFSET = timedelta(hours=18)


def read_date(text: str) -> AnyDate | None:
    """The date of 2024-02-29, also before year 1 and after 9999; None if it is none."""
    match = _DATE.match(text)
    if match is None:
        return None
    year = int(match[1] + match[2])
    try:
        return make_date(year, int(match[3]), int(match[4]))
    except ValueError:
        return None


def read_time(text: str) -> AnyTime | None:
    """The time of 10:30:00, with Z, +08:00 or @Asia/Shanghai; 24:00:00 is midnight; None if it is none."""
    found = _clock(text)
    return found[0] if found else None


def read_date_time(text: str) -> AnyDateTime | None:
    """The date and time of 2024-02-29T10:30:00+08:00; a date alone means its midnight; None if it is none."""
    day_text, _, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    if "T" not in text:
        return join(day, time())
    found = _clock(time_text)
    if found is None:
        return None
    moment = join(day, found[0])
    try:
        return shift(moment, _DAY) if found[1] else moment  # type: ignore[return-value]
    except (OverflowError, ValueError):
        return None


def join(day: AnyDate, clock: AnyTime) -> AnyDateTime:
    """The date and time made of both; the zone is the clock's."""
    cycles, base = split(day)
    base = base if not isinstance(base, datetime) else base.date()
    plain = clock.base if isinstance(clock, FineTime) else clock
    return place(cycles, datetime.combine(base, plain), fraction(clock))  # type: ignore[return-value]


def _clock(text: str) -> tuple[AnyTime, bool] | None:
    """The time, and whether it was written as 24:00:00."""
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    micro, nanos = divmod(int((match[4] or "0").ljust(9, "0")[:9]), 1000)
    if match[3] is None:
        return None
    ends_day = (hour, minute, second, micro, nanos) == (24, 0, 0, 0, 0)
    try:
        zone = _zone(match)
        return make_time(time(0 if ends_day else hour, minute, second, micro, zone), nanos), ends_day
    except ValueError:
        return None


def _zone(match: re.Match[str]) -> tzinfo | None:
    if match[5]:
        return UTC
    if match[10]:
        zone = named_zone(match[10])
        if zone is None:
            raise ValueError(match[10])
        return zone
    if not match[6]:
        return None
    offset = timedelta(hours=int(match[7]), minutes=int(match[8]), seconds=int(match[9] or 0))
    if int(match[8]) > 59 or offset > MAX_OFFSET:
        raise ValueError(match[0])
    return fixed_zone(-offset if match[6] == "-" else offset)


@lru_cache(maxsize=512)
def named_zone(name: str) -> ZoneInfo | None:
    """The zone of a name such as Asia/Shanghai; None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def fixed_zone(offset: timedelta) -> timezone:
    """The zone of an offset; zero is UTC."""
    return UTC if not offset else timezone(offset)


def at_literal(text: str) -> object:
    """The value of @"text": a date, time, date and time or duration; None if it is none."""
    for read in (read_date, read_time, feel_duration):
        value = read(text)
        if value is not None:
            return value
    return read_date_time(text) if "T" in text else None


# -- texts -----------------------------------------------------------------------------------------


def format_date(value: AnyDate) -> str:
    """2024-02-29; years before 1 and after 9999 as XML Schema writes them."""
    base = value.base if isinstance(value, WideDate) else value
    return f"{_year(value.year)}-{base.month:02d}-{base.day:02d}"


def _year(year: int) -> str:
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def format_time(value: AnyTime) -> str:
    """10:30:00, with fraction and zone if there are."""
    base = value.base if isinstance(value, FineTime) else value
    text = f"{base.hour:02d}:{base.minute:02d}:{base.second:02d}"
    nanos = base.microsecond * 1000 + fraction(value)
    if nanos:
        text += f".{nanos:09d}".rstrip("0")
    return text + format_zone(base.tzinfo)


def format_zone(zone: tzinfo | None) -> str:
    """Z, +08:00, @Asia/Shanghai or nothing."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None)
    if not offset:
        return "Z"
    seconds = abs(int(offset.total_seconds()))
    text = f"{'-' if offset < timedelta(0) else '+'}{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return text + (f":{seconds % 60:02d}" if seconds % 60 else "")


def format_date_time(value: AnyDateTime) -> str:
    """2024-02-29T10:30:00 with fraction and zone if there are."""
    base = base_of(value)
    assert isinstance(base, datetime)
    return f"{_year(value.year)}-{base.month:02d}-{base.day:02d}T{format_time(clock_of(value))}"
