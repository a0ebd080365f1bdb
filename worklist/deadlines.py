"""Time left and time waited, in words and colour. Hours are of the clock: working calendars come later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.shell import gettext as _

WORKING_DAY = timedelta(hours=8)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """`tone`: ok, warn, bad, or empty for no deadline."""

    tone: str = ""
    text: str = ""


def time_left(*, created_at: datetime, due_at: datetime | None, now: datetime) -> TimeLeft:
    """ok with more than half of the time or a working day left, warn with less, bad past due."""
    if due_at is None:
        return TimeLeft()
    left = due_at - now
    if left < timedelta():
        return TimeLeft("bad", _("%(time)s overdue", time=span(-left)))
    plenty = left > WORKING_DAY or left * 2 > due_at - created_at
    return TimeLeft("ok" if plenty else "warn", _("%(time)s left", time=span(left)))


def span(time: timedelta) -> str:
    """25 min, 3.5 h, 2.4 d."""
    hours = time / timedelta(hours=1)
    if hours < 1:
        return str(_("%(number)s min", number=int(hours * 60)))
    if time < 2 * DAY:
        return str(_("%(number)s h", number=f"{hours:.1f}"))
    return str(_("%(number)s d", number=f"{time / DAY:.1f}"))
