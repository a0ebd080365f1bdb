"""Open deadlines in working time, reckoned again: what a changed calendar moves, and moving it.

A change of a calendar moves nothing by itself. Somebody looks at what it would move, then says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, select

from engine.calendar.basis import Basis, read_bases, read_basis
from engine.calendar.errors import CalendarChanged, NeverWorks
from engine.calendar.lookup import Calendars, calendars, choose
from engine.calendar.reckoning import WorkingTime
from engine.feel import FeelError
from engine.kernel.timing import due_of
from engine.service.locking import lock_root
from engine.store.hot import Hot
from engine.store.schema.runtime import instance, start_timer, timer, work_item
from engine.store.types import to_micros
from engine.store.uow import Transaction

Kind = Literal["timer", "start", "due", "follow_up"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A deadline that is open, with the moment it has and the one it would have."""

    kind: Kind
    id: int
    """Of the timer or of the work item."""
    root_id: int | None
    """None: a timer that starts instances."""
    definition_id: int
    element: str
    step: str
    """The name of the task; of a timer the element."""
    title: str
    was: datetime
    becomes: datetime | None
    """None: it cannot be reckoned (the calendar is gone, or has no working hours); it stays as it is."""
    calendar: str
    """The code of the calendar that counts."""

    @property
    def moves(self) -> bool:
        """Whether it would change."""
        return self.becomes is not None and to_micros(self.becomes) != to_micros(self.was)


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """All that a recalculation would do. `stamp`: of the calendars it was reckoned by."""

    stamp: int
    moved: tuple[Deadline, ...]
    unreckoned: tuple[Deadline, ...]
    number: int
    """How many deadlines in working time are open."""


def preview(connection: Connection) -> Preview:
    """What a recalculation would move, the earliest first. Nothing is changed."""
    found = calendars(connection)
    all_ = list(_open_deadlines(connection, found))
    return Preview(
        stamp=found.stamp,
        moved=tuple(sorted((one for one in all_ if one.moves), key=lambda one: (one.was, one.id))),
        unreckoned=tuple(one for one in all_ if one.becomes is None),
        number=len(all_),
    )


def recalculate(tx: Transaction, *, stamp: int) -> tuple[Deadline, ...]:
    """Move every open deadline to where the calendars put it now; returns those that moved.

    `stamp` is the preview's: CalendarChanged if the calendars are not those that were looked at. A deadline
    that was met meanwhile is left alone.
    """
    found = preview(tx.connection)
    if found.stamp != stamp:
        raise CalendarChanged(what="the calendars have changed meanwhile", what_zh="日历已被他人修改")
    hot = Hot(tx)
    # Roots in one order: two recalculations at once wait for each other instead of for ever.
    moved = sorted(found.moved, key=lambda one: (one.root_id or 0, one.id, one.kind))
    done: list[Deadline] = []
    locked: int | None = None
    for one in moved:
        if one.root_id is not None and one.root_id != locked:
            locked = lock_root(hot, one.root_id).instance.id
        if _move(hot, one):
            done.append(one)
            _tell(tx, one)
    tx.audit("calendar.deadlines_moved", payload={"moved": len(done), "of": found.number})
    return tuple(done)


def _open_deadlines(connection: Connection, found: Calendars) -> Iterator[Deadline]:
    for row in _rows(connection, _TIMERS):
        basis = read_basis(row.basis)
        if basis is not None:
            yield _deadline(connection, found, "timer", row, row.due_at, basis)
    for row in _rows(connection, _WORK_ITEMS):
        moments = {"due": row.due_at, "follow_up": row.follow_up_at}
        for name, basis in read_bases(row.bases).items():
            yield _deadline(connection, found, _NAMES[name], row, moments[name], basis)
    for row in _rows(connection, _START_TIMERS):
        basis = read_basis(row.basis)
        if basis is not None:
            yield _deadline(connection, found, "start", row, row.due_at, basis)


def _rows(connection: Connection, query: Select[Any]) -> Sequence[Row[Any]]:
    """All of them at once: while they are reckoned the connection answers other questions."""
    rows: Sequence[Row[Any]] = connection.execute(query).all()
    return rows


def _deadline(
    connection: Connection, found: Calendars, kind: Kind, row: Row[Any], was: datetime, basis: Basis
) -> Deadline:
    facts = row._mapping
    calendar = choose(
        connection, found, code=basis.calendar, people=basis.people, starter=facts.get("started_by")
    )
    becomes = None
    if calendar is not None:
        try:
            becomes = due_of(basis.text, basis.begun_at, WorkingTime(calendar))
        except (NeverWorks, FeelError):
            becomes = None
    return Deadline(
        kind=kind,
        id=row.id,
        root_id=facts.get("root_id"),
        definition_id=row.definition_id,
        element=row.element,
        step=facts.get("name") or row.element,
        title=facts.get("title") or facts.get("business_key") or "",
        was=was,
        becomes=becomes,
        calendar=basis.calendar or "" if calendar is None else calendar.code,
    )


def _move(hot: Hot, one: Deadline) -> bool:
    """Whether it was still open, with the moment that was looked at."""
    assert one.becomes is not None
    old, new = to_micros(one.was), to_micros(one.becomes)
    table, column = _PLACES[one.kind]
    still_open = " AND closed_at IS NULL" if table == "engine_work_item" else ""
    changed = hot.count(
        f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} = ?{still_open}", (new, one.id, old)
    )
    if changed and one.kind == "due":
        hot.run("UPDATE engine_candidate SET due_at = ? WHERE work_item_id = ?", (new, one.id))
    return bool(changed)


def _tell(tx: Transaction, one: Deadline) -> None:
    if one.root_id is None:
        return
    assert one.becomes is not None
    tx.audit(
        "deadline.moved",
        root=one.root_id,
        instance=one.root_id,
        element=one.element,
        work_item=one.id if one.kind in {"due", "follow_up"} else None,
        payload={"kind": one.kind, "was": one.was.isoformat(), "becomes": one.becomes.isoformat()},
    )


_NAMES: dict[str, Kind] = {"due": "due", "follow_up": "follow_up"}
_PLACES: dict[Kind, tuple[str, str]] = {
    "timer": ("engine_timer", "due_at"),
    "start": ("engine_start_timer", "due_at"),
    "due": ("engine_work_item", "due_at"),
    "follow_up": ("engine_work_item", "follow_up_at"),
}
_TIMERS: Select[Any] = (
    select(
        timer.c.id,
        timer.c.root_id,
        timer.c.element,
        timer.c.due_at,
        timer.c.basis,
        instance.c.definition_id,
        instance.c.started_by,
        instance.c.business_key,
    )
    .join(instance, instance.c.id == timer.c.root_id)
    .where(timer.c.basis.is_not(None), instance.c.state.in_(("running", "suspended")))
)
_WORK_ITEMS: Select[Any] = select(
    work_item.c.id,
    work_item.c.root_id,
    work_item.c.definition_id,
    work_item.c.element,
    work_item.c.name,
    work_item.c.title,
    work_item.c.business_key,
    work_item.c.due_at,
    work_item.c.follow_up_at,
    work_item.c.started_by,
    work_item.c.bases,
).where(work_item.c.closed_at.is_(None), work_item.c.bases.is_not(None))
_START_TIMERS: Select[Any] = select(
    start_timer.c.id,
    start_timer.c.definition_id,
    start_timer.c.element,
    start_timer.c.due_at,
    start_timer.c.basis,
).where(start_timer.c.basis.is_not(None))
