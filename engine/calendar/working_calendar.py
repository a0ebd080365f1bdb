"""A working calendar as one immutable value: the week, the days that differ from it, the time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from engine.calendar.hours import Hours
from engine.calendar.wall import first_instant

DayKind = Literal["holiday", "workday"]
DAYS_REMEMBERED = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class ExceptionalDay:
    """A day that is not as its weekday says. `hours` None on a workday: those of an ordinary working day."""

    day: date
    kind: DayKind
    name: str
    name_en: str
    hours: Hours | None = None
    by_hand: bool = True
    """Entered by a person; False: taken from the published table of holidays."""

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """When people work. Monday is the first of `week`."""

    code: str
    name: str
    name_en: str
    zone: ZoneInfo
    week: tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
    days: Mapping[date, ExceptionalDay] = field(default_factory=dict)
    known_until: int | None = None
    """The last year whose holidays are in; None: the calendar has no such table."""
    id: int = 0
    is_default: bool = False
    revision: int = 0
    _spans: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en

    @property
    def ordinary_hours(self) -> Hours:
        """Those of the first weekday that has any: what a make-up day without hours of its own gets."""
        return next((hours for hours in self.week if hours), ())

    def hours_of(self, day: date) -> Hours:
        """The working hours of a day; empty if it is off."""
        special = self.days.get(day)
        if special is None:
            return self.week[day.weekday()]
        if special.kind == "holiday":
            return ()
        return self.ordinary_hours if special.hours is None else special.hours

    def works_on(self, day: date) -> bool:
        """Whether anybody works on that day at all."""
        return bool(self.spans(day))

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working time of a day as moments (UTC), in order. Raises OverflowError beyond the calendar."""
        found = self._spans.get(day)
        if found is None:
            moments = (
                (first_instant(day, s.start * 60, self.zone), first_instant(day, s.end * 60, self.zone))
                for s in self.hours_of(day)
            )
            found = tuple((start, end) for start, end in moments if start < end)
            if len(self._spans) >= DAYS_REMEMBERED:
                self._spans.clear()
            self._spans[day] = found
        return found

    def worked_on(self, day: date) -> timedelta:
        """The real length of a day's working time."""
        return sum((end - start for start, end in self.spans(day)), timedelta())

    def is_guess(self, day: date) -> bool:
        """Whether the day lies beyond the table of holidays, so that only weekends are known of it."""
        return self.known_until is not None and day.year > self.known_until and day not in self.days
