"""What happened to an opportunity: stages, actions, documents and tasks of its process, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import catalogue, pipeline, tables
from adapters.crm.processes import Processes
from adapters.crm.records import access
from adapters.crm.web import around
from adapters.crm.web.timeline import Happening
from engine import organisation
from engine.organisation import Person
from forms.shell import gettext as _
from forms.shell import lang

_DOCUMENTS = ("quote", "order", "contract")
MOST = 60


def of(connection: Connection, processes: Processes, person: Person, row: Row[Any]) -> Sequence[Happening]:
    """The newest happenings."""
    found = [
        *_stages(connection, row.id),
        *_actions(connection, person, row.id),
        *_documents(connection, person, row.id),
        *around.tasks(connection, processes, [row.instance_id] if row.instance_id else []),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def entered(connection: Connection, opportunity_id: int) -> Mapping[str, datetime]:
    """When it came to each stage, the last time it did."""
    log = tables.opportunity_stage_log
    query = select(log.c.to_stage, log.c.at).where(log.c.opportunity_id == opportunity_id)
    return {row.to_stage: row.at for row in connection.execute(query.order_by(log.c.at))}


def _stages(connection: Connection, opportunity_id: int) -> Iterator[Happening]:
    log = tables.opportunity_stage_log
    words = {one.code: one.label(lang()) for one in pipeline.stages(connection)}
    query = select(log).where(log.c.opportunity_id == opportunity_id).order_by(log.c.at.desc()).limit(MOST)
    for row in connection.execute(query):
        before, after = words.get(row.from_stage, row.from_stage), words.get(row.to_stage, row.to_stage)
        yield Happening(
            at=row.at,
            title=f"{before} → {after}" if before else _("Opened at %(stage)s", stage=after),
            note="",
            icon="git-branch",
            tone="ok" if before else "",
            kind="process",
            person=organisation.person(connection, row.by_id),
        )


def _actions(connection: Connection, person: Person, opportunity_id: int) -> Iterator[Happening]:
    entity = catalogue.entity("progress")
    if organisation.may(connection, person, entity.right, "view") is None:
        return
    entry, action = tables.progress, tables.action_def
    names = {
        row.id: row.name if lang() == "zh" else row.name_en or row.name for row in _all(connection, action)
    }
    mine = access.readable(connection, person, entity).where(entry.c.opportunity_id == opportunity_id)
    for row in connection.execute(mine.order_by(entry.c.at.desc()).limit(MOST)):
        yield Happening(
            at=row.at,
            title=names.get(row.action_id, ""),
            note=" · ".join(text for text in (row.content, row.result) if text),
            icon="message",
            kind="follow",
            url=entity.url(row.id),
            person=organisation.person(connection, row.by_id),
        )


def _all(connection: Connection, table: Any) -> Sequence[Row[Any]]:
    return connection.execute(select(table)).all()


def _documents(connection: Connection, person: Person, opportunity_id: int) -> Iterator[Happening]:
    for key in _DOCUMENTS:
        entity = catalogue.entity(key)
        if organisation.may(connection, person, entity.right, "view") is not None:
            about = entity.table.c.opportunity_id == opportunity_id
            yield from around.moves(connection, person, entity, about)
