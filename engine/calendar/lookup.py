"""Which calendar counts for whom: all calendars as one immutable value, read again when their stamp changes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select

from engine import organisation
from engine.calendar import tables
from engine.calendar.hours import Hours, Span, read_hours
from engine.calendar.standard import DEFAULT_ZONE, STANDARD
from engine.calendar.working_calendar import ExceptionalDay, WorkCalendar
from engine.feel.iso import named_zone
from engine.organisation import Department

UNSET = 0
"""The stamp of a store in which nobody ever set a calendar up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendars:
    """All calendars of a store."""

    stamp: int
    by_code: Mapping[str, WorkCalendar]
    by_department: Mapping[int, WorkCalendar]
    """Only departments that have one of their own."""

    @property
    def default(self) -> WorkCalendar:
        """The one that counts where nothing else is said; the standard one where nobody set one up."""
        return next((found for found in self.by_code.values() if found.is_default), STANDARD)


def calendars(connection: Connection) -> Calendars:
    """The calendars as this connection sees them: one statement, more only after a change."""
    stamp = connection.scalar(select(tables.version.c.stamp).where(tables.version.c.id == 1)) or UNSET
    with _lock:
        known = _known.get(connection.engine)
    if known is not None and known.stamp == stamp:
        return known
    found = _load(connection, stamp)
    with _lock:
        # What is not committed yet has a stamp that nobody else reads, so remembering it does no harm.
        _known[connection.engine] = found
    return found


def calendar_for(
    connection: Connection, *, code: str | None, people: Iterable[str] = (), starter: str | None = None
) -> WorkCalendar | None:
    """The calendar of this code; without a code that of the people's department, else of the starter's, else
    the default one. None: there is no such code.

    People of departments with different calendars share none: then it is the starter's.
    """
    return choose(connection, calendars(connection), code=code, people=people, starter=starter)


def choose(
    connection: Connection,
    found: Calendars,
    *,
    code: str | None,
    people: Iterable[str] = (),
    starter: str | None = None,
) -> WorkCalendar | None:
    """As `calendar_for`, among calendars read before."""
    if code is not None:
        return found.by_code.get(code)
    if not found.by_department:
        return found.default
    theirs = {id(one): one for one in (_of_person(connection, found, login) for login in people)}
    if len(theirs) == 1:
        return next(iter(theirs.values()))
    return found.default if starter is None else _of_person(connection, found, starter)


def calendar_of_department(
    connection: Connection, found: Calendars, department_id: int | None
) -> WorkCalendar:
    """A department's own calendar, else that of the departments above it, else the default one."""
    seen: set[int] = set()
    department: Department | None = organisation.department(connection, department_id)
    while department is not None and department.id not in seen:
        seen.add(department.id)
        own = found.by_department.get(department.id)
        if own is not None:
            return own
        department = organisation.department(connection, department.parent_id)
    return found.default


def _of_person(connection: Connection, found: Calendars, login: str) -> WorkCalendar:
    person = organisation.by_login(connection, login)
    return calendar_of_department(connection, found, None if person is None else person.department_id)


_known: WeakKeyDictionary[Engine, Calendars] = WeakKeyDictionary()
_lock = threading.Lock()


def _load(connection: Connection, stamp: int) -> Calendars:
    week, days = _weeks(connection), _days(connection)
    found = {
        row.id: WorkCalendar(
            id=row.id,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            # the zone was checked when it was set; a machine without it still has the one the platform ships
            zone=named_zone(row.zone) or ZoneInfo(DEFAULT_ZONE),
            week=_seven(week[row.id]),
            days=days[row.id],
            known_until=row.known_until,
            is_default=row.is_default,
            revision=row.revision,
        )
        for row in connection.execute(select(tables.calendar).order_by(tables.calendar.c.code))
    }
    departments = connection.execute(select(tables.calendar_department))
    return Calendars(
        stamp=stamp,
        by_code={one.code: one for one in found.values()} or {STANDARD.code: STANDARD},
        by_department={row.department_id: found[row.calendar_id] for row in departments},
    )


def _weeks(connection: Connection) -> dict[int, dict[int, list[Span]]]:
    table = tables.calendar_hours
    rows = connection.execute(select(table).order_by(table.c.weekday, table.c.start_minute))
    found: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.calendar_id][row.weekday].append(Span(row.start_minute, row.end_minute))
    return found


def _seven(
    by_weekday: Mapping[int, list[Span]],
) -> tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]:
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        tuple(by_weekday.get(weekday, ())) for weekday in range(1, 8)
    )
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def _days(connection: Connection) -> dict[int, dict[date, ExceptionalDay]]:
    table = tables.calendar_day
    found: dict[int, dict[date, ExceptionalDay]] = defaultdict(dict)
    for row in connection.execute(select(table).order_by(table.c.day)):
        found[row.calendar_id][row.day] = ExceptionalDay(
            day=row.day,
            kind=row.kind,
            name=row.name,
            name_en=row.name_en,
            hours=None if row.hours is None else read_hours(row.hours),
            by_hand=row.by_hand,
        )
    return found
