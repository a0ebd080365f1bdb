"""Writing rows of the organisation: the audit event and the new stamp belong to every change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from engine.errors import Invalid, NotFound
from engine.ids import new_id
from engine.organisation import tables
from engine.organisation.snapshot import forget, mark_changed
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing


def renew_stamp(tx: Transaction) -> None:
    """Tell this and all other processes that the organisation changed."""
    stamp = new_id()
    if not insert_missing(tx.connection, tables.version, id=1, stamp=stamp):
        tx.connection.execute(update(tables.version).where(tables.version.c.id == 1).values(stamp=stamp))
    mark_changed(tx.connection)
    engine = tx.connection.engine
    tx.after_commit(lambda: forget(engine))


def insert_row(tx: Transaction, table: Table, **values: Any) -> int:
    """A new row; its id."""
    row_id = new_id()
    tx.connection.execute(insert(table).values(id=row_id, **values))
    tell(tx, "added", table, row_id, values)
    return row_id


def update_row(tx: Transaction, table: Table, row_id: int, **values: Any) -> None:
    """Other values in a row. Raises NotFound."""
    found = tx.connection.execute(update(table).where(table.c.id == row_id).values(**values)).rowcount
    if not found:
        raise NotFound(what=table.name, id=row_id)
    tell(tx, "changed", table, row_id, values)


def tell(tx: Transaction, what: str, table: Table, row_id: int, values: dict[str, Any]) -> None:
    """Audit event and stamp of one change."""
    facts = {
        name: value if isinstance(value, bool | int | None) else str(value) for name, value in values.items()
    }
    tx.audit(f"organisation.{what}", payload={"table": table.name, "row": row_id, **facts})
    renew_stamp(tx)


def delete_row(tx: Transaction, table: Table, row_id: int) -> None:
    """A row less. Raises NotFound."""
    if not tx.connection.execute(delete(table).where(table.c.id == row_id)).rowcount:
        raise NotFound(what=table.name, id=row_id)
    tell(tx, "removed", table, row_id, {})


def refuse_circle(connection: Connection, table: Table, row_id: int, column: str, above: int | None) -> None:
    """Raises Invalid when a row would hang below itself."""
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == row_id:
            raise Invalid(field=column, message="this would close a circle", message_zh="这样会形成环")
        seen.add(above)
        above = connection.scalar(select(table.c[column]).where(table.c.id == above))
