"""Dates, times, date and times as ISO texts, and the texts of timers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.durations import (
    DaysTime,
    MixedDuration,
    YearsMonths,
    feel_duration,
    format_days_time,
    parse_duration,
    read_duration,
)
from engine.feel.errors import FeelError
from engine.feel.wide import (
    AnyDate,
    AnyDateTime,
    WideDate,
    WideDateTime,
    make_date,
    place,
    shift,
    split,
)

__all__ = [
    "Cycle",
    "DaysTime",
    "MixedDuration",
    "YearsMonths",
    "add_duration",
    "at_literal",
    "feel_duration",
    "format_date",
    "format_date_time",
    "format_days_time",
    "format_time",
    "parse_cycle",
    "parse_duration",
    "read_date",
    "read_date_time",
    "read_duration",
    "read_time",
]

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)\Z", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z][\w+/-]*))?\Z",
    re.ASCII,
)
_DAY = timedelta(days=1)


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


def read_time(text: str) -> time | None:
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


def join(day: AnyDate, clock: time) -> AnyDateTime:
    """The date and time made of both; the zone is the clock's."""
    cycles, base = split(day)
    base = base if not isinstance(base, datetime) else base.date()
    return place(cycles, datetime.combine(base, clock))  # type: ignore[return-value]


def _clock(text: str) -> tuple[time, bool] | None:
    """The time, and whether it was written as 24:00:00."""
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    micro = int((match[4] or "0").ljust(6, "0")[:6])
    if match[3] is None:
        return None
    ends_day = (hour, minute, second, micro) == (24, 0, 0, 0)
    try:
        zone = _zone(match)
        return time(0 if ends_day else hour, minute, second, micro, zone), ends_day
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
    if int(match[8]) > 59 or offset > timedelta(hours=18):
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


def format_time(value: time) -> str:
    """10:30:00, with fraction and zone if there are."""
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}"
    if value.microsecond:
        text += f".{value.microsecond:06d}".rstrip("0")
    return text + format_zone(value.tzinfo)


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
    base = value.base if isinstance(value, WideDateTime) else value
    return f"{_year(value.year)}-{base.month:02d}-{base.day:02d}T{format_time(base.timetz())}"


# -- timers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle:
    """A repeated timer: `repetitions` is None for endless; `start` and `end` may be absent."""

    repetitions: int | None
    duration: YearsMonths | timedelta | MixedDuration
    start: datetime | None = None
    end: datetime | None = None


def parse_cycle(text: str) -> Cycle:
    """The cycle of R3/PT10M, R/P1D, R2/2024-01-01T00:00:00Z/P1D. Raises FeelError if it is none."""
    head, *parts = text.strip().split("/")
    match = re.fullmatch(r"R(\d{0,9})", head, re.ASCII)
    durations = [part for part in parts if part.startswith("P")]
    if match is None or len(durations) != 1 or len(parts) > 2:
        raise FeelError("bad_literal", value=text)
    start = _moment(parts[0], text) if len(parts) == 2 and parts[1] == durations[0] else None
    end = _moment(parts[1], text) if len(parts) == 2 and start is None else None
    return Cycle(
        repetitions=int(match[1]) if match[1] else None,
        duration=parse_duration(durations[0]),
        start=start,
        end=end,
    )


def _moment(text: str, whole: str) -> datetime:
    value = read_date_time(text)
    if not isinstance(value, datetime):
        raise FeelError("bad_literal", value=whole)
    return value


def add_duration(moment: datetime, duration: YearsMonths | timedelta | MixedDuration) -> datetime:
    """The moment moved on; the last day of a month stays within the month. Raises FeelError."""
    months = duration.months if isinstance(duration, MixedDuration) else duration
    rest = duration.rest if isinstance(duration, MixedDuration) else duration
    try:
        moved = add_months(moment, months.months) if isinstance(months, YearsMonths) else moment
        if isinstance(moved, datetime) and isinstance(rest, timedelta):
            moved = add_days_time(moved, rest)
    except (OverflowError, ValueError):
        raise FeelError("date_range") from None
    if not isinstance(moved, datetime):
        raise FeelError("date_range")
    return moved


def add_months(value: date | WideDate | WideDateTime, months: int) -> date | WideDate | WideDateTime:
    """The same day some months later, or that month's last day. Raises ValueError beyond the calendar."""
    cycles, base = split(value)
    years, month = divmod(base.month - 1 + months, 12)
    more, year = divmod(base.year - 2000 + years, 400)
    for day in range(base.day, base.day - 4, -1):
        try:
            moved = base.replace(year=2000 + year, month=month + 1, day=day)
        except ValueError:
            continue
        return place(cycles + more, moved)
    raise ValueError(months)


def add_days_time(value: AnyDateTime, by: timedelta) -> AnyDateTime:
    """The moment `by` later on the time line, shown in the same zone. Raises OverflowError or ValueError."""
    base = value.base if isinstance(value, WideDateTime) else value
    if not isinstance(base.tzinfo, ZoneInfo):
        return shift(value, by)  # type: ignore[return-value]
    if isinstance(value, WideDateTime):
        return shift(value, by)  # type: ignore[return-value]
    return (value.astimezone(UTC) + by).astimezone(base.tzinfo)
