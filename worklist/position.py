"""Where an instance stands, as states of the elements of its diagram (the shape the viewer reads)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.kernel.program import NodeKind, Program
from engine.organisation import Language
from engine.service import Engine
from engine.store.schema.runtime import activity, incident, instance, token, work_item
from forms.shell import gettext as _
from worklist import items, participants
from worklist.deadlines import span
from worklist.prediction import predicted

Elements = dict[str, dict[str, Any]]
JOINING = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX})
MOST_VISITS = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    visits: Sequence[Row[Any]]
    tokens: Sequence[Row[Any]]
    incidents: Sequence[Row[Any]]


def states(
    connection: Connection, engine: Engine, instance_id: int, *, lang: Language, now: datetime
) -> dict[str, Elements]:
    """`{"elements": {id: {state, tick, badge, tone, count, incidents}}}` of one instance's own diagram."""
    row = connection.execute(
        select(instance.c.definition_id, instance.c.state).where(instance.c.id == instance_id)
    ).one()
    program = engine.programs.load(connection, row.definition_id).program
    rows = _read(connection, instance_id)
    elements: Elements = {}
    if row.state in ("running", "suspended"):
        for ahead in predicted(program, [one.element for one in rows.tokens]):
            elements[ahead] = {"state": "pred"}
    _add_visits(elements, program, rows)
    _add_flows(elements, program, rows)
    _add_tokens(elements, rows)
    _add_waits(connection, elements, instance_id, lang, now)
    for element in (*(node.id for node in program.nodes), *(flow.id for flow in program.flows)):
        elements.setdefault(element, {"state": "dim"})
    return {"elements": elements}


def _read(connection: Connection, instance_id: int) -> _Rows:
    return _Rows(
        visits=connection.execute(
            select(activity)
            .where(activity.c.instance_id == instance_id)
            .order_by(activity.c.id.desc())
            .limit(MOST_VISITS)
        ).all()[::-1],
        tokens=connection.execute(select(token).where(token.c.instance_id == instance_id)).all(),
        incidents=connection.execute(
            select(incident).where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
        ).all(),
    )


def _add_visits(elements: Elements, program: Program, rows: _Rows) -> None:
    """An inner visit (loop item, activity with input mappings) is part of the one around it."""
    counts = Counter(visit.element for visit in _outer(rows.visits))
    for visit in rows.visits:
        if visit.state == "completed" and visit.element in program.node_by_id:
            elements[visit.element] = {"state": "done", "tick": True}
    for element, count in counts.items():
        if element in elements and count > 1:
            elements[element]["count"] = count


def _outer(visits: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Visits that do not lie within another visit of the same element."""
    found: list[Row[Any]] = []
    last: dict[str, Row[Any]] = {}
    for visit in visits:
        around = last.get(visit.element)
        if around is not None and (around.ended_at is None or around.ended_at > visit.started_at):
            continue
        last[visit.element] = visit
        found.append(visit)
    return found


def _add_flows(elements: Elements, program: Program, rows: _Rows) -> None:
    """A token arrives in the moment in which it left: that tells which flows it took."""
    begun: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for visit in rows.visits:
        begun[visit.element].append((visit.started_at, visit.id))
    arrived = {one.flow for one in rows.tokens if one.flow}
    for visit in rows.visits:
        node = program.node_by_id.get(visit.element)
        for index in node.outgoing if node is not None and visit.ended_at is not None else ():
            flow = program.flows[index]
            target = program.nodes[flow.target]
            came = any(at == visit.ended_at and one > visit.id for at, one in begun[target.id])
            joined = target.kind in JOINING and len(target.incoming) > 1 and bool(begun[target.id])
            if came or flow.id in arrived or (joined and visit.state == "completed"):
                elements[flow.id] = {"state": "taken"}


def _add_tokens(elements: Elements, rows: _Rows) -> None:
    for one in rows.tokens:
        before = elements.get(one.element, {})
        elements[one.element] = {**before, "state": "now", "tick": False}
    for element, count in Counter(one.element for one in rows.incidents).items():
        elements[element] = {"state": "err", "incidents": count, "badge": _("Incident"), "tone": "bad"}


def _add_waits(
    connection: Connection, elements: Elements, instance_id: int, lang: Language, now: datetime
) -> None:
    """The badge at a user task: how long, and for whom."""
    open_items = connection.execute(
        select(work_item.c.id, work_item.c.element, work_item.c.assignee, work_item.c.created_at)
        .where(work_item.c.instance_id == instance_id, work_item.c.closed_at.is_(None))
        .order_by(work_item.c.id)
    ).all()
    for element, group in _by_element(open_items).items():
        first = group[0]
        offered = items.candidates(connection, first.id)
        whom = participants.waits_for(connection, first.assignee, offered, lang)
        more = f" +{len(group) - 1}" if len(group) > 1 else ""
        waited = span(now - first.created_at)
        elements.setdefault(element, {})["badge"] = f"{_('waits %(time)s', time=waited)} · {whom}{more}"
        elements[element]["tone"] = "now"


def _by_element(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.element, []).append(row)
    return found
