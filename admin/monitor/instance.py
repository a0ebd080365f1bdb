"""One instance in words: its steps, variables, events, incidents and called instances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from admin.monitor import event_texts, incident_texts, values
from engine import organisation
from engine.audit.events import select_events, to_event
from engine.organisation import Language
from engine.store.schema.audit import audit_event
from engine.store.schema.runtime import incident, instance, job, scope, token, variable, work_item
from engine.store.values import decode
from forms.shell import gettext as _
from processes.names import Names
from worklist import items, participants
from worklist.visits import read_visits

EVENTS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One visit of an element, in one of the instances of the tree."""

    element: str
    name: str
    process: str
    who: str
    face: str
    is_system: bool
    begun: int
    begun_at: datetime
    ended_at: datetime | None
    state: str
    result: str = ""
    work_item: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One variable with its type in words."""

    name: str
    kind: str
    value: str
    where: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One audit event in words."""

    seq: int
    at: datetime
    what: str
    who: str
    element: str
    details: str
    erased: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """One incident in words."""

    id: int
    code: str
    text: str
    element: str
    name: str
    at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """A called instance, and the call activity that waits for it."""

    id: int
    process: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    called_from: str


def tree(connection: Connection, root_id: int) -> Sequence[Row[Any]]:
    """The root instance and everything it called, in the order in which they were started."""
    query = select(instance).where(instance.c.root_id == root_id).order_by(instance.c.id)
    return connection.execute(query).all()


def steps(connection: Connection, names: Names, rows: Sequence[Row[Any]], lang: Language) -> list[Step]:
    """Visits of all instances of a tree, the newest first."""
    found: list[Step] = []
    for row in rows:
        by_activity = _items_of(connection, row.id)
        process = names.process(connection, row.definition_id, lang)
        waits = {one.activity_id: one.wait for one in _tokens_of(connection, row.id)}
        for visit in read_visits(connection, row.root_id, row.id):
            item = by_activity.get(visit.activity)
            state = "done" if visit.is_completed else "ended" if visit.ended else "now"
            found.append(
                Step(
                    element=visit.element,
                    name=names.element(connection, row.definition_id, visit.element, lang),
                    process=process,
                    who=_who(connection, item, lang),
                    face=_face(connection, item, lang),
                    is_system=item is None,
                    begun=visit.begun,
                    begun_at=visit.begun_at,
                    ended_at=visit.ended_at,
                    state="incident" if waits.get(visit.activity) == "incident" else state,
                    result=_result(state, waits.get(visit.activity)),
                    work_item=None if item is None else item.id,
                )
            )
    return sorted(found, key=lambda step: step.begun, reverse=True)


def variables(
    connection: Connection, names: Names, rows: Sequence[Row[Any]], lang: Language
) -> list[Variable]:
    """Variables of all instances of a tree, those of the root first."""
    processes = {row.id: names.process(connection, row.definition_id, lang) for row in rows}
    query = (
        select(variable.c.name, variable.c.value, scope.c.instance_id, scope.c.element)
        .join(scope, scope.c.id == variable.c.scope_id)
        .where(variable.c.root_id == rows[0].root_id)
        .order_by(scope.c.instance_id, scope.c.id, variable.c.name)
    )
    return [
        _variable(row, processes.get(row.instance_id, ""))
        for row in connection.execute(query)
        if not row.name.startswith("$")
    ]


def events(
    connection: Connection, names: Names, rows: Sequence[Row[Any]], lang: Language, *, before: int | None
) -> list[Happening]:
    """The newest hundred audit events of a root, or those before a place in its record."""
    query = select_events().where(audit_event.c.root == rows[0].root_id)
    if before is not None:
        query = query.where(audit_event.c.seq < before)
    definitions = {row.id: row.definition_id for row in rows}
    found = connection.execute(query.order_by(audit_event.c.seq.desc()).limit(EVENTS))
    happenings = []
    for row in found:
        event = to_event(row)
        definition_id = definitions.get(event.instance or 0)
        named = (
            names.element(connection, definition_id, event.element, lang)
            if definition_id is not None and event.element
            else event.element or ""
        )
        by = None if event.by is None else organisation.person(connection, event.by)
        happenings.append(
            Happening(
                seq=event.seq,
                at=event.at,
                what=event_texts.what(event.code, lang),
                who=participants.label(connection, None, lang) if by is None else by.full_label(lang),
                element=named,
                details=event_texts.details(event.payload, lang),
                erased=event.erased,
            )
        )
    return happenings


def incidents(
    connection: Connection, names: Names, rows: Sequence[Row[Any]], lang: Language
) -> list[Trouble]:
    """Incidents of a tree, open ones first, the newest first."""
    definitions = {row.id: row.definition_id for row in rows}
    query = select(incident).where(incident.c.root_id == rows[0].root_id)
    found = connection.execute(query.order_by(incident.c.resolved_at.is_not(None), incident.c.id.desc()))
    return [
        Trouble(
            id=row.id,
            code=row.code,
            text=incident_texts.sentence(row.code, decode(row.args), lang),
            element=row.element,
            name=names.element(connection, definitions[row.instance_id], row.element, lang),
            at=row.at,
            resolved_at=row.resolved_at,
        )
        for row in found
    ]


def children(connection: Connection, names: Names, rows: Sequence[Row[Any]], lang: Language) -> list[Child]:
    """Called instances with the call activity in their caller."""
    by_id = {row.id: row for row in rows}
    callers = _callers(connection, rows)
    return [
        Child(
            id=row.id,
            process=names.process(connection, row.definition_id, lang),
            state=row.state,
            started_at=row.started_at,
            ended_at=row.ended_at,
            called_from=_called_from(connection, names, callers.get(row.parent_token), by_id, lang),
        )
        for row in rows
        if row.parent_token is not None
    ]


def jobs_waiting(connection: Connection, root_id: int) -> Sequence[Row[Any]]:
    """Calls and retries that are still to be done."""
    return connection.execute(select(job).where(job.c.root_id == root_id).order_by(job.c.due_at)).all()


def _callers(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Row[Any]]:
    tokens = [row.parent_token for row in rows if row.parent_token is not None]
    found = connection.execute(select(token).where(token.c.id.in_(tokens))) if tokens else ()
    return {row.id: row for row in found}


def _called_from(
    connection: Connection,
    names: Names,
    caller: Row[Any] | None,
    by_id: dict[int, Row[Any]],
    lang: Language,
) -> str:
    """The call activity while it waits; once it has gone on, its token is no more."""
    if caller is None or caller.instance_id not in by_id:
        return ""
    return names.element(connection, by_id[caller.instance_id].definition_id, caller.element, lang)


def _items_of(connection: Connection, instance_id: int) -> dict[int, Row[Any]]:
    query = select(work_item).where(work_item.c.instance_id == instance_id).order_by(work_item.c.id)
    return {row.activity_id: row for row in connection.execute(query)}


def _tokens_of(connection: Connection, instance_id: int) -> Sequence[Row[Any]]:
    return connection.execute(select(token).where(token.c.instance_id == instance_id)).all()


def _who(connection: Connection, item: Row[Any] | None, lang: Language) -> str:
    if item is None:
        return participants.label(connection, None, lang)
    if item.closed_by or item.assignee:
        return participants.label(connection, item.closed_by or item.assignee, lang)
    return participants.offered_to(connection, items.candidates(connection, item.id), lang)


def _face(connection: Connection, item: Row[Any] | None, lang: Language) -> str:
    """The name behind the avatar."""
    login = None if item is None else item.closed_by or item.assignee
    if login is None:
        return _who(connection, item, lang)
    return participants.name(connection, login, lang)[0]


def _result(state: str, wait: str | None) -> str:
    if state == "done":
        return str(_("Completed"))
    if state == "ended":
        return str(_("Interrupted"))
    words = {
        "work_item": _("Waits for a person"),
        "timer": _("Waits for a time"),
        "subscription": _("Waits for a message"),
        "event_gateway": _("Waits for the first of several events"),
        "job": _("Waits for an application"),
        "join": _("Waits for other branches"),
        "child_scope": _("Runs inside"),
        "child_instance": _("Waits for a called process"),
        "ad_hoc": _("Open for choice"),
        "incident": _("Stopped by an incident"),
    }
    return str(words.get(wait or "", _("Running")))


def _variable(row: Any, process: str) -> Variable:
    value = decode(row.value)
    where = f"{process} · {row.element}" if row.element else process
    return Variable(name=row.name, kind=values.kind(value), value=values.shown(value), where=where)
