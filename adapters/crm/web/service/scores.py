"""How satisfied customers were with what the desk did for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func

from adapters.crm import feedback, tables
from adapters.crm.catalogue import entity
from adapters.crm.records import access
from engine import organisation
from engine.organisation import Person

table = tables.feedback
DAYS = 365


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """The cases of the last year: how many, how they were rated, how many were late or came back."""

    total: Row[Any]
    marks: Sequence[tuple[int, int]]  # satisfaction, number of cases
    by_type: Sequence[Row[Any]]
    by_handler: Sequence[tuple[Person | None, Row[Any]]]


def scores(connection: Connection, person: Person, now: datetime) -> Scores:
    """Of the cases a person may see."""
    since = table.c.received_at >= now - timedelta(days=DAYS)
    base = access.readable(connection, person, entity("feedback")).where(since)
    figures = (
        func.count().label("number"),
        func.count(table.c.satisfaction).label("rated"),
        func.avg(table.c.satisfaction).label("mean"),
        _number(table.c.breached_at.is_not(None)).label("late"),
        _number(table.c.reopen_count > 0).label("reopened"),
        _number(table.c.state.in_(feedback.DONE)).label("closed"),
    )
    total = connection.execute(base.with_only_columns(*figures)).one()
    rated = base.where(table.c.satisfaction.is_not(None))
    counted = rated.with_only_columns(table.c.satisfaction, func.count()).group_by(table.c.satisfaction)
    marks = {row[0]: row[1] for row in connection.execute(counted)}
    types = connection.execute(base.with_only_columns(table.c.type, *figures).group_by(table.c.type)).all()
    handled = base.where(table.c.handler_id.is_not(None))
    handlers = connection.execute(
        handled.with_only_columns(table.c.handler_id, *figures).group_by(table.c.handler_id)
    ).all()
    return Scores(
        total=total,
        marks=[(mark, marks.get(mark, 0)) for mark in (5, 4, 3, 2, 1)],
        by_type=sorted(types, key=lambda row: -row.number),
        by_handler=[
            (organisation.person(connection, row.handler_id), row)
            for row in sorted(handlers, key=lambda row: -row.number)
        ],
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
