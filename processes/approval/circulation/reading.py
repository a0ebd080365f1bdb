"""Who has copies of what: as conditions for lists, and as questions about one process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, select

from engine.organisation import Person
from processes.approval.circulation.tables import comment, copy


def has_copy(connection: Connection, person: Person, root_id: int) -> bool:
    """Whether somebody ever got a copy of it."""
    query = select(copy.c.id).where(copy.c.root_id == root_id, copy.c.to_id == person.id)
    return connection.execute(query.limit(1)).first() is not None


def copied_to(person: Person, root_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same as a condition on a column that names roots."""
    return exists().where(copy.c.root_id == root_id, copy.c.to_id == person.id)


def copies_of(connection: Connection, root_id: int) -> Sequence[Row[Any]]:
    """All copies of one process, the oldest first."""
    return connection.execute(select(copy).where(copy.c.root_id == root_id).order_by(copy.c.id)).all()


def hidden_in_copies(connection: Connection, person: Person, root_id: int) -> frozenset[str] | None:
    """Fields that none of his copies shows; None without a copy."""
    query = select(copy.c.hidden).where(copy.c.root_id == root_id, copy.c.to_id == person.id)
    found = [frozenset(json.loads(one)) for one in connection.scalars(query)]
    return frozenset.intersection(*found) if found else None


def comments_of(connection: Connection, root_id: int) -> Sequence[Row[Any]]:
    """All comments on one process, the oldest first; those that were deleted have no text any more."""
    return connection.execute(
        select(comment).where(comment.c.root_id == root_id).order_by(comment.c.id)
    ).all()
