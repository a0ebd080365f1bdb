"""The queues of the service desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from adapters.crm import feedback, tables
from adapters.crm.catalogue import entity
from adapters.crm.records import access
from engine.organisation import Person

case, account = tables.feedback, tables.account
QUEUES = ("new", "mine", "waiting", "overdue", "open", "closed")
MOST = 100


def of(person: Person, queue: str, now: datetime) -> ColumnElement[bool]:
    """The cases of a queue."""
    open_ones = case.c.state.in_(feedback.OPEN)
    late = or_(
        and_(case.c.solve_due_at < now, case.c.solved_at.is_(None)),
        and_(case.c.respond_due_at < now, case.c.responded_at.is_(None)),
    )
    found: Mapping[str, ColumnElement[bool]] = {
        "new": case.c.state.in_(("new", "reopened")) | (open_ones & case.c.handler_id.is_(None)),
        "mine": open_ones & (case.c.handler_id == person.id),
        "waiting": case.c.state == "waiting_customer",
        "overdue": open_ones & late,
        "open": open_ones,
        "closed": case.c.state.in_(feedback.DONE),
    }
    return found[queue]


def counts(connection: Connection, person: Person, now: datetime) -> dict[str, int]:
    """queue → number of cases, of those a person may see; not counted for the closed ones."""
    found = {}
    for queue in QUEUES[:-1]:
        query = _visible(connection, person).where(of(person, queue, now))
        counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        found[queue] = int(connection.scalar(counted) or 0)
    return found


def cases(
    connection: Connection, person: Person, queue: str, words: str, now: datetime
) -> Sequence[Row[Any]]:
    """The cases of a queue, the most urgent first, with the customer's names."""
    query = _visible(connection, person).where(of(person, queue, now))
    for one in words.split()[:6]:
        columns = (case.c.no, case.c.subject, case.c.content, case.c.phone, account.c.name, account.c.name_en)
        query = query.where(or_(*(column.icontains(one, autoescape=True) for column in columns)))
    order = (
        case.c.closed_at.desc()
        if queue == "closed"
        else func.coalesce(case.c.solve_due_at, case.c.received_at)
    )
    return connection.execute(query.order_by(order, case.c.id).limit(MOST)).all()


def _visible(connection: Connection, person: Person) -> Select[Any]:
    query = select(case, account.c.name, account.c.name_en, account.c.short_name).join(
        account, account.c.id == case.c.account_id
    )
    return access.visible(query, connection, person, entity("feedback"))
