"""Attaching, describing, removing and recovering: changes with history, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import changes, tables
from adapters.crm.attachments.errors import NoSuchKind, NotYours, TooManyFiles
from adapters.crm.attachments.kinds import kinds_of
from adapters.crm.attachments.reading import file_row, living, may_attach, may_change
from adapters.crm.records import Entity, access
from adapters.crm.records.commands import refuse_locked
from engine import organisation
from engine.organisation import NotGranted, Person
from engine.store import files
from engine.store.uow import Transaction
from forms.files import Received, uploads

MOST = 200  # files of one record
table = tables.attachment


def attach(
    tx: Transaction, person: Person, entity: Entity, row_id: int, given: Sequence[Received], *, kind: str = ""
) -> list[int]:
    """Attach files to a record; their ids. The same content twice stays one attachment.

    Raises NotGranted, NotFound, NoSuchKind, TooManyFiles, or what `locked` says.
    """
    demand_attach(tx.connection, person, entity, row_id)
    return [keep_received(tx, entity, row_id, one, kind=kind) for one in given]


def demand_attach(connection: Connection, person: Person, entity: Entity, row_id: int) -> None:
    """Whether a person may attach to a record now. Raises NotGranted, NotFound, or what `locked` says."""
    organisation.demand(connection, person, entity.right, "view")
    row = access.find(connection, person, entity, row_id)
    if not entity.state:
        refuse_locked(entity, row)
    if not may_attach(connection, person, entity, row):
        raise NotGranted.of(connection, entity.right, "edit")


def keep_received(
    tx: Transaction, entity: Entity, row_id: int, given: Received, *, kind: str = "", root: int | None = None
) -> int:
    """Attach one file without asking for rights: for commands and processes that did."""
    return hang(
        tx, entity, row_id, file_id=files.keep(tx, given.content), name=given.name, kind=kind, root=root
    )


def hang(
    tx: Transaction,
    entity: Entity,
    row_id: int,
    *,
    file_id: int,
    name: str,
    kind: str = "",
    root: int | None = None,
) -> int:
    """Attach a content that is in the store; the attachment's id. Doing it twice does nothing."""
    kind = _kind(entity, kind)
    changes.row_of(tx.connection, entity.table, row_id, lock=True)  # two at once: one after the other
    there = living(tx.connection, entity.key, row_id)
    known = next((one.id for one in there if one.file_id == file_id), None)
    if known is not None:
        return int(known)
    if len(there) >= MOST:
        raise TooManyFiles(most=MOST)
    content = files.facts(tx.connection, file_id)
    return changes.add(
        tx,
        table,
        root=root,
        owner_type=entity.key,
        owner_id=row_id,
        kind=kind,
        name=name,
        mime=content.media_type,
        size=content.size,
        sha256=content.sha256.hex(),
        file_id=file_id,
        by_id=tx.by,
        uploaded_at=tx.now,
    )


def hang_uploads(
    tx: Transaction,
    entity: Entity,
    row_id: int,
    references: Sequence[Mapping[str, Any]] | None,
    *,
    kind: str,
    root: int | None,
) -> None:
    """Attach what a form of this instance brought. Other references attach nothing; doing it twice does nothing."""
    ids = [int(one["id"]) for one in references or () if str(one.get("id", "")).isdecimal()]
    known = uploads.of_root(tx.connection, ids, root_id=root) if ids and root is not None else {}
    for one in known.values():
        hang(tx, entity, row_id, file_id=one.file_id, name=one.name, kind=kind, root=root)


def describe(
    tx: Transaction, person: Person, entity: Entity, row_id: int, attachment_id: int, *, kind: str
) -> None:
    """Say what a file is. Raises NotGranted, NotFound, NotYours, NoSuchKind."""
    changeable(tx.connection, person, entity, row_id, attachment_id)
    changes.edit(tx, table, attachment_id, kind=_kind(entity, kind))


def remove(tx: Transaction, person: Person, entity: Entity, row_id: int, attachment_id: int) -> None:
    """Into the recycle bin of the record; twice is once. Raises NotGranted, NotFound, NotYours."""
    row = changeable(tx.connection, person, entity, row_id, attachment_id)
    if row.deleted_at is None:
        changes.edit(tx, table, attachment_id, deleted_at=tx.now)


def recover(tx: Transaction, person: Person, entity: Entity, row_id: int, attachment_id: int) -> None:
    """Out of the recycle bin again. Raises NotGranted, NotFound, NotYours."""
    changeable(tx.connection, person, entity, row_id, attachment_id)
    changes.edit(tx, table, attachment_id, deleted_at=None)


def changeable(
    connection: Connection, person: Person, entity: Entity, row_id: int, attachment_id: int
) -> Row[Any]:
    """The row of a file that a person may change now."""
    organisation.demand(connection, person, entity.right, "view")
    record = access.find(connection, person, entity, row_id)
    found = file_row(connection, entity, row_id, attachment_id)
    refuse_locked(entity, record)
    if not may_change(connection, person, entity, record, found.by_id):
        raise NotYours(name=found.name)
    return found


def _kind(entity: Entity, wanted: str) -> str:
    kinds = kinds_of(entity.key)
    if wanted and wanted not in kinds:
        raise NoSuchKind(kind=wanted[:40])
    return wanted or next(iter(kinds))
