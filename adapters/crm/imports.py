"""Records with a past (demo data, imports from another system): rows with the history that led to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert

from adapters.crm import changes, tables
from adapters.crm.duplicates import keys
from adapters.crm.index import writing
from engine.ids import new_id
from engine.store.uow import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class PastChange:
    """One field that changed once. `old` and `new` are plain JSON values."""

    row_id: int
    field: str
    old: Any
    new: Any
    at: datetime
    by: int | None


def import_rows(
    tx: Transaction,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    born: Sequence[tuple[datetime, int | None]],
    past: Sequence[PastChange] = (),
) -> None:
    """Insert rows (with ids) as they are now; their record says when each was born and what changed since.

    The birth entry holds the values before the past changes, so that going back in time gives what was.
    """
    if not rows:
        return
    tx.connection.execute(insert(table), [dict(row) for row in rows])
    writing.added(tx.connection, table, rows)
    keys.added(tx.connection, table, rows)
    event = tx.audit("crm.imported", payload={"table": table.name, "rows": len(rows)})
    entries = [
        _entry(event, table, row["id"], "", None, _at_birth(row, past), at=at, by=by)
        for row, (at, by) in zip(rows, born, strict=True)
    ]
    entries += [
        _entry(event, table, one.row_id, one.field, one.old, one.new, at=one.at, by=one.by) for one in past
    ]
    tx.connection.execute(insert(tables.change), entries)


def _at_birth(row: Mapping[str, Any], past: Sequence[PastChange]) -> dict[str, Any]:
    values = changes.plain(row)
    for change in reversed(past):
        if change.row_id == row["id"]:
            values[change.field] = change.old
    return values


def _entry(
    event: int, table: Table, row_id: int, field: str, old: Any, new: Any, *, at: datetime, by: int | None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "table_name": table.name,
        "row_id": row_id,
        "field": field,
        "old": old,
        "new": new,
        "audit_event": event,
        "at": at,
        "by_id": by,
    }
