"""The one way to write a CRM table. What changes is also recorded in `crm_change`, in the same transaction.

Time travel and the history of a record read those rows. Every write hangs on an audit event: in the stream of
the process instance (`root`, whose lock the caller holds) or, outside of a process, in that of the CRM.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, select, update

from adapters.crm import tables
from adapters.crm.duplicates import keys
from adapters.crm.index import writing
from engine.errors import Conflict, NotFound
from engine.ids import new_id
from engine.store.uow import Transaction

AT_ONCE = 500  # rows of one statement
#: Columns that say nothing about the business and change with every write.
_SILENT = frozenset({"updated_at", "revision"})


def add(tx: Transaction, table: Table, *, root: int | None = None, **values: Any) -> int:
    """Insert one row; its id."""
    return add_many(tx, table, [values], root=root)[0]


def add_many(
    tx: Transaction, table: Table, rows: Iterable[Mapping[str, Any]], *, root: int | None = None
) -> list[int]:
    """Insert rows with the same columns; their ids in order."""
    complete = [{"id": new_id(), **_birth(tx, table), **row} for row in rows]
    if not complete:
        return []
    tx.connection.execute(insert(table), complete)
    writing.added(tx.connection, table, complete)
    keys.added(tx.connection, table, complete)
    _record(tx, [_entry(table, row["id"], "", None, plain(row)) for row in complete], root)
    return [row["id"] for row in complete]


def edit(
    tx: Transaction,
    table: Table,
    row_id: int,
    *,
    revision: int | None = None,
    root: int | None = None,
    **values: Any,
) -> bool:
    """Change one row; whether anything differed.

    With `revision` the row must still be at it, else `Conflict`: somebody saved in between.
    """
    before = row_of(tx.connection, table, row_id, lock=True)
    if before is None:
        raise NotFound(what=table.name.removeprefix("crm_"), id=row_id)
    known = before._asdict()
    if revision is not None and known["revision"] != revision:
        raise Conflict(what="the record was saved meanwhile", what_zh="该记录已被他人保存")
    changed = {name: value for name, value in values.items() if not _same(known[name], value)}
    if not changed:
        return False
    tx.connection.execute(
        update(table).where(table.c.id == row_id).values(**changed, **_touch(tx, table, known))
    )
    writing.changed(tx.connection, table, known, changed)
    keys.changed(tx.connection, table, known, changed)
    fields = [name for name in changed if name not in _SILENT]
    entries = [_entry(table, row_id, name, _json(known[name]), _json(changed[name])) for name in fields]
    _record(tx, entries, root)
    return True


def edit_many(tx: Transaction, table: Table, rows: Sequence[Row[Any]], **values: Any) -> int:
    """The same change to rows that were read in this transaction; how many differed."""
    changed = [(row, row._asdict()) for row in rows]
    different = [
        (row, known)
        for row, known in changed
        if any(not _same(known[name], new) for name, new in values.items())
    ]
    for at in range(0, len(different), AT_ONCE):
        ids = [row.id for row, _known in different[at : at + AT_ONCE]]
        moved = {"revision": table.c.revision + 1, "updated_at": tx.now}
        tx.connection.execute(update(table).where(table.c.id.in_(ids)).values(**values, **moved))
    writing.changed_many(tx.connection, table, [known for _row, known in different], values)
    for _row, known in different:
        keys.changed(tx.connection, table, known, values)
    entries = [
        _entry(table, row.id, name, _json(known[name]), _json(new))
        for row, known in different
        for name, new in values.items()
        if not _same(known[name], new)
    ]
    _record(tx, entries, None)
    return len(different)


def touch(tx: Transaction, table: Table, row_id: int) -> None:
    """Count a change of what belongs to a row (its lines), so that pages opened before it are stale."""
    moved = {"revision": table.c.revision + 1, "updated_at": tx.now}
    tx.connection.execute(update(table).where(table.c.id == row_id).values(**moved))


def remove(tx: Transaction, table: Table, *conditions: ColumnElement[bool], root: int | None = None) -> int:
    """Delete the rows that fit (lines of a draft; parties are recycled by `deleted_at`); how many."""
    rows = tx.connection.execute(select(table).where(*conditions)).all()
    if rows:
        tx.connection.execute(delete(table).where(table.c.id.in_([row.id for row in rows])))
        writing.removed(tx.connection, table, [row._asdict() for row in rows])
        _record(tx, [_entry(table, row.id, "", plain(row._asdict()), None) for row in rows], root)
    return len(rows)


def row_of(connection: Connection, table: Table, row_id: int, *, lock: bool = False) -> Row[Any] | None:
    """One row by id; `lock` holds it until the end of the transaction (PostgreSQL; SQLite locks anyway)."""
    query = select(table).where(table.c.id == row_id)
    return connection.execute(query.with_for_update(key_share=True) if lock else query).first()


def history(connection: Connection, table: Table, row_id: int, *, limit: int = 200) -> Sequence[Row[Any]]:
    """The record of one row, newest first."""
    log = tables.change
    query = select(log).where(log.c.table_name == table.name, log.c.row_id == row_id)
    return connection.execute(query.order_by(log.c.id.desc()).limit(limit)).all()


def _birth(tx: Transaction, table: Table) -> dict[str, Any]:
    values = {"created_at": tx.now, "updated_at": tx.now, "created_by_id": tx.by}
    return {name: value for name, value in values.items() if name in table.c}


def _touch(tx: Transaction, table: Table, known: Mapping[str, Any]) -> dict[str, Any]:
    if "revision" not in table.c:
        return {}
    return {"revision": known["revision"] + 1, "updated_at": tx.now}


def _entry(table: Table, row_id: int, field: str, old: Any, new: Any) -> dict[str, Any]:
    return {"table_name": table.name, "row_id": row_id, "field": field, "old": old, "new": new}


def _record(tx: Transaction, entries: list[dict[str, Any]], root: int | None) -> None:
    """Write the entries under one audit event: the command's step (`root`), or the CRM's own stream."""
    if not entries:
        return
    rows = {entry["row_id"]: None for entry in entries}
    touched = {"table": entries[0]["table_name"], "rows": list(rows), "changes": len(entries)}
    event = tx.audit("crm.changed", root=root, payload=touched)
    shared = {"audit_event": event, "at": tx.now, "by_id": tx.by}
    tx.connection.execute(insert(tables.change), [{"id": new_id(), **entry, **shared} for entry in entries])


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON values: amounts as text (exact), moments in ISO 8601."""
    return {name: _json(value) for name, value in values.items() if name not in _SILENT}


def _json(value: Any) -> Any:
    """What the JSON column holds: amounts as text (exact), moments in ISO 8601."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, dict | list):
        return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
    return bool(old == new)
