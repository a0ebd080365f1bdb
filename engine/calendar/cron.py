"""Cron texts: five fields (Unix), six with seconds, seven with a year (Quartz).

A question mark makes it Quartz, whose weekdays count from 1 = Sunday; otherwise 0 and 7 are Sunday. Names
(MON, JAN) mean the same everywhere. Unix lets either of day and weekday match where both are given, the
others ask for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.calendar.cron_days import DayRule, month_day_rules, week_day_rules
from engine.calendar.cron_fields import ANY, CronUnreadable, read_field
from engine.calendar.wall import day_of, first_instant

MAX_LENGTH = 200
MAX_DAYS_AHEAD = 366 * 41
"""29 February on a certain weekday comes every 28 years, every 40 across 2100; what does not come by then
never comes."""

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = {
    "JAN": 1,
    "FEB": 2,
    "MAR": 3,
    "APR": 4,
    "MAY": 5,
    "JUN": 6,
    "JUL": 7,
    "AUG": 8,
    "SEP": 9,
    "OCT": 10,
    "NOV": 11,
    "DEC": 12,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cron:
    """When something happens again and again, on the clock on the wall."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    years: frozenset[int] | None
    month_days: tuple[DayRule, ...] | None
    """None: any day of the month."""
    week_days: tuple[DayRule, ...] | None
    either: bool
    """Whether one of both is enough where both are given."""

    def happens_on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        if day.month not in self.months or (self.years is not None and day.year not in self.years):
            return False
        asked = [rules for rules in (self.month_days, self.week_days) if rules is not None]
        held = [any(rule(day) for rule in rules) for rules in asked]
        return any(held) if self.either and held else all(held)

    def times(self) -> Iterator[int]:
        """The seconds since midnight at which it happens, in order."""
        for hour in self.hours:
            for minute in self.minutes:
                for second in self.seconds:
                    yield hour * 3600 + minute * 60 + second


def is_cron(text: str) -> bool:
    """Whether a text is meant as cron: five to seven fields, or a macro such as @daily."""
    body = text.strip()
    return body.startswith("@") or 5 <= len(body.split()) <= 7


def read_cron(text: str) -> Cron:
    """The meaning of a cron text. Raises CronUnreadable with the part that is wrong."""
    body = text.strip()
    fields = _MACROS.get(body.lower(), body).split()
    if len(body) > MAX_LENGTH or not 5 <= len(fields) <= 7:
        raise CronUnreadable(body[:60])
    unix = len(fields) == 5
    quartz = "?" in fields
    second, minute, hour, month_day, month, week_day = (["0", *fields] if unix else fields)[:6]
    years = read_field(fields[6], 1970, 2199) if len(fields) == 7 and fields[6] not in ANY else None
    return Cron(
        seconds=read_field(second, 0, 59),
        minutes=read_field(minute, 0, 59),
        hours=read_field(hour, 0, 23),
        months=frozenset(read_field(month, 1, 12, _MONTHS)),
        years=None if years is None else frozenset(years),
        month_days=None if month_day in ANY else month_day_rules(month_day),
        week_days=None if week_day in ANY else week_day_rules(week_day, sunday_is_one=quartz),
        either=unix,
    )


def next_firing(cron: Cron, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first moment (UTC) later than `after`; None if it never comes again.

    A time that the clock leaves out is the moment it is set; one that comes twice counts once.
    """
    day = day_of(after, zone)
    for _ in range(MAX_DAYS_AHEAD):
        if cron.happens_on(day):
            found = _first_on(cron, day, after, zone)
            if found is not None:
                return found
        try:
            day += timedelta(days=1)
        except OverflowError:
            return None
    return None


def _first_on(cron: Cron, day: date, after: datetime, zone: ZoneInfo) -> datetime | None:
    today = day_of(after, zone) == day
    wall = after.astimezone(zone)
    # An hour shown twice: what stands behind on the wall may still lie ahead, so nothing is left out there.
    twice = wall.replace(fold=0).astimezone(UTC) != wall.replace(fold=1).astimezone(UTC)
    passed = wall.hour * 3600 + wall.minute * 60 + wall.second if today and not twice else -1
    for seconds in cron.times():
        if seconds < passed:
            continue
        moment = first_instant(day, seconds, zone)
        if moment > after:
            return moment
    return None
