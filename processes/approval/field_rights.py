"""Which fields of a document's form somebody does not see, because the points that asked him hide them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select

from engine import organisation
from engine.organisation import Person
from engine.store.schema.runtime import candidate, work_item
from processes.approval import evaluations, tables
from processes.approval.chosen import pinned
from processes.approval.circulation.reading import hidden_in_copies
from processes.approval.model import Point
from processes.approval.standing.reach import of_principals

NOTHING: frozenset[str] = frozenset()


def hidden_from(connection: Connection, person: Person, root_id: int) -> frozenset[str]:
    """The fields that are hidden from a person in one process: those that every task he had in it hides.

    From the applicant nothing is hidden, nor from somebody who sees the process without a task of it. Whoever has
    only copies sees what those who sent them see.
    """
    asked = tables.evaluation
    applied = select(asked.c.id).where(asked.c.root_id == root_id, asked.c.applicant == person.login)
    if connection.execute(applied.limit(1)).first() is not None:
        return NOTHING
    found = [
        _hidden_at(connection, row.instance_id, row.activity_id)
        for row in connection.execute(_tasks(connection, person, root_id))
    ]
    if found:
        return frozenset.intersection(*found)
    return hidden_in_copies(connection, person, root_id) or NOTHING


def point_of(connection: Connection, instance_id: int, activity_id: int) -> Point | None:
    """The approval point that a visit of a user task asks; None for other tasks."""
    asked = evaluations.latest_entered(connection, instance_id, activity_id)
    if asked is None:
        return None
    return pinned.flow_of(connection, instance_id, asked.policy, asked.version).point(asked.point)


def _hidden_at(connection: Connection, instance_id: int, activity_id: int) -> frozenset[str]:
    point = point_of(connection, instance_id, activity_id)
    return NOTHING if point is None else frozenset(point.hidden)


def _tasks(connection: Connection, person: Person, root_id: int) -> Select[Any]:
    """The tasks that somebody has, did, or is offered, and those of people he stands in for."""
    standings = organisation.principals(connection, person.id, datetime.now(UTC))
    named = or_(
        (candidate.c.kind == "user") & (candidate.c.name == person.login),
        (candidate.c.kind == "group") & candidate.c.name.in_(sorted(person.positions)),
    )
    offered = exists().where(candidate.c.work_item_id == work_item.c.id, named)
    return select(work_item.c.instance_id, work_item.c.activity_id).where(
        work_item.c.root_id == root_id,
        or_(
            work_item.c.assignee == person.login,
            work_item.c.closed_by == person.login,
            work_item.c.assignee.is_(None) & offered,
            of_principals(person, standings),
        ),
    )
