"""Durations: years and months (`YearsMonths`), days and time (`timedelta`), and their ISO 8601 texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from engine.feel.errors import FeelError

DaysTime = timedelta

_ISO = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d*))?S)?)?\Z",
    re.ASCII,
)


@dataclass(frozen=True, order=True, slots=True)
class YearsMonths:
    """A years and months duration, held as a signed number of months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{sign}P{text or '0M'}"


@dataclass(frozen=True, slots=True)
class MixedDuration:
    """Months and days together, as timers may say (P1M10D); FEEL itself knows no such value."""

    months: YearsMonths
    rest: timedelta


def read_duration(text: str) -> YearsMonths | timedelta | MixedDuration | None:
    """The duration of an ISO text such as P1Y2M or -PT10M; None if it is none."""
    match = _ISO.match(text) if len(text) < 200 else None
    if match is None or text.endswith(("P", "T")):
        return None
    parts = {name: int(value) for name, value in match.groupdict().items() if value and value.isdigit()}
    sign = -1 if match["sign"] else 1
    months = YearsMonths(sign * (parts.get("years", 0) * 12 + parts.get("months", 0)))
    has_months = match["years"] is not None or match["months"] is not None
    has_days = match["time"] is not None or match["days"] is not None or match["weeks"] is not None
    if not has_days:
        return months
    try:
        rest = sign * _days_time(parts, match["fraction"])
    except OverflowError:
        return None
    return MixedDuration(months, rest) if has_months else rest


def _days_time(parts: dict[str, int], fraction: str | None) -> timedelta:
    return timedelta(
        weeks=parts.get("weeks", 0),
        days=parts.get("days", 0),
        hours=parts.get("hours", 0),
        minutes=parts.get("minutes", 0),
        seconds=parts.get("seconds", 0),
        microseconds=int((fraction or "0").ljust(6, "0")[:6]),
    )


def feel_duration(text: str) -> YearsMonths | timedelta | None:
    """As FEEL's duration(): months and days do not mix, weeks are not known."""
    if "W" in text:
        return None
    value = read_duration(text)
    return None if isinstance(value, MixedDuration) else value


def parse_duration(text: str) -> YearsMonths | timedelta | MixedDuration:
    """The duration of a timer. Raises FeelError if it is none or negative."""
    value = read_duration(text.strip())
    if value is None or text.strip().startswith("-"):
        raise FeelError("bad_literal", value=text)
    return value


def format_days_time(value: timedelta) -> str:
    """The ISO text: P1DT2H, -PT0.5S, PT0S."""
    micros = abs(value) // timedelta(microseconds=1)
    days, micros = divmod(micros, 86_400_000_000)
    hours, micros = divmod(micros, 3_600_000_000)
    minutes, micros = divmod(micros, 60_000_000)
    seconds, micros = divmod(micros, 1_000_000)
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if micros:
        time += f"{seconds}.{micros:06d}".rstrip("0") + "S"
    elif seconds:
        time += f"{seconds}S"
    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")
    return ("-" if value < timedelta(0) else "") + f"P{text or 'T0S'}"
