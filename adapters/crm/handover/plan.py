"""Beginning a hand-over, and choosing who gets what: per kind, per record, or for all that fit some words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from adapters.crm.handover.errors import (
    BeingHandedOver,
    CannotTake,
    HasLeft,
    NoReceiver,
    Oneself,
    OtherStep,
    PoolRefused,
)
from adapters.crm.handover.holdings import KINDS, Held, holdings
from adapters.crm.handover.words import OPEN_STATES, STATES
from adapters.crm.numbering import next_number
from adapters.crm.ownership import documents
from adapters.crm.processes import Processes
from engine import organisation
from engine.errors import NotFound
from engine.organisation import NotGranted, Person, Scope
from engine.organisation.snapshot import snapshot
from engine.store.uow import Transaction

handover, item = tables.handover, tables.handover_item
PROCESS = "handover"
POOL = "pool"


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One thing the leaver holds, and who is to get it: a person, the pool, or nobody yet."""

    held: Held
    to: Person | None = None
    to_pool: bool = False

    @property
    def settled(self) -> bool:
        """Whether somebody gets it."""
        return self.to is not None or self.to_pool


def running(connection: Connection, person_id: int, *, kind: str = "") -> Row[Any] | None:
    """The hand-over of a person that is not finished; only of one kind if it is named."""
    query = select(handover).where(
        handover.c.person_id == person_id,
        handover.c.state.in_(OPEN_STATES),
        handover.c.deleted_at.is_(None),
    )
    return connection.execute(query.where(handover.c.kind == kind) if kind else query).first()


def demand_reach(connection: Connection, person: Person, leaver: Person, action: str) -> Scope:
    """The reach of a right on hand-overs, which the leaver must be within. Raises NotGranted, NotFound."""
    scope = organisation.demand(connection, person, "handover", action)
    if not organisation.sees(connection, person, scope, leaver.id):
        raise NotFound(what="person", what_zh="人员", id=leaver.id)
    return scope


def demand_start(connection: Connection, person: Person, leaver: Person) -> None:
    """Whether a person may begin this hand-over now. Raises Oneself, HasLeft, BeingHandedOver, NotGranted …"""
    demand_reach(connection, person, leaver, "add")
    if leaver.id == person.id:
        raise Oneself
    if leaver.status == "left":
        raise HasLeft(name_zh=leaver.name, name_en=leaver.name_en or leaver.name)
    known = running(connection, leaver.id)
    if known is not None:
        raise BeingHandedOver(no=known.no, name_zh=leaver.name, name_en=leaver.name_en or leaver.name)


def begin(
    tx: Transaction,
    person: Person,
    processes: Processes,
    leaver: Person,
    *,
    kind: str,
    reason: str,
    freeze_now: bool,
) -> int:
    """A new hand-over with its process; its id."""
    demand_start(tx.connection, person, leaver)
    above = organisation.superior(tx.connection, leaver.id)
    chooser = above if above is not None and above.is_active else person
    handover_id = changes.add(
        tx,
        handover,
        no=next_number(tx, "handover"),  # its counter is locked: of two at once the second waits here
        person_id=leaver.id,
        kind=kind,
        reason=reason,
        freeze_now=freeze_now,
        requested_by_id=person.id,
        chooser_id=chooser.id,
    )
    row = row_of(tx.connection, handover_id)
    others = select(handover.c.no).where(
        handover.c.person_id == leaver.id,
        handover.c.id != handover_id,
        handover.c.state.in_(OPEN_STATES),
        handover.c.deleted_at.is_(None),
    )
    other = tx.connection.scalar(others)
    if other is not None:
        raise BeingHandedOver(no=other, name_zh=leaver.name, name_en=leaver.name_en or leaver.name)
    processes.start_in(tx, PROCESS, {"handover_id": handover_id}, business_key=row.no, by=person)
    return handover_id


def row_of(connection: Connection, handover_id: int, *, lock: bool = False) -> Row[Any]:
    """One hand-over. Raises NotFound."""
    row = changes.row_of(connection, handover, handover_id, lock=lock)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="hand-over", what_zh="交接单", id=handover_id)
    return row


def find(connection: Connection, person: Person, handover_id: int) -> Row[Any]:
    """One hand-over that a person may see: who requested it, who chooses, and whose right reaches the leaver."""
    row = row_of(connection, handover_id)
    if person.id in (row.requested_by_id, row.chooser_id):
        return row
    scope = organisation.may(connection, person, "handover", "view")
    if scope is None:
        raise NotGranted.of(connection, "handover", "view")
    if not organisation.sees(connection, person, scope, row.person_id):
        raise NotFound(what="hand-over", what_zh="交接单", id=handover_id)
    return row


def leaver_of(connection: Connection, row: Row[Any]) -> Person:
    """Whose work is handed over."""
    found = organisation.person(connection, row.person_id)
    assert found is not None
    return found


def planned(connection: Connection, row: Row[Any]) -> Mapping[str, Sequence[Planned]]:
    """kind → what the leaver holds now, each with its receiver."""
    query = select(item).where(item.c.handover_id == row.id, item.c.done_at.is_(None))
    chosen = {(one.entity, one.ref_id): one for one in connection.execute(query)}
    return {
        kind: [_planned(connection, held, chosen.get((kind, held.id))) for held in found]
        for kind, found in holdings(connection, leaver_of(connection, row)).items()
    }


def _planned(connection: Connection, held: Held, chosen: Row[Any] | None) -> Planned:
    if chosen is None:
        return Planned(held=held)
    to = None if chosen.successor_id is None else organisation.person(connection, chosen.successor_id)
    return Planned(held=held, to=to, to_pool=chosen.to_pool)


def choose(
    tx: Transaction,
    person: Person,
    handover_id: int,
    kind: str,
    ids: Collection[int] | None,
    to: str,
    *,
    words: str = "",
) -> int:
    """Say who gets things of one kind: those named, or all that fit the words; how many. `to`: id or `pool`.

    Raises OtherStep, CannotTake, PoolRefused.
    """
    row = demand_choosing(tx.connection, person, row_of(tx.connection, handover_id, lock=True))
    found = planned(tx.connection, row).get(kind, ())
    picked = [one.held for one in found if (one.held.id in ids if ids is not None else one.held.fits(words))]
    receiver = None
    if to == POOL and kind == "account":
        demand_pool(tx.connection, picked)
    else:
        receiver = demand_receiver(tx.connection, person, row, kind, int(to) if to.isdecimal() else 0)
    _write(tx, row, kind, picked, receiver)
    return len(picked)


def _write(tx: Transaction, row: Row[Any], kind: str, picked: Sequence[Held], to: Person | None) -> None:
    query = select(item).where(item.c.handover_id == row.id, item.c.entity == kind, item.c.done_at.is_(None))
    known = {one.ref_id: one for one in tx.connection.execute(query)}
    values: dict[str, Any] = {"successor_id": None if to is None else to.id, "to_pool": to is None}
    for one in picked:
        if one.id in known:
            changes.edit(tx, item, known[one.id].id, root=row.instance_id, **values)
    new = [
        {"handover_id": row.id, "entity": kind, "ref_id": one.id, "title": one.zh[:300], **values}
        for one in picked
        if one.id not in known
    ]
    changes.add_many(tx, item, new, root=row.instance_id)


def demand_choosing(
    connection: Connection, person: Person, row: Row[Any], state: str = "choosing"
) -> Row[Any]:
    """The hand-over at the step that only its chooser does. Raises OtherStep."""
    if row.state != state or row.chooser_id != person.id:
        words = STATES[row.state]
        raise OtherStep(no=row.no, state_zh=words[0], state_en=words[1].lower())
    return row


def demand_receiver(
    connection: Connection, chooser: Person | None, row: Row[Any], kind: str, to_id: int
) -> Person:
    """Who may get things of a kind. Raises CannotTake.

    Across plates only those may give whose right reaches all (S20-8).
    """
    leaver, to = leaver_of(connection, row), organisation.person(connection, to_id)
    if to is None:
        raise _cannot(kind, "该人员", "That person", "没有这个人", "there is no such person")
    refusal = _why_not(connection, chooser, leaver, to, kind)
    if refusal is not None:
        raise _cannot(kind, to.name, to.name_en or to.name, *refusal)
    return to


def _why_not(
    connection: Connection, chooser: Person | None, leaver: Person, to: Person, kind: str
) -> tuple[str, str] | None:
    if to.id == leaver.id:
        return "正是交接人本人", "it is his own work that is handed over"
    if not to.is_active:
        return "不是在职人员", "not an active employee"
    if running(connection, to.id, kind="leaver") is not None:
        return "本人也在办理离职交接", "he is leaving himself"
    right = KINDS[kind].right
    if right is not None and organisation.may(connection, to, *right) is None:
        return "职位没有所需的权限", "his position lacks the right"
    now = snapshot(connection)
    across = chooser is not None and organisation.may(connection, chooser, "handover", "edit") is Scope.ALL
    if right is not None and not across and now.plate_of(to) != now.plate_of(leaver):
        return "属于其他版块", "he is of another plate"
    return None


def _cannot(kind: str, zh: str, en: str, why_zh: str, why_en: str) -> CannotTake:
    what = KINDS[kind]
    return CannotTake(
        name_zh=zh, name_en=en, what_zh=what.zh, what_en=what.en.lower(), why_zh=why_zh, why_en=why_en
    )


def demand_pool(connection: Connection, picked: Sequence[Held]) -> None:
    """Customers with open opportunities or orders need somebody. Raises PoolRefused."""
    for one in picked:
        binding = documents.binding(connection, one.id)
        if binding is not None:
            *_, zh, en = documents.OPEN[binding[0]]
            raise PoolRefused(name_zh=one.zh, name_en=one.en, count=binding[1], what_zh=zh, what_en=en)


def demand_settled(connection: Connection, chooser: Person | None, row: Row[Any]) -> None:
    """Everything has a receiver who still can take it. Raises NoReceiver, CannotTake, PoolRefused."""
    found = planned(connection, row)
    left = [one.held for kept in found.values() for one in kept if not one.settled]
    if left:
        raise NoReceiver(count=len(left), first_zh=left[0].title("zh"), first_en=left[0].title("en"))
    for kind, kept in found.items():
        for to_id in {one.to.id for one in kept if one.to is not None}:
            demand_receiver(connection, chooser, row, kind, to_id)
    demand_pool(connection, [one.held for one in found.get("account", ()) if one.to_pool])
