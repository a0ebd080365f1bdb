"""What a person looked at lately, and what he keeps as a favourite."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from adapters.crm import tables
from engine.ids import new_id
from engine.organisation import Person
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing

bookmark = tables.bookmark


def mark(tx: Transaction, person: Person, entity: str, row_id: int, *, favourite: bool) -> None:
    """Make a record a favourite of a person, or no longer."""
    _write(tx, person, entity, row_id, favourite=favourite)


def visit(tx: Transaction, person: Person, entity: str, row_id: int) -> None:
    """Note that a person looked at a record."""
    _write(tx, person, entity, row_id, visited_at=tx.now)


def is_favourite(connection: Connection, person: Person, entity: str, row_id: int) -> bool:
    """Whether a record is a favourite of a person."""
    own = (bookmark.c.person_id == person.id, bookmark.c.entity == entity, bookmark.c.row_id == row_id)
    return bool(connection.scalar(select(bookmark.c.favourite).where(*own)))


def favourites(connection: Connection, person: Person, *, limit: int = 20) -> Sequence[tuple[str, int]]:
    """(entity, id) of a person's favourites, the last one looked at first."""
    query = select(bookmark.c.entity, bookmark.c.row_id).where(
        bookmark.c.person_id == person.id, bookmark.c.favourite
    )
    rows = connection.execute(query.order_by(bookmark.c.updated_at.desc()).limit(limit))
    return [(row.entity, row.row_id) for row in rows]


def recent(connection: Connection, person: Person, *, limit: int = 20) -> Sequence[tuple[str, int]]:
    """(entity, id) of what a person looked at, the last one first."""
    query = select(bookmark.c.entity, bookmark.c.row_id).where(
        bookmark.c.person_id == person.id, bookmark.c.visited_at.is_not(None)
    )
    rows = connection.execute(query.order_by(bookmark.c.visited_at.desc()).limit(limit))
    return [(row.entity, row.row_id) for row in rows]


def _write(tx: Transaction, person: Person, entity: str, row_id: int, **values: object) -> None:
    """Bookmarks are a person's own traces, no business: they have no history."""
    key = {"person_id": person.id, "entity": entity, "row_id": row_id}
    born = {"id": new_id(), "created_at": tx.now, "updated_at": tx.now}
    insert_missing(tx.connection, bookmark, **key, **born)
    own = [bookmark.c[name] == value for name, value in key.items()]
    tx.connection.execute(update(bookmark).where(*own).values(**values, updated_at=tx.now))
