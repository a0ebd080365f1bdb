"""How a deadline was computed: from when, by which calendar, and which days it went past."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.calendar.basis import Basis, read_bases
from engine.calendar.days_off import DaysOff, days_off
from engine.calendar.hours import write_hours
from engine.calendar.lookup import calendars, choose
from engine.calendar.working_calendar import WorkCalendar
from engine.organisation import Language
from forms.shell import formats
from forms.shell import gettext as _
from processes.approval.comparing import deadline_words
from worklist.hooks import Reason
from worklist.items import Item


def due_reason(connection: Connection, item: Item, lang: Language) -> Reason | None:
    """The deadline of an item with how it came about; None where it has none."""
    if item.due_at is None:
        return None
    text = _("Due %(moment)s", moment=formats().near_datetime(item.due_at))
    basis = read_bases(item.bases).get("due")
    calendar = None if basis is None else _calendar(connection, basis, item)
    if basis is None or calendar is None:
        since = _("Waiting since %(moment)s", moment=formats().near_datetime(item.created_at))
        return Reason(icon="clock", text=text, note=since)
    note = _(
        "%(time)s of working time from %(moment)s, by the calendar %(calendar)s",
        time=deadline_words(basis.text, lang) or basis.text,
        moment=formats().near_datetime(basis.begun_at),
        calendar=calendar.title(lang),
    )
    off = days_off(calendar, basis.begun_at, item.due_at)
    details = [_("Not counted: %(days)s", days=_spoken(one, lang)) for one in off]
    hours = write_hours(calendar.ordinary_hours)
    return Reason(
        icon="clock", text=text, note=note, details=(*details, _("Working hours: %(hours)s", hours=hours))
    )


def _calendar(connection: Connection, basis: Basis, item: Item) -> WorkCalendar | None:
    found = calendars(connection)
    return choose(connection, found, code=basis.calendar, people=basis.people, starter=item.started_by)


def _spoken(one: DaysOff, lang: Language) -> str:
    first, last = formats().date(one.first), formats().date(one.last)
    days = first if one.first == one.last else f"{first} – {last}"
    name = one.title(lang) or str(_("weekend"))
    return f"{days}（{name}）" if lang == "zh" else f"{days} ({name})"
