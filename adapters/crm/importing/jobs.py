"""The rows of `crm_import_job`: a table on its way from a file to records, and how far it is.

    checking → draft → importing → done → undone
    (checking, draft, importing) → cancelled;  (checking, importing) → failed → checking

Nothing is written before `done`; so whatever is interrupted before it simply begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from adapters.crm import changes, tables
from adapters.crm.importing.checking import Outcome
from adapters.crm.importing.files import Rows
from adapters.crm.records.entity import Entity
from adapters.crm.words import Words
from engine.errors import Conflict, NotFound
from engine.organisation import Person
from engine.store.uow import Transaction

job = tables.import_job

RUNNING = ("checking", "importing")
#: state → the states it is reached from
FROM: Mapping[str, tuple[str, ...]] = {
    "checking": ("draft", "failed"),
    "draft": ("checking",),
    "importing": ("draft",),
    "done": ("importing",),
    "undone": ("done",),
    "cancelled": ("checking", "draft", "importing", "failed"),
    "failed": RUNNING,
}
STATES: Words = {
    "checking": ("检查中", "Being checked"),
    "draft": ("待导入", "Ready"),
    "importing": ("导入中", "Being imported"),
    "done": ("已导入", "Imported"),
    "undone": ("已撤销", "Undone"),
    "cancelled": ("已取消", "Cancelled"),
    "failed": ("出错", "Failed"),
}
SILENT = timedelta(seconds=15)  # without a sign of life: whoever worked on it is gone
NEWEST = 10


def add(
    tx: Transaction,
    person: Person,
    entity: Entity,
    file: str,
    headings: Sequence[str],
    rows: Rows,
    mapping: Sequence[str],
) -> int:
    """Keep the table of a file, to be checked."""
    return changes.add(
        tx,
        job,
        kind=entity.key,
        by_id=person.id,
        at=tx.now,
        rows_total=len(rows),
        state="checking",
        beat_at=tx.now,
        report={"headings": list(headings), "rows": list(rows), "mapping": list(mapping), "file": file},
    )


def find(connection: Connection, person: Person, entity: Entity, job_id: int) -> Row[Any]:
    """An import of this person. Raises NotFound."""
    own = (job.c.id == job_id, job.c.by_id == person.id, job.c.kind == entity.key)
    row = connection.execute(select(job).where(*own)).first()
    if row is None:
        raise NotFound(what="import", what_zh="导入", id=job_id)
    return row


def newest(connection: Connection, person: Person, entity: Entity) -> Sequence[Any]:
    """The last imports of this person, without their rows."""
    columns = [job.c[name] for name in ("id", "at", "rows_total", "rows_ok", "state")]
    file = job.c.report["file"].as_string().label("file")
    query = select(*columns, file).where(job.c.by_id == person.id, job.c.kind == entity.key)
    return connection.execute(query.order_by(job.c.id.desc()).limit(NEWEST)).all()


def move(tx: Transaction, job_id: int, state: str, **values: Any) -> None:
    """Move a job on, once: of two who press the button at once the second is told."""
    moved = tx.connection.execute(
        update(job)
        .where(job.c.id == job_id, job.c.state.in_(FROM[state]))
        .values(state=state, beat_at=tx.now, **values)
    )
    if moved.rowcount != 1:
        raise Conflict(what="this import went on meanwhile", what_zh="该导入已被处理")


def beat(tx: Transaction, job_id: int, progress: int) -> bool:
    """Note how many rows are done; False when the job was cancelled meanwhile."""
    noted = tx.connection.execute(
        update(job)
        .where(job.c.id == job_id, job.c.state.in_(RUNNING))
        .values(progress=progress, beat_at=tx.now)
    )
    return noted.rowcount == 1


def take_over(tx: Transaction, job_id: int) -> bool:
    """Whether a job that nobody works on any more is the caller's now."""
    silent = or_(job.c.beat_at.is_(None), job.c.beat_at < tx.now - SILENT)
    taken = tx.connection.execute(
        update(job).where(job.c.id == job_id, job.c.state.in_(RUNNING), silent).values(beat_at=tx.now)
    )
    return taken.rowcount == 1


def is_silent(row: Row[Any], now: datetime) -> bool:
    """Whether it should be worked on and nobody does."""
    return row.state in RUNNING and (row.beat_at is None or row.beat_at < now - SILENT)


def told(outcomes: Sequence[Outcome], rows: Rows) -> list[dict[str, Any]]:
    """The rows that are left out with their reasons, as the report keeps them."""
    return [
        {
            "number": one.number,
            "cells": list(rows[one.number - 2]),
            "faults": [[fault.field, fault.zh, fault.en] for fault in one.faults],
        }
        for one in outcomes
        if one.faults
    ]


def keep(tx: Transaction, job_id: int, **values: Any) -> None:
    """Write down what came of it."""
    tx.connection.execute(update(job).where(job.c.id == job_id).values(**values))


def fail(tx: Transaction, job_id: int, zh: str, en: str) -> None:
    """It ended with a fault; it can be tried again."""
    values = {"state": "failed", "fault": [zh, en]}
    tx.connection.execute(update(job).where(job.c.id == job_id, job.c.state.in_(RUNNING)).values(**values))
