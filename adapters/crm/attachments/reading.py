"""Which files a record has, and who may add and take away. Whoever may read a record may read its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import tables
from adapters.crm.records import Entity, access
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person

table = tables.attachment
#: Somebody whose position lets him do one of these with a record works with it, and may attach to it.
_WORK = ("edit", "add", "submit", "execute", "approve")


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of a record."""

    id: int
    kind: str
    name: str
    media_type: str
    size: int  # bytes
    sha256: str
    file_id: int
    by: Person | None
    at: datetime
    removed_at: datetime | None


def takes_files(entity: Entity) -> bool:
    """Whether records of an entity have files: the administrators' lists have none."""
    return entity.right != "settings"


def of_record(connection: Connection, entity: Entity, row_id: int) -> list[File]:
    """The files of a record that the caller has found within a person's reach: newest first, removed ones too."""
    query = select(table).where(table.c.owner_type == entity.key, table.c.owner_id == row_id)
    return [_file(connection, row) for row in connection.execute(query.order_by(table.c.id.desc()))]


def one_of_record(
    connection: Connection, person: Person, entity: Entity, row_id: int, attachment_id: int
) -> File:
    """A living file of a record that the person may read. Raises NotGranted, NotFound."""
    organisation.demand(connection, person, entity.right, "view")
    access.find(connection, person, entity, row_id)
    found = file_row(connection, entity, row_id, attachment_id)
    if found.deleted_at is not None:
        raise NotFound(what="attachment", what_zh="附件", id=attachment_id)
    return _file(connection, found)


def file_row(connection: Connection, entity: Entity, row_id: int, attachment_id: int) -> Row[Any]:
    """The row of a file that belongs to this record and no other one. Raises NotFound."""
    own = (table.c.id == attachment_id, table.c.owner_type == entity.key, table.c.owner_id == row_id)
    row = connection.execute(select(table).where(*own)).first()
    if row is None:
        raise NotFound(what="attachment", what_zh="附件", id=attachment_id)
    return row


def living(connection: Connection, owner_type: str, owner_id: int, *kinds: str) -> Sequence[Row[Any]]:
    """The rows of a record's files, of certain kinds only if some are named."""
    own = (table.c.owner_type == owner_type, table.c.owner_id == owner_id, table.c.deleted_at.is_(None))
    query = select(table).where(*own)
    return connection.execute(query.where(table.c.kind.in_(kinds)) if kinds else query).all()


def may_attach(connection: Connection, person: Person, entity: Entity, row: Row[Any]) -> bool:
    """Whether a person may add files: also to a document under way, but not to a record that is marked invalid."""
    if not entity.state and entity.locked(row) is not None:
        return False
    return any(access.allows(connection, person, entity, row.id, action) for action in _WORK)


def may_change(connection: Connection, person: Person, entity: Entity, row: Row[Any], by: int | None) -> bool:
    """Whether a person may remove or describe a file: not while the record is locked (it may be decided upon)."""
    if entity.locked(row) is not None:
        return False
    if by == person.id and may_attach(connection, person, entity, row):
        return True
    return access.allows(connection, person, entity, row.id, "edit")


def _file(connection: Connection, row: Row[Any]) -> File:
    return File(
        id=row.id,
        kind=row.kind,
        name=row.name,
        media_type=row.mime,
        size=row.size,
        sha256=row.sha256,
        file_id=row.file_id,
        by=organisation.person(connection, row.by_id) if row.by_id else None,
        at=row.uploaded_at,
        removed_at=row.deleted_at,
    )
