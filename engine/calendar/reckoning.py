"""How a deadline is reckoned: around the clock, or in working time of a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from engine.calendar.amounts import Duration, after_amount, amount_of
from engine.calendar.counting import next_working_moment
from engine.calendar.working_calendar import WorkCalendar
from engine.feel.durations import parse_duration
from engine.feel.moving import add_duration

_UTC = ZoneInfo("UTC")


class Reckoning(Protocol):
    """Moves along time. Raises FeelError for what is no duration, NeverWorks for a calendar without work."""

    @property
    def zone(self) -> ZoneInfo:
        """Where dates and cron texts without a zone are read."""

    def after(self, start: datetime, duration: Duration | str) -> datetime:
        """`start` plus a duration (a value, or an ISO text)."""

    def settled(self, moment: datetime) -> datetime:
        """`moment`, or the next one at which anything may be due."""


@dataclass(frozen=True, slots=True)
class PlainTime:
    """Around the clock. The last day of a month stays within the month."""

    zone: ZoneInfo = _UTC

    def after(self, start: datetime, duration: Duration | str) -> datetime:
        return add_duration(start, parse_duration(duration) if isinstance(duration, str) else duration)

    def settled(self, moment: datetime) -> datetime:
        return moment


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """By a calendar: days are working days, hours are working hours."""

    calendar: WorkCalendar

    @property
    def zone(self) -> ZoneInfo:
        return self.calendar.zone

    def after(self, start: datetime, duration: Duration | str) -> datetime:
        return after_amount(self.calendar, start, amount_of(duration))

    def settled(self, moment: datetime) -> datetime:
        return next_working_moment(self.calendar, moment)


PLAIN = PlainTime()
