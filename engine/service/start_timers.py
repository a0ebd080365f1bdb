"""Timers and subscriptions that start instances: armed when a version is published, in place of the former's."""

from __future__ import annotations

from datetime import UTC
from typing import TypeVar

from engine.calendar.basis import basis_text, read_basis
from engine.calendar.lookup import calendar_for
from engine.calendar.working_calendar import WorkCalendar
from engine.errors import Invalid
from engine.ids import new_id
from engine.kernel.move import Halt
from engine.kernel.program import Event, EventKind, Node, Program, Timer
from engine.kernel.requests import LoadCalendar, Steps
from engine.kernel.starting import StartedBy
from engine.kernel.timing import Due, next_due, reckon
from engine.service.context import Context
from engine.service.instances import start
from engine.store.hot import Hot
from engine.store.types import from_micros, to_micros
from engine.store.uow import Transaction

T = TypeVar("T")
WAITING = (EventKind.MESSAGE, EventKind.SIGNAL)


def arm_starts(tx: Transaction, definition_id: int, key: str, program: Program) -> None:
    """Let the newest version listen; earlier versions of the key stop."""
    hot = Hot(tx)
    earlier = "SELECT id FROM engine_definition WHERE key = ? AND id <> ?"
    for table in ("engine_start_timer", "engine_start_subscription"):
        hot.run(f"DELETE FROM {table} WHERE definition_id IN ({earlier})", (key, definition_id))
    for index in program.start_events:
        node = program.nodes[index]
        for event in () if node.event is None else node.event.parts or (node.event,):
            _arm(tx, hot, definition_id, node, event)


def _arm(tx: Transaction, hot: Hot, definition_id: int, node: Node, event: Event) -> None:
    if event.kind in WAITING:
        hot.run(
            "INSERT INTO engine_start_subscription (id, definition_id, element, kind, name) VALUES (?,?,?,?,?)",
            (new_id(), definition_id, node.id, event.kind.value, event.name or ""),
        )
    elif event.timer is not None:
        _insert(hot, definition_id, node.id, _first(tx, node, event.timer))


def fire_starts(context: Context, *, limit: int) -> int:
    """Start what is due. Each start is a command of its own; a crash in between repeats none of them."""
    fired = 0
    while fired < limit:
        with context.begin("start_by_timer", None) as tx:
            if not _fire_one(context, tx):
                return fired
        fired += 1
    return fired


def _fire_one(context: Context, tx: Transaction) -> bool:
    hot = Hot(tx)
    skip = " FOR UPDATE SKIP LOCKED" if hot.postgresql else ""
    row = hot.one(
        'SELECT id, definition_id, element, due_at, remaining, "interval", basis FROM engine_start_timer'
        f" WHERE due_at <= ? ORDER BY due_at, id LIMIT 1{skip}",
        (to_micros(tx.now),),
    )
    if row is None:
        return False
    timer_id, definition_id, element, due_at, remaining, interval, basis = row
    hot.run("DELETE FROM engine_start_timer WHERE id = ?", (timer_id,))
    due = Due(at=from_micros(due_at), remaining=remaining, interval=interval, basis=read_basis(basis))
    following = _answered(tx, next_due(due, tx.now))
    if following is not None:
        _insert(hot, definition_id, element, following)
    start(
        context,
        tx,
        key="",
        definition_id=definition_id,
        started_by=StartedBy(element=element, kind=EventKind.TIMER.value),
        variables={},
        business_key=None,
        by=None,
    )
    return True


def _first(tx: Transaction, node: Node, timer: Timer) -> Due:
    """When a timer that starts instances fires first. Raises Invalid."""
    try:
        return _answered(tx, reckon(timer, timer.value.evaluate({}, now=tx.now), tx.now))
    except Halt as halt:
        raise Invalid(
            field=node.id,
            message=f"its timer “{timer.value.text}” cannot be computed",
            message_zh=f"定时“{timer.value.text}”无法计算",
        ) from halt


def _answered(tx: Transaction, steps: Steps[T]) -> T:
    """Run a piece of the kernel that asks for nothing but calendars. Nobody has started an instance yet."""
    answer: WorkCalendar | None = None
    while True:
        try:
            request = steps.send(answer)
        except StopIteration as stop:
            found: T = stop.value
            return found
        assert isinstance(request, LoadCalendar), "a start timer asks for nothing else"
        answer = _calendar(tx, request)


def _calendar(tx: Transaction, request: LoadCalendar) -> WorkCalendar | None:
    """That of the code, or the default one; for cron without working time None where nobody set one up."""
    found = calendar_for(tx.connection, code=request.code)
    return None if request.people is None and found is not None and not found.id else found


def _insert(hot: Hot, definition_id: int, element: str, due: Due) -> None:
    hot.run(
        "INSERT INTO engine_start_timer (id, definition_id, element, due_at, remaining, "
        '"interval", basis) VALUES (?,?,?,?,?,?,?)',
        (
            new_id(),
            definition_id,
            element,
            to_micros(due.at.astimezone(UTC)),
            due.remaining,
            due.interval,
            basis_text(due.basis),
        ),
    )
