"""What the definition pages ask the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, Select, func, select

from engine import organisation
from engine.organisation import Person
from engine.store.definitions import Definition, versions
from engine.store.schema.definitions import definition, deployment, resource
from engine.store.schema.runtime import incident, instance

ALIVE = ("running", "suspended")
CAPPED = 1000
PERIOD = timedelta(days=90)
SAMPLE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Numbers of one key over all its versions; counts end at 1,000."""

    running: int
    incidents: int
    finished: int
    """Within 90 days."""
    usual: timedelta | None
    """Median time from start to end of the last ones that finished."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionRow:
    """A version with who published it, when and why."""

    definition: Definition
    by: Person | None
    reason: str
    running: int


def figures(connection: Connection, key: str, now: datetime) -> Figures:
    """The numbers of a card."""
    ids = list(connection.scalars(select(definition.c.id).where(definition.c.key == key)))
    of_key = instance.c.definition_id.in_(ids)
    alive = select(instance.c.id).where(of_key, instance.c.state.in_(ALIVE))
    troubled = (
        select(incident.c.id)
        .join(instance, instance.c.id == incident.c.instance_id)
        .where(of_key, incident.c.resolved_at.is_(None))
    )
    done = select(instance.c.started_at, instance.c.ended_at).where(
        of_key, instance.c.state == "completed", instance.c.ended_at >= now - PERIOD
    )
    sample = connection.execute(done.order_by(instance.c.id.desc()).limit(SAMPLE)).all()
    spans = [row.ended_at - row.started_at for row in sample]
    return Figures(
        running=_count(connection, alive),
        incidents=_count(connection, troubled),
        finished=_count(connection, done),
        usual=median(spans) if spans else None,
    )


def version_rows(connection: Connection, key: str) -> list[VersionRow]:
    """All versions of a key, the newest first."""
    rows = versions(connection, key)
    acts = {
        row.id: row
        for row in connection.execute(
            select(deployment).where(deployment.c.id.in_({one.deployment for one in rows}))
        )
    }
    running = {
        row[0]: row[1]
        for row in connection.execute(
            select(instance.c.definition_id, func.count())
            .where(instance.c.definition_id.in_([one.id for one in rows]), instance.c.state.in_(ALIVE))
            .group_by(instance.c.definition_id)
        )
    }
    return [
        VersionRow(
            definition=one,
            by=organisation.person(connection, acts[one.deployment].by or 0),
            reason=acts[one.deployment].reason,
            running=running.get(one.id, 0),
        )
        for one in rows
    ]


def file_sizes(connection: Connection, one: Definition) -> list[tuple[str, int]]:
    """Path and bytes of every file of a version."""
    query = select(resource.c.path, func.length(resource.c.data)).where(
        resource.c.deployment == one.deployment
    )
    return [(path, size) for path, size in connection.execute(query.order_by(resource.c.path))]


def _count(connection: Connection, query: Select[tuple[object, ...]] | Select[tuple[object]]) -> int:
    """At most 1,001: that there are more is all that is shown."""
    found = connection.scalar(select(func.count()).select_from(query.limit(CAPPED + 1).subquery()))
    return int(found or 0)
