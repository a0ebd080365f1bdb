"""Whether the process that a record names still holds it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.store.schema.runtime import instance


def runs(connection: Connection, instance_id: int | None) -> bool:
    """Whether an instance has not ended; False where a record names none."""
    if instance_id is None:
        return False
    query = select(instance.c.id).where(instance.c.id == instance_id, instance.c.ended_at.is_(None))
    return connection.scalar(query) is not None
