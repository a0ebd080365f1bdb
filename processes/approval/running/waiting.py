"""An approval that waits at a point: who is asked, who has signed, and what its process knows; as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, exists, select

from engine.store.schema import runtime
from engine.store.values import decode
from processes.approval import evaluations, tables
from processes.approval.evaluations import Evaluation
from processes.approval.running.place import Place

TOGETHER: Final = "decide_together"
IN_TURN: Final = "decide_in_turn"
LOOPS: Final = (TOGETHER, IN_TURN)
_DATA: Final = ("point", "policy_version", "settled", "comes_back")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A work item that waits: whom the point asks with it, and everybody who has a task of its visit.

    `signed`: somebody of its visit has decided already; others who were added still have to.
    """

    asked: tuple[str, ...]
    holder: str | None
    people: tuple[str, ...]
    signed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """Where an approval waits. `to_come`: groups before their turn; `signed`: who has decided at this point."""

    entered: Evaluation
    root_id: int
    loop: str
    visit: int
    point: Mapping[str, Any]
    version: int
    place: Place
    seats: Sequence[Seat]
    to_come: Sequence[tuple[str, ...]]
    signed: Sequence[str]
    agreed: int
    title: str


def waiting(connection: Connection, instance_id: int) -> Waiting | None:
    """The point at which an approval waits for people; None where it does not."""
    token, scope = runtime.token, runtime.scope
    row = connection.execute(
        select(token, scope.c.id.label("loop"), scope.c.started, scope.c.total, scope.c.local)
        .join(scope, scope.c.token_id == token.c.id)
        .where(
            token.c.instance_id == instance_id,
            token.c.element.in_(LOOPS),
            token.c.wait == "child_scope",
            scope.c.kind == "loop",
            scope.c.open,
        )
    ).first()
    asked = evaluations.of_instance(connection, instance_id)
    if row is None or not asked:
        return None
    data = _variables(connection, row.scope_id, _DATA)
    point = data["point"]
    signed = _signed(connection, asked, instance_id)
    number = int(point["number"])
    return Waiting(
        entered=asked[-1],
        root_id=row.root_id,
        loop=row.element,
        visit=row.activity_id,
        point=point,
        version=int(data["policy_version"]),
        place=Place(
            after=number, settled=tuple(data.get("settled") or ()), comes_back=data.get("comes_back")
        ),
        seats=_seats(connection, row.loop),
        to_come=_to_come(connection, row),
        signed=[login for login, _ in signed],
        agreed=sum(yes for _, yes in signed),
        title=_title(connection, instance_id),
    )


def has_incident(connection: Connection, instance_id: int) -> bool:
    """Whether an operator is asked for first."""
    incident = runtime.incident
    open_ = exists().where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
    return bool(connection.scalar(select(open_)))


def _seats(connection: Connection, loop: int) -> list[Seat]:
    item, inner, body, work = (
        runtime.scope.alias("item"),
        runtime.scope.alias("inner"),
        runtime.token,
        runtime.work_item,
    )
    query = (
        select(item.c.id, item.c.local, work.c.id.label("work"), work.c.assignee, work.c.slot, work.c.state)
        .join(inner, inner.c.parent_id == item.c.id)
        .join(body, body.c.scope_id == inner.c.id)
        .join(work, work.c.token_id == body.c.id)
        .where(item.c.parent_id == loop, item.c.open)
        .order_by(item.c.position, work.c.slot)
    )
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.id, []).append(row)
    return [_seat(connection, rows) for rows in found.values()]


def _seat(connection: Connection, rows: Sequence[Any]) -> Seat:
    asked = tuple(decode(rows[0].local)["approvers"])
    own = next((row for row in rows if row.slot == 0), rows[0])
    open_ = [row for row in rows if row.state not in ("completed", "cancelled")]
    people = [login for row in open_ for login in ([row.assignee] if row.assignee else asked)]
    return Seat(
        asked=asked,
        holder=own.assignee,
        people=tuple(dict.fromkeys(people)),
        signed=_decided(connection, [row.work for row in rows]),
    )


def _decided(connection: Connection, items: Sequence[int]) -> bool:
    done = tables.decision
    return bool(connection.scalar(select(exists().where(done.c.work_item_id.in_(items)))))


def _to_come(connection: Connection, row: Any) -> list[tuple[str, ...]]:
    """The groups of a loop that wait for their turn."""
    local: Mapping[str, Any] = decode(row.local) if row.local else {}
    gone = local.get("$passed_over") or []
    kept: list[Any] = []
    for name, value in sorted(_chunks(connection, row.loop).items()):
        kept += [(name * 500 + place, each) for place, each in enumerate(value)]
    return [tuple(each) for place, each in kept if place >= row.started and place not in gone]


def _chunks(connection: Connection, loop: int) -> dict[int, list[Any]]:
    table = runtime.variable
    query = select(table.c.name, table.c.value).where(
        table.c.scope_id == loop, table.c.name.startswith("$collection/")
    )
    return {int(row.name.split("/")[1]): decode(row.value) for row in connection.execute(query)}


def _variables(connection: Connection, scope_id: int, names: Sequence[str]) -> dict[str, Any]:
    table = runtime.variable
    query = select(table.c.name, table.c.value).where(table.c.scope_id == scope_id, table.c.name.in_(names))
    return {row.name: decode(row.value) for row in connection.execute(query)}


def _signed(connection: Connection, asked: Sequence[Evaluation], instance_id: int) -> list[tuple[str, bool]]:
    """Who has decided at the point since it was entered, and whether he agreed; also for whom he did."""
    begun = evaluations.begun(asked)
    done = tables.decision
    query = select(done.c.person, done.c.on_behalf_of, done.c.action).where(
        done.c.instance_id == instance_id, done.c.point_id == begun.point_id, done.c.id > begun.id
    )
    return [(row.on_behalf_of or row.person, row.action == "agree") for row in connection.execute(query)]


def _title(connection: Connection, instance_id: int) -> str:
    work = runtime.work_item
    query = select(work.c.title).where(work.c.instance_id == instance_id, work.c.title.is_not(None))
    return connection.scalar(query.order_by(work.c.id.desc()).limit(1)) or ""
