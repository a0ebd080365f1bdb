"""How the platform is doing, in numbers that cost little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from engine.store.schema.definitions import definition
from engine.store.schema.runtime import incident, instance, job, timer, work_item

COUNTED = 10_000
SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Counts stop at 10,000."""

    open_work_items: int
    running_instances: int
    open_incidents: int
    due_jobs: int
    overdue_timers: int
    oldest_job: datetime | None


def measure(connection: Connection, now: datetime) -> Health:
    """What waits at this moment."""
    return Health(
        open_work_items=_count(connection, select(work_item.c.id).where(work_item.c.closed_at.is_(None))),
        running_instances=_count(
            connection,
            select(instance.c.id).where(instance.c.state == "running", instance.c.parent_token.is_(None)),
        ),
        open_incidents=_count(connection, select(incident.c.id).where(incident.c.resolved_at.is_(None))),
        due_jobs=_count(connection, select(job.c.id).where(job.c.due_at <= now)),
        overdue_timers=_count(connection, select(timer.c.id).where(timer.c.due_at <= now)),
        oldest_job=connection.scalar(select(func.min(job.c.due_at)).where(job.c.due_at <= now)),
    )


def failing_jobs(connection: Connection) -> Sequence[Row[Any]]:
    """Calls that failed at least once and will be tried again, the next one first."""
    return connection.execute(
        select(job).where(job.c.error.is_not(None)).order_by(job.c.due_at).limit(SHOWN)
    ).all()


def running_per_process(connection: Connection) -> dict[str, int]:
    """Running instances of all versions, called ones included, by the key of the process."""
    query = (
        select(definition.c.key, func.count())
        .join(instance, instance.c.definition_id == definition.c.id)
        .where(instance.c.state == "running")
        .group_by(definition.c.key)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _count(connection: Connection, query: Select[Any]) -> int:
    inner = query.limit(COUNTED).subquery()
    found: int = connection.execute(select(func.count()).select_from(inner)).scalar_one()
    return found
