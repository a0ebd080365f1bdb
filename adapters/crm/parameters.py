"""The numbers that rules use and administrators set: limits, deadlines, days (`crm_parameter`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import changes, tables
from engine.store.uow import Transaction


def parameter(connection: Connection, key: str, default: Any = None) -> Any:
    """What the company set last; `default` where nobody ever did."""
    table = tables.parameter
    query = select(table.c.value).where(
        table.c.key == key, table.c.scope == "global", table.c.deleted_at.is_(None)
    )
    found = connection.execute(query.order_by(table.c.valid_from.desc(), table.c.id.desc()).limit(1)).first()
    return default if found is None else found.value


def set_parameter(tx: Transaction, key: str, value: Any) -> None:
    """A new value from now on; the former ones stay for the record."""
    changes.add(
        tx,
        tables.parameter,
        key=key,
        value=value,
        scope="global",
        valid_from=tx.now,
        changed_by_id=tx.by,
    )
