"""Time left and time waited, in words and colour: in working time where the deadline counts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from engine.calendar.basis import read_bases
from engine.calendar.counting import working_time_between
from engine.calendar.errors import NeverWorks
from engine.calendar.hours import minutes_of
from engine.calendar.lookup import Calendars, calendars, choose
from engine.calendar.working_calendar import WorkCalendar
from forms.shell import gettext as _
from worklist.items import Item

WORKING_DAY = timedelta(hours=8)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`tone`: ok, warn, bad, or empty for no deadline."""

    tone: str = ""
    text: str = ""


def left_of(connection: Connection, item: Item, now: datetime, known: Calendars | None = None) -> TimeLeft:
    """How long an item has left, by the calendar its deadline was reckoned by; `known`: read for many items."""
    basis = read_bases(item.bases).get("due")
    if basis is None:
        return time_left(created_at=item.created_at, due_at=item.due_at, now=now)
    found = known or calendars(connection)
    calendar = choose(connection, found, code=basis.calendar, people=basis.people, starter=item.started_by)
    return time_left(created_at=item.created_at, due_at=item.due_at, now=now, calendar=calendar)


def time_left(
    *, created_at: datetime, due_at: datetime | None, now: datetime, calendar: WorkCalendar | None = None
) -> TimeLeft:
    """ok with more than half of the time or a working day left, warn with less, bad past due."""
    if due_at is None:
        return TimeLeft()
    if calendar is not None:
        try:
            return _working_left(calendar, created_at=created_at, due_at=due_at, now=now)
        except NeverWorks:
            pass  # then the clock on the wall is all there is to go by
    left = due_at - now
    if left < timedelta():
        return TimeLeft("bad", _("%(time)s overdue", time=span(-left)))
    plenty = left > WORKING_DAY or left * 2 > due_at - created_at
    return TimeLeft("ok" if plenty else "warn", _("%(time)s left", time=span(left)))


def _working_left(
    calendar: WorkCalendar, *, created_at: datetime, due_at: datetime, now: datetime
) -> TimeLeft:
    left, day = working_time_between(calendar, now, due_at), _working_day(calendar)
    if due_at < now:
        return TimeLeft("bad", _("%(time)s overdue", time=working_span(-left, day)))
    plenty = left > day or left * 2 > working_time_between(calendar, created_at, due_at)
    return TimeLeft("ok" if plenty else "warn", _("%(time)s left", time=working_span(left, day)))


def span(time: timedelta) -> str:
    """25 min, 3.5 h, 2.4 d."""
    hours = time / timedelta(hours=1)
    if hours < 1:
        return str(_("%(number)s min", number=int(hours * 60)))
    if time < 2 * DAY:
        return str(_("%(number)s h", number=f"{hours:.1f}"))
    return str(_("%(number)s d", number=f"{time / DAY:.1f}"))


def working_span(time: timedelta, day: timedelta) -> str:
    """25 min, 3.5 working h, 2.4 working days; `day` is the length of a working day."""
    hours = time / timedelta(hours=1)
    if hours < 1:
        return str(_("%(number)s min", number=int(hours * 60)))
    if time < day:
        return str(_("%(number)s working h", number=f"{hours:.1f}"))
    return str(_("%(number)s working days", number=f"{time / day:.1f}"))


def _working_day(calendar: WorkCalendar) -> timedelta:
    """How long its usual working day is."""
    worked = sorted(minutes_of(hours) for hours in calendar.week if hours)
    if not worked:
        return WORKING_DAY
    return timedelta(minutes=max((len(list(same)), minutes) for minutes, same in groupby(worked))[1])
