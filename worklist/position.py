"""Where an instance stands, as states of the elements of its diagram (the shape the viewer reads)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.definition.compiling.weave import drawn
from engine.kernel.program import NodeKind, Program
from engine.organisation import Language
from engine.service import Engine
from engine.store.schema.runtime import incident, instance, token
from forms.shell import gettext as _
from worklist import items, participants
from worklist.deadlines import span
from worklist.items import Item
from worklist.prediction import CHOOSING, predicted
from worklist.visits import Visit, read_visits

Elements = dict[str, dict[str, Any]]
JOINING = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    visits: Sequence[Visit]
    tokens: Sequence[Row[Any]]
    incidents: Sequence[Row[Any]]


def states(
    connection: Connection, engine: Engine, instance_id: int, *, lang: Language, now: datetime
) -> dict[str, Elements]:
    """`{"elements": {id: {state, tick, badge, tone, count, incidents}}}` of one instance's own diagram."""
    row = connection.execute(
        select(instance.c.definition_id, instance.c.root_id, instance.c.state).where(
            instance.c.id == instance_id
        )
    ).one()
    program = engine.programs.load(connection, row.definition_id).program
    rows = _read(connection, instance_id, row.root_id)
    elements: Elements = {}
    if row.state in ("running", "suspended"):
        for ahead in predicted(program, [one.element for one in rows.tokens]):
            elements[ahead] = {"state": "pred"}
    _add_visits(elements, program, rows)
    _add_flows(elements, program, rows)
    _add_tokens(elements, program, rows)
    _add_waits(connection, elements, instance_id, row.root_id, lang, now)
    for element in (*(node.id for node in program.nodes), *(flow.id for flow in program.flows)):
        elements.setdefault(element, {"state": "dim"})
    return {"elements": elements}


def place_of(connection: Connection, item: Item) -> str:
    """The element of the root's diagram that an item belongs to."""
    places = _by_place([item], item.root_id, _callers(connection, item.root_id))
    return next(iter(places), "")


def _read(connection: Connection, instance_id: int, root_id: int) -> _Rows:
    return _Rows(
        visits=read_visits(connection, root_id, instance_id),
        tokens=connection.execute(select(token).where(token.c.instance_id == instance_id)).all(),
        incidents=connection.execute(
            select(incident).where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
        ).all(),
    )


def _add_visits(elements: Elements, program: Program, rows: _Rows) -> None:
    counts = Counter(visit.element for visit in rows.visits)
    for visit in rows.visits:
        if visit.is_completed and visit.element in program.node_by_id:
            elements[visit.element] = {"state": "done", "tick": True}
            if counts[visit.element] > 1:
                elements[visit.element]["count"] = counts[visit.element]


def _add_flows(elements: Elements, program: Program, rows: _Rows) -> None:
    """A token arrives in the moment in which it left: that tells which flows it took."""
    begun: dict[str, list[Visit]] = defaultdict(list)
    for visit in rows.visits:
        begun[visit.element].append(visit)
    for visit in rows.visits:
        node = program.node_by_id.get(visit.element)
        if node is None or not visit.is_completed:
            continue
        reached: list[tuple[int, str]] = []
        for index in node.outgoing:
            flow = program.flows[index]
            target = program.nodes[flow.target]
            at = _arrival(visit, begun[target.id])
            if at is not None:
                reached.append((at, flow.id))
            elif target.kind in JOINING and len(target.incoming) > 1 and begun[target.id]:
                elements[flow.id] = {"state": "taken"}
        if node.kind in CHOOSING:
            reached = sorted(reached)[:1]
        for _at, flow_id in reached:
            elements[flow_id] = {"state": "taken"}
    for one in rows.tokens:
        if one.flow:
            elements[one.flow] = {"state": "taken"}


def _arrival(left: Visit, arrivals: Sequence[Visit]) -> int | None:
    """Where in the record the target was entered by the command that left, if it was."""
    found = [one.begun for one in arrivals if one.begun_at == left.ended_at and one.begun > left.ended]
    return min(found, default=None)


def _drawn(program: Program, element: str) -> str:
    """Where it is shown: a listener's step at the element it listens to."""
    place = drawn(element)
    return place if place in program.node_by_id else element


def _add_tokens(elements: Elements, program: Program, rows: _Rows) -> None:
    for one in rows.tokens:
        place = _drawn(program, one.element)
        elements[place] = {**elements.get(place, {}), "state": "now", "tick": False}
    for element, count in Counter(_drawn(program, one.element) for one in rows.incidents).items():
        elements[element] = {"state": "err", "incidents": count, "badge": _("Incident"), "tone": "bad"}


def _add_waits(
    connection: Connection,
    elements: Elements,
    instance_id: int,
    root_id: int,
    lang: Language,
    now: datetime,
) -> None:
    """The badge at a user task, or at the call activity of a process that waits: how long, and for whom."""
    callers = _callers(connection, root_id)
    for element, group in _by_place(items.open_in(connection, [root_id]), instance_id, callers).items():
        first = group[0]
        offered = [] if first.assignee else items.candidates(connection, first.id)
        whom = participants.waits_for(connection, first.assignee, offered, lang)
        more = f" +{len(group) - 1}" if len(group) > 1 else ""
        waited = span(now - first.created_at)
        elements.setdefault(element, {})["badge"] = f"{_('waits %(time)s', time=waited)} · {whom}{more}"
        elements[element]["tone"] = "now"


def _callers(connection: Connection, root_id: int) -> dict[int, tuple[int, str]]:
    """Called instance to its caller: (instance, call activity)."""
    query = (
        select(instance.c.id, token.c.instance_id, token.c.element)
        .join(token, token.c.id == instance.c.parent_token)
        .where(instance.c.root_id == root_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def _by_place(
    open_items: Iterable[Item], instance_id: int, callers: dict[int, tuple[int, str]]
) -> dict[str, list[Item]]:
    """Open items by the element of this instance that they belong to, directly or through calls."""
    found: dict[str, list[Item]] = {}
    for item in open_items:
        here, element = item.instance_id, item.element
        while here != instance_id and here in callers:
            here, element = callers[here]
        if here == instance_id:
            found.setdefault(element, []).append(item)
    return found
