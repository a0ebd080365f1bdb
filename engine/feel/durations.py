"""Durations: years and months (`YearsMonths`), days and time (`timedelta`), and their ISO 8601 texts.

What `timedelta` cannot hold, finer than microseconds or longer than 999,999,999 days, is a `WideDuration`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from engine.feel.errors import FeelError

DaysTime = timedelta

DAY_NANOS = 86_400_000_000_000
_MAX_NANOS = 2**63 * 10**9
_MAX_MONTHS = 10**18

_ISO = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d*))?S)?)?\Z",
    re.ASCII,
)


@dataclass(frozen=True, order=True, slots=True)
class YearsMonths:
    """A years and months duration, held as a signed number of months. Raises OverflowError beyond 18 digits."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > _MAX_MONTHS:
            raise OverflowError("months")

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{sign}P{text or '0M'}"


@dataclass(frozen=True, order=True, slots=True)
class WideDuration:
    """A days and time duration beyond `timedelta`, as a signed number of nanoseconds."""

    nanos: int


AnyDaysTime = timedelta | WideDuration


def days_time(nanos: int) -> AnyDaysTime:
    """The duration of so many nanoseconds, a plain one if it can be. Raises OverflowError."""
    micros, rest = divmod(nanos, 1000)
    if not rest:
        try:
            return timedelta(microseconds=micros)
        except OverflowError:
            pass
    if abs(nanos) > _MAX_NANOS:
        raise OverflowError(nanos)
    return WideDuration(nanos)


def nanos_of(value: AnyDaysTime) -> int:
    """How many nanoseconds a days and time duration takes."""
    if isinstance(value, WideDuration):
        return value.nanos
    return (value.days * 86_400 + value.seconds) * 10**9 + value.microseconds * 1000


@dataclass(frozen=True, slots=True)
class MixedDuration:
    """Months and days together, as timers may say (P1M10D); FEEL itself knows no such value."""

    months: YearsMonths
    rest: timedelta


def read_duration(text: str) -> YearsMonths | AnyDaysTime | MixedDuration | None:
    """The duration of an ISO text such as P1Y2M or -PT10M; None if it is none."""
    match = _ISO.match(text) if len(text) < 200 else None
    if match is None or text.endswith(("P", "T")):
        return None
    parts = {name: int(value) for name, value in match.groupdict().items() if value and value.isdigit()}
    sign = -1 if match["sign"] else 1
    try:
        months = YearsMonths(sign * (parts.get("years", 0) * 12 + parts.get("months", 0)))
    except OverflowError:
        return None
    has_months = match["years"] is not None or match["months"] is not None
    has_days = match["time"] is not None or match["days"] is not None or match["weeks"] is not None
    if not has_days:
        return months
    try:
        rest = days_time(sign * _nanos(parts, match["fraction"]))
    except OverflowError:
        return None
    if not has_months:
        return rest
    plain = to_micros(rest)
    return MixedDuration(months, plain) if plain is not None else None


def _nanos(parts: dict[str, int], fraction: str | None) -> int:
    days = parts.get("weeks", 0) * 7 + parts.get("days", 0)
    seconds = (parts.get("hours", 0) * 60 + parts.get("minutes", 0)) * 60 + parts.get("seconds", 0)
    return days * DAY_NANOS + seconds * 10**9 + int((fraction or "0").ljust(9, "0")[:9])


def to_micros(value: AnyDaysTime) -> timedelta | None:
    """The duration to microseconds; None if it is too long even so."""
    try:
        plain = days_time(nanos_of(value) // 1000 * 1000)
    except OverflowError:
        return None
    return plain if isinstance(plain, timedelta) else None


def feel_duration(text: str) -> YearsMonths | AnyDaysTime | None:
    """As FEEL's duration(): months and days do not mix, weeks are not known."""
    if "W" in text:
        return None
    value = read_duration(text)
    return None if isinstance(value, MixedDuration) else value


def parse_duration(text: str) -> YearsMonths | timedelta | MixedDuration:
    """The duration of a timer. Raises FeelError if it is none or negative."""
    value = read_duration(text.strip())
    if isinstance(value, WideDuration):
        value = to_micros(value)
    if value is None or text.strip().startswith("-"):
        raise FeelError("bad_literal", value=text)
    return value


def format_days_time(value: AnyDaysTime) -> str:
    """The ISO text: P1DT2H, -PT0.5S, PT0S."""
    total = nanos_of(value)
    days, nanos = divmod(abs(total), DAY_NANOS)
    seconds, nanos = divmod(nanos, 10**9)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if nanos:
        time += f"{seconds}.{nanos:09d}".rstrip("0") + "S"
    elif seconds:
        time += f"{seconds}S"
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-" if total < 0 else "") + f"P{text or 'T0S'}"
