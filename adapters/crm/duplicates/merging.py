"""Two customers become one: the fields that survive are chosen, what belongs to the other one moves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Row, Table, select

from adapters.crm import changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.duplicates.errors import SameCustomer
from adapters.crm.records import access, commands
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.metadata import metadata
from engine.store.uow import Transaction

account = tables.account
#: The record of what happened to each of the two stays with it.
_STAYS = frozenset(
    {"crm_account_owner_history", "crm_account_conversion", "crm_duplicate_case", "crm_account_share"}
)


def merge(
    tx: Transaction, person: Person, keep_id: int, drop_id: int, *, taken: Collection[str] = ()
) -> dict[str, int]:
    """What a person merges: needs to change the one and to delete the other. See `merge_in`."""
    kept = access.find(tx.connection, person, ACCOUNT, keep_id, "edit")
    commands.refuse_locked(ACCOUNT, kept)
    access.find(tx.connection, person, ACCOUNT, drop_id, "delete")
    return merge_in(tx, keep_id, drop_id, taken=taken)


def merge_in(
    tx: Transaction, keep_id: int, drop_id: int, *, taken: Collection[str] = (), root: int | None = None
) -> dict[str, int]:
    """Move everything to `keep_id`; the names of `taken` fields survive with the other one's values.

    How many rows of each table moved. Empty fields are filled in any case. Repeating it does nothing.
    """
    if keep_id == drop_id:
        raise SameCustomer
    rows = {one: _locked(tx, one) for one in sorted((keep_id, drop_id))}  # one order: no deadlock
    keep, drop = rows[keep_id], rows[drop_id]
    if drop.merged_into_id == keep_id:
        return {}
    values = _surviving(keep, drop, taken)
    moved = {
        table.name: count
        for table, column in _links()
        if (count := _move(tx, table, column, keep, drop, root))
    }
    _move_files(tx, keep_id, drop_id, root)
    changes.edit(
        tx,
        account,
        drop_id,
        root=root,
        deleted_at=tx.now,
        pool_state="recycled",
        merged_into_id=keep_id,
    )
    changes.edit(tx, account, keep_id, root=root, **values)
    changes.add(
        tx,
        tables.account_event,
        root=root,
        account_id=keep_id,
        event_type="merged",
        at=tx.now,
        title=f"{drop.code} {drop.name} → {keep.code}",
        actor_id=tx.by,
        ref_type="account",
        ref_id=drop_id,
    )
    return moved


def choosable(keep: Row[Any], drop: Row[Any]) -> list[str]:
    """Fields in which both have something, and not the same: a person decides which survives."""
    return [
        field.name
        for field in ACCOUNT.fields
        if field.typed
        and _given(getattr(keep, field.name))
        and _given(getattr(drop, field.name))
        and getattr(keep, field.name) != getattr(drop, field.name)
    ]


def _surviving(keep: Row[Any], drop: Row[Any], taken: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in ACCOUNT.fields:
        if not field.typed or not _given(other := getattr(drop, field.name)):
            continue
        if field.name in taken or not _given(getattr(keep, field.name)):
            values[field.name] = other
    if values.get("parent_id") == keep.id:
        del values["parent_id"]
    values["receivable"] = keep.receivable + drop.receivable
    values["overdue"] = keep.overdue + drop.overdue
    values["attrs"] = {**drop.attrs, **keep.attrs}
    return values


def _given(value: Any) -> bool:
    return value not in (None, "", [], {})


def _links() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of the CRM that names a customer."""
    for table in metadata.sorted_tables:
        if not table.name.startswith("crm_") or table.name in _STAYS:
            continue
        for column in table.c:
            named = any(key.column is account.c.id for key in column.foreign_keys)
            if named and column is not account.c.merged_into_id:
                yield table, column


def _move(
    tx: Transaction, table: Table, column: Column[Any], keep: Row[Any], drop: Row[Any], root: int | None
) -> int:
    ids = tx.connection.scalars(select(table.c.id).where(column == drop.id)).all()
    extra: dict[str, Any] = {"is_main": False} if table is tables.contact and _has_main(tx, keep.id) else {}
    for row_id in ids:
        into = None if table is account and row_id == keep.id else keep.id
        changes.edit(tx, table, row_id, root=root, **{column.name: into}, **extra)
    return len(ids)


def _move_files(tx: Transaction, keep_id: int, drop_id: int, root: int | None) -> None:
    file = tables.attachment
    of_dropped = (file.c.owner_type == ACCOUNT.key, file.c.owner_id == drop_id)
    for row_id in tx.connection.scalars(select(file.c.id).where(*of_dropped)).all():
        changes.edit(tx, file, row_id, root=root, owner_id=keep_id)


def _has_main(tx: Transaction, account_id: int) -> bool:
    contact = tables.contact
    query = select(contact.c.id).where(
        contact.c.account_id == account_id, contact.c.is_main, contact.c.deleted_at.is_(None)
    )
    return tx.connection.execute(query).first() is not None


def _locked(tx: Transaction, account_id: int) -> Row[Any]:
    row = changes.row_of(tx.connection, account, account_id, lock=True)
    if row is None or (row.deleted_at is not None and row.merged_into_id is None):
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    return row
