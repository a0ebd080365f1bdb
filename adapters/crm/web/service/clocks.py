"""The clocks of a case: what was promised, how much working time is left, in words and colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from engine.calendar.counting import working_time_between
from engine.calendar.working_calendar import WorkCalendar
from forms.shell import formats
from forms.shell import gettext as _

DAY = timedelta(hours=8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """`tone`: ok, warn, bad, or empty for a clock that stands."""

    label: str
    text: str
    tone: str
    due_at: datetime


def clocks(calendar: WorkCalendar, case: Row[Any], now: datetime) -> list[Clock]:
    """The clocks that run, or how they ended; nothing is promised before a case is classified."""
    pairs = (
        (_("First answer"), case.respond_due_at, case.responded_at),
        (_("Solution"), case.solve_due_at, case.solved_at or case.closed_at),
    )
    return [
        Clock(label=label, due_at=due, **_left(calendar, case.received_at, due, done, now))
        for label, due, done in pairs
        if due is not None
    ]


def next_clock(calendar: WorkCalendar, case: Row[Any], now: datetime) -> Clock | None:
    """The one to look at first: the answer until it is given, then the solution."""
    found = clocks(calendar, case, now)
    running = [one for one in found if one.tone]
    return running[0] if running else (found[-1] if found else None)


def _left(
    calendar: WorkCalendar, since: datetime, due: datetime, done: datetime | None, now: datetime
) -> dict[str, str]:
    if done is not None:
        late = working_time_between(calendar, due, done)
        if done > due:
            return {"text": _("done %(time)s late", time=formats().duration(late)), "tone": ""}
        return {"text": _("done in time"), "tone": ""}
    left = working_time_between(calendar, now, due)
    if due < now:
        return {"text": _("%(time)s overdue", time=formats().duration(-left)), "tone": "bad"}
    plenty = left > DAY or left * 2 > working_time_between(calendar, since, due)
    return {"text": _("%(time)s left", time=formats().duration(left)), "tone": "ok" if plenty else "warn"}
