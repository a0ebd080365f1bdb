"""What a work item's form reads: the variables visible where its token stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from engine.store.schema.runtime import scope, token, variable
from engine.store.values import decode
from worklist.items import Item

HIDDEN = "$"


def visible(connection: Connection, item: Item) -> dict[str, Any]:
    """Name to value, inner scopes over outer ones; of a closed item those of its instance."""
    start = connection.scalar(select(token.c.scope_id).where(token.c.id == item.token_id))
    if start is None:
        start = connection.scalar(
            select(scope.c.id).where(scope.c.instance_id == item.instance_id, scope.c.parent_id.is_(None))
        )
    return up_from(connection, start)


def up_from(connection: Connection, scope_id: int | None) -> dict[str, Any]:
    """The variables of a scope and of everything around it."""
    values: dict[str, Any] = {}
    while scope_id is not None:
        row = connection.execute(select(scope.c.parent_id, scope.c.local).where(scope.c.id == scope_id)).one()
        here = decode(row.local) if row.local else {}
        values = here | of_scope(connection, scope_id) | values
        scope_id = row.parent_id
    return {name: value for name, value in values.items() if not name.startswith(HIDDEN)}


def of_scope(connection: Connection, scope_id: int) -> dict[str, Any]:
    """The variables of one scope alone."""
    rows = connection.execute(
        select(variable.c.name, variable.c.value).where(variable.c.scope_id == scope_id)
    )
    return {row.name: decode(row.value) for row in rows}
