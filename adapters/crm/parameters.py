"""The numbers that rules use and administrators set: limits, deadlines, days (`crm_parameter`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables


def parameter(connection: Connection, key: str, default: Any = None) -> Any:
    """What the company set last; `default` where nobody ever did."""
    table = tables.parameter
    query = select(table.c.value).where(
        table.c.key == key, table.c.scope == "global", table.c.deleted_at.is_(None)
    )
    found = connection.execute(query.order_by(table.c.valid_from.desc(), table.c.id.desc()).limit(1)).first()
    return default if found is None or found.value is None else found.value


def values_of(connection: Connection, keys: Collection[str]) -> dict[str, Any]:
    """What the company set last for each of these; keys that nobody ever set, or that were reset, are left out."""
    table = tables.parameter
    query = select(table.c.key, table.c.value).where(
        table.c.key.in_(keys), table.c.scope == "global", table.c.deleted_at.is_(None)
    )
    rows = connection.execute(query.order_by(table.c.valid_from, table.c.id))
    last = {row.key: row.value for row in rows}
    return {key: value for key, value in last.items() if value is not None}
