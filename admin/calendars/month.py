"""A month of a calendar as a picture: weeks of days, each with its hours and the reason it differs."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar.hours import minutes_of, write_hours
from engine.calendar.working_calendar import ExceptionalDay, WorkCalendar

FIRST_MONTH, LAST_MONTH = date(1970, 2, 1), date(2199, 11, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One cell. `tone`: work, off, holiday (off though its weekday works), extra (works though it would not),
    changed (works, at other hours than its weekday)."""

    date: date
    tone: str
    hours: str
    minutes: int
    special: ExceptionalDay | None
    in_month: bool
    is_today: bool
    is_guess: bool
    """Beyond the table of holidays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """The weeks of a month, Monday first, with what they come to."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def days(self) -> int:
        """How many days of the month are worked."""
        return sum(1 for day in self._own() if day.minutes)

    @property
    def hours(self) -> float:
        """How many hours that is."""
        return sum(day.minutes for day in self._own()) / 60

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)

    def _own(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day.in_month]


def month_of(calendar: WorkCalendar, first: date, today: date) -> Month:
    """The month that begins on `first`."""
    weeks = gregorian.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=tuple(tuple(_day(calendar, day, first, today) for day in week) for week in weeks),
    )


def read_month(text: str, today: date) -> date:
    """The month of `2026-10`; anything else, or one too far away, is the present one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(found, FIRST_MONTH), LAST_MONTH)


def read_day(text: str) -> date | None:
    """The day of `2026-10-01`; None if it is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _day(calendar: WorkCalendar, day: date, first: date, today: date) -> Day:
    hours, usual = calendar.hours_of(day), calendar.week[day.weekday()]
    return Day(
        date=day,
        tone=_tone(works=bool(hours), usually=bool(usual), same=hours == usual),
        hours=write_hours(hours),
        minutes=minutes_of(hours),
        special=calendar.days.get(day),
        in_month=day.month == first.month,
        is_today=day == today,
        is_guess=calendar.is_guess(day),
    )


def _tone(*, works: bool, usually: bool, same: bool) -> str:
    if not works:
        return "holiday" if usually else "off"
    if not usually:
        return "extra"
    return "work" if same else "changed"
