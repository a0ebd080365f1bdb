"""Drafts: what a designer has saved and not yet published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.errors import Conflict, NotFound, TooLarge
from engine.store.schema.definitions import draft as table

if TYPE_CHECKING:
    from engine.store.uow import Transaction

MAX_DRAFT = 4 * 1024 * 1024  # bytes
XML = "application/xml"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A saved draft; `revision` must come back with the next saving."""

    key: str
    revision: int
    data: bytes
    media_type: str
    at: datetime
    by: int | None


def save_draft(tx: Transaction, *, key: str, data: bytes, revision: int = 0, media_type: str = XML) -> int:
    """Save and return the new revision; `revision` is the one that was edited, 0 for a new draft.

    Raises Conflict if somebody saved or removed the draft meanwhile, TooLarge.
    """
    if len(data) > MAX_DRAFT:
        raise TooLarge(what=key, what_zh=key, size=len(data), limit=MAX_DRAFT)
    values = {"data": data, "media_type": media_type, "at": tx.now, "by": tx.by}
    saved = _change(tx, key, revision, values) if revision else _insert(tx, key, values)
    if not saved:
        raise _conflict(key)
    return revision + 1


def load_draft(connection: Connection, key: str) -> Draft:
    """The saved draft of a key. Raises NotFound."""
    row = connection.execute(select(table).where(table.c.key == key)).first()
    if row is None:
        raise NotFound(what="draft", id=key)
    return Draft(**dict(row._mapping) | {"data": bytes(row.data)})


def draft_keys(connection: Connection) -> list[str]:
    """The keys of all saved drafts, the latest saved first."""
    return list(connection.scalars(select(table.c.key).order_by(table.c.at.desc(), table.c.key)))


def delete_draft(tx: Transaction, *, key: str, revision: int) -> None:
    """Remove a draft. Raises Conflict if somebody saved or removed it meanwhile."""
    removed = tx.connection.execute(delete(table).where(table.c.key == key, table.c.revision == revision))
    if removed.rowcount != 1:
        raise _conflict(key)


def _change(tx: Transaction, key: str, revision: int, values: dict[str, Any]) -> bool:
    edited = update(table).where(table.c.key == key, table.c.revision == revision)
    return tx.connection.execute(edited.values(revision=revision + 1, **values)).rowcount == 1


def _insert(tx: Transaction, key: str, values: dict[str, Any]) -> bool:
    make = postgresql_insert if tx.connection.dialect.name == "postgresql" else sqlite_insert
    added = make(table).values(key=key, revision=1, **values).on_conflict_do_nothing()
    return tx.connection.execute(added.returning(table.c.key)).first() is not None


def _conflict(key: str) -> Conflict:
    return Conflict(what=f"the draft {key} was saved or removed", what_zh=f"草稿 {key} 已被保存或删除")
