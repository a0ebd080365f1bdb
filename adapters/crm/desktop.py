"""The desktop of module 1: what waits for a person, what is new, what the day brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from adapters.crm import catalogue, tables
from adapters.crm.records import access
from adapters.crm.records.field import Words
from adapters.crm.words import TASK_KINDS
from engine.organisation import Person, may
from engine.organisation.snapshot import COMPANY_ZONE

AHEAD = 30  # days of important dates that are shown
DATES = 20  # of them at most
LOOKED_AT = 500
NEWEST = 8
OLDEST = 1900  # the earliest year that a date may lie in
OPEN = ("not_started", "in_progress", "waiting")


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """One line of the work guide: what, how many, where."""

    zh: str
    en: str
    count: int
    url: str
    icon: str
    late: int = 0  # how many of them are past their time

    def label(self, lang: str) -> str:
        """The words in the reader's language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """An important date of a contact: when it comes next, whose, and why."""

    day: date
    contact: Row[Any]
    kind: str
    remark: str


def guide(connection: Connection, person: Person, now: datetime) -> list[Guide]:
    """My open tasks by kind, orders in execution, feedback to handle, dates ahead: only what one may see."""
    found = [*_tasks(connection, person, now)]
    if may(connection, person, "order", "view") is not None:
        count = _count(
            connection, person, "order", tables.order.c.state.in_(("approved", "executing", "delivered"))
        )
        url = "/crm/records/orders/?f.state=approved&f.state=executing&f.state=delivered"
        found.append(Guide(zh="执行中的订单", en="Orders in execution", count=count, url=url, icon="package"))
    if may(connection, person, "repair", "view") is not None:
        running = tables.repair_registration.c.state.not_in(("closed", "cancelled", "rejected"))
        count = _count(connection, person, "repair", running)
        url = "/crm/records/repairs/"
        found.append(Guide(zh="执行中的维修", en="Repairs in execution", count=count, url=url, icon="tool"))
    if may(connection, person, "feedback", "view") is not None:
        table = tables.feedback
        mine = (table.c.handler_id == person.id, table.c.state.not_in(("closed", "rejected")))
        late = _count(connection, person, "feedback", *mine, table.c.solve_due_at < now)
        found.append(
            Guide(
                zh="我的反馈处理",
                en="Feedback I handle",
                count=_count(connection, person, "feedback", *mine),
                late=late,
                url="/crm/service/",
                icon="headset",
            )
        )
    return found


def _tasks(connection: Connection, person: Person, now: datetime) -> list[Guide]:
    task, state = tables.task, tables.task_state_def
    query = (
        select(task.c.kind, func.count(), func.count().filter(task.c.due_at < now))
        .join(state, state.c.id == task.c.state_id)
        .where(task.c.owner_id == person.id, task.c.deleted_at.is_(None), state.c.state_class.in_(OPEN))
        .group_by(task.c.kind)
    )
    counts = {kind: (count, late) for kind, count, late in connection.execute(query)}
    words: Words = TASK_KINDS
    return [
        Guide(
            zh=f"{words[kind][0]}任务",
            en=f"{words[kind][1]} tasks",
            count=counts.get(kind, (0, 0))[0],
            late=counts.get(kind, (0, 0))[1],
            url=f"/crm/records/tasks/?f.kind={kind}&f.owner_id=%23{person.id}",
            icon="checklist",
        )
        for kind in ("sales", "service", "market", "other")
        if kind in counts or kind == "sales"
    ]


def _count(connection: Connection, person: Person, key: str, *conditions: Any) -> int:
    entity = catalogue.entity(key)
    query = select(func.count()).select_from(entity.table)
    return connection.scalar(access.visible(query, connection, person, entity).where(*conditions)) or 0


def important_dates(connection: Connection, person: Person, today: date, days: int = AHEAD) -> list[Coming]:
    """The next birthdays and other dates of the contacts one may see, in the order they come.

    There may be thousands in a month: it looks no further ahead than it takes to fill the card.
    """
    if (
        may(connection, person, "contact", "view") is None
        or may(connection, person, "private", "view") is None
    ):
        return []
    found: list[Coming] = []
    for ahead in sorted({0, min(3, days), days}):
        found = _coming(connection, person, today, ahead)
        if len(found) >= DATES:
            break
    return found[:DATES]


def _coming(connection: Connection, person: Person, today: date, days: int) -> list[Coming]:
    contact, special = tables.contact, tables.contact_date
    seen = access.readable(connection, person, catalogue.entity("contact"))
    born = connection.execute(seen.where(_comes(contact.c.birthday, today, days)).limit(LOOKED_AT)).all()
    coming = [_next(row, row.birthday, "birthday", "", today) for row in born]
    dated = seen.join(special, special.c.contact_id == contact.c.id).where(
        special.c.deleted_at.is_(None), _comes(special.c.date, today, days)
    )
    extra = dated.add_columns(
        special.c.date.label("special_on"),
        special.c.kind.label("special_kind"),
        special.c.remark.label("special_note"),
    )
    coming += [
        _next(row, row.special_on, row.special_kind, row.special_note, today)
        for row in connection.execute(extra.limit(LOOKED_AT))
    ]
    last = today + timedelta(days=days)
    # the same day may be kept with the contact and among its dates
    once = {(one.contact.id, one.kind, one.day): one for one in reversed(coming) if one.day <= last}
    return sorted(once.values(), key=lambda one: (one.day, one.contact.id))


def _comes(column: ColumnElement[date], today: date, days: int) -> ColumnElement[bool]:
    """Whether a yearly date comes within so many days: those days of every year, each read from the index."""
    return column.in_(
        [
            first + timedelta(days=ahead)
            for year in range(OLDEST, today.year + 1)
            for first in (_in_year(today, year),)
            for ahead in range(days + 2)  # one more: the 29th of February is kept on the 28th in other years
        ]
    )


def _next(row: Row[Any], day: date, kind: str, remark: str, today: date) -> Coming:
    """The next time a yearly date comes; the 29th of February is kept on the 28th in other years."""
    upcoming = _in_year(day, today.year)
    if upcoming < today:
        upcoming = _in_year(day, today.year + 1)
    return Coming(day=upcoming, contact=row, kind=kind, remark=remark)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def schedule(connection: Connection, person: Person, today: date) -> Sequence[Row[Any]]:
    """Today's appointments."""
    event = tables.schedule_event
    begin = datetime.combine(today, time(), COMPANY_ZONE)
    end = begin + timedelta(days=1)
    query = select(event).where(
        event.c.person_id == person.id,
        event.c.deleted_at.is_(None),
        event.c.start_at < end,
        or_(event.c.end_at >= begin, event.c.start_at >= begin),
    )
    return connection.execute(query.order_by(event.c.start_at)).all()


def news(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    """The newest announcements that are shown now, those of the default column first."""
    table, column = tables.announcement, tables.info_column
    query = (
        select(table, column.c.name.label("column_name"), column.c.name_en.label("column_name_en"))
        .join(column, column.c.id == table.c.column_id)
        .where(
            table.c.state == "published",
            table.c.deleted_at.is_(None),
            column.c.active,
            or_(table.c.published_at.is_(None), table.c.published_at <= now),
            or_(table.c.expires_at.is_(None), table.c.expires_at > now),
        )
        .order_by(column.c.is_default.desc(), table.c.published_at.desc(), table.c.id.desc())
    )
    return connection.execute(query.limit(NEWEST)).all()


def links(connection: Connection, person: Person) -> Sequence[Row[Any]]:
    """The company's links, then one's own."""
    table = tables.link
    query = select(table).where(
        table.c.deleted_at.is_(None), or_(table.c.owner_id.is_(None), table.c.owner_id == person.id)
    )
    return connection.execute(query.order_by(table.c.owner_id.is_not(None), table.c.sort, table.c.id)).all()
