"""What a month brings a person: appointments, tasks that are due, planned contacts, important dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from adapters.crm import desktop, tables
from engine.organisation import Person
from engine.organisation import tables as organisation_tables
from engine.organisation.snapshot import COMPANY_ZONE

event, task, planned = tables.schedule_event, tables.task, tables.contact_plan


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing on a day. `kind`: event, task, contact or date; `at` is None for the whole day."""

    day: date
    at: datetime | None
    kind: str
    title: str
    url: str
    late: bool = False


def entries(
    connection: Connection, person: Person, first: date, last: date, now: datetime
) -> Mapping[date, Sequence[Entry]]:
    """By day, from the first to the last, in the order of the day."""
    begin = datetime.combine(first, time(), COMPANY_ZONE)
    end = datetime.combine(last + timedelta(days=1), time(), COMPANY_ZONE)
    found: dict[date, list[Entry]] = {}
    for one in (
        *_events(connection, person, begin, end),
        *_tasks(connection, person, begin, end, now),
        *_contacts(connection, person, first, last, now),
        *_dates(connection, person, first, last),
    ):
        found.setdefault(one.day, []).append(one)
    return {
        day: sorted(ones, key=lambda one: (one.at is not None, one.at or now)) for day, ones in found.items()
    }


def _events(connection: Connection, person: Person, begin: datetime, end: datetime) -> Iterator[Entry]:
    query = select(event).where(
        event.c.deleted_at.is_(None), event.c.start_at >= begin, event.c.start_at < end, _may_see(person)
    )
    for row in connection.execute(query.order_by(event.c.start_at).limit(500)):
        yield Entry(
            day=_day(row.start_at),
            at=row.start_at,
            kind="event",
            title=row.title,
            url=f"/crm/records/schedule/{row.id}",
        )


def _may_see(person: Person) -> ColumnElement[bool]:
    """One's own, and what colleagues of the department or the division let them see."""
    colleague = organisation_tables.person
    department = organisation_tables.department
    plate = select(department.c.plate_id).where(department.c.id == person.department_id).scalar_subquery()
    alike = select(department.c.id).where(department.c.plate_id == plate)
    team = select(colleague.c.id).where(colleague.c.department_id == person.department_id)
    division = select(colleague.c.id).where(colleague.c.department_id.in_(alike))
    return or_(
        event.c.person_id == person.id,
        and_(event.c.visibility.in_(("team", "plate")), event.c.person_id.in_(team)),
        and_(event.c.visibility == "plate", event.c.person_id.in_(division)),
    )


def _tasks(
    connection: Connection, person: Person, begin: datetime, end: datetime, now: datetime
) -> Iterator[Entry]:
    query = select(task).where(
        task.c.owner_id == person.id,
        task.c.deleted_at.is_(None),
        task.c.done_at.is_(None),
        task.c.due_at >= begin,
        task.c.due_at < end,
    )
    for row in connection.execute(query.order_by(task.c.due_at).limit(500)):
        yield Entry(
            day=_day(row.due_at),
            at=row.due_at,
            kind="task",
            title=row.subject,
            url=f"/crm/tasks/{row.id}",
            late=row.due_at < now,
        )


def _contacts(
    connection: Connection, person: Person, first: date, last: date, now: datetime
) -> Iterator[Entry]:
    account = tables.account
    query = (
        select(planned.c.id, planned.c.due_on, account.c.name, account.c.short_name)
        .join(account, account.c.id == planned.c.account_id)
        .where(
            planned.c.owner_id == person.id,
            planned.c.state == "draft",
            planned.c.deleted_at.is_(None),
            planned.c.due_on >= first,
            planned.c.due_on <= last,
        )
    )
    for row in connection.execute(query.limit(500)):
        yield Entry(
            day=row.due_on,
            at=None,
            kind="contact",
            title=row.short_name or row.name,
            url=f"/crm/records/contact-plans/{row.id}",
            late=row.due_on < _day(now),
        )


def _dates(connection: Connection, person: Person, first: date, last: date) -> Iterator[Entry]:
    for one in desktop.important_dates(connection, person, first, (last - first).days):
        yield Entry(
            day=one.day,
            at=None,
            kind="date",
            title=one.contact.name,
            url=f"/crm/records/contacts/{one.contact.id}",
        )


def _day(at: Any) -> date:
    found: date = at.astimezone(COMPANY_ZONE).date()
    return found
