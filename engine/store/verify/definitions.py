"""Versions count 1, 2, 3 … per key."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from engine.store.breach import Breach
from engine.store.schema.definitions import definition, definition_key


def verify_definitions(connection: Connection) -> list[Breach]:
    """Keys whose versions have a gap, or do not end where their counter stands."""
    c = definition.c
    query = (
        select(definition_key.c.key, definition_key.c.version, func.count(c.id), func.max(c.version))
        .outerjoin(definition, c.key == definition_key.c.key)
        .group_by(definition_key.c.key, definition_key.c.version)
        .order_by(definition_key.c.key)
    )
    return [
        Breach(
            code="DEFINITION_VERSIONS",
            en=f"Definition {key}: {count} versions up to {highest or 0}, the counter says {counter}.",
            zh=f"流程定义 {key}：共有 {count} 个版本，最高为 {highest or 0}，计数器为 {counter}。",
            rows=(f"engine_definition_key {key}",),
        )
        for key, counter, count, highest in connection.execute(query)
        if not counter == count == highest
    ]
