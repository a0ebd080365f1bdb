"""Timers and subscriptions that start instances: armed when a version is published, in place of the former's."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.ids import new_id
from engine.kernel.program import EventKind, Program, TimerKind
from engine.kernel.timing import ENDLESS, after, cycle_of, moment
from engine.service.context import Context
from engine.service.instances import start
from engine.store.hot import Hot
from engine.store.types import from_micros, to_micros
from engine.store.uow import Transaction

WAITING = (EventKind.MESSAGE, EventKind.SIGNAL)


def arm_starts(tx: Transaction, definition_id: int, key: str, program: Program) -> None:
    """Let the newest version listen; earlier versions of the key stop."""
    hot = Hot(tx)
    earlier = "SELECT id FROM engine_definition WHERE key = ? AND id <> ?"
    for table in ("engine_start_timer", "engine_start_subscription"):
        hot.run(f"DELETE FROM {table} WHERE definition_id IN ({earlier})", (key, definition_id))
    for index in program.start_events:
        node = program.nodes[index]
        if node.event is None:
            continue
        if node.event.kind in WAITING:
            hot.run(
                "INSERT INTO engine_start_subscription (id, definition_id, element, kind, name) VALUES (?,?,?,?,?)",
                (new_id(), definition_id, node.id, node.event.kind.value, node.event.name or ""),
            )
        elif node.event.timer is not None:
            value = node.event.timer.value.evaluate({}, now=tx.now)
            if node.event.timer.kind is TimerKind.CYCLE:
                due, remaining, interval = cycle_of(str(value), tx.now)
            else:
                due, remaining, interval = moment(value, tx.now), None, None
            _insert(hot, definition_id, node.id, due, remaining, interval)


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
        'SELECT id, definition_id, element, due_at, remaining, "interval" FROM engine_start_timer'
        f" WHERE due_at <= ? ORDER BY due_at, id LIMIT 1{skip}",
        (to_micros(tx.now),),
    )
    if row is None:
        return False
    timer_id, definition_id, element, due_at, remaining, interval = row
    hot.run("DELETE FROM engine_start_timer WHERE id = ?", (timer_id,))
    if remaining is not None and interval is not None and remaining != 0:
        following = after(from_micros(due_at), interval)
        if following <= tx.now:
            following = after(tx.now, interval)
        left = remaining if remaining == ENDLESS else remaining - 1
        _insert(hot, definition_id, element, following, left, interval)
    start(
        context,
        tx,
        key="",
        definition_id=definition_id,
        element=element,
        variables={},
        business_key=None,
        by=None,
    )
    return True


def _insert(
    hot: Hot, definition_id: int, element: str, due: datetime, remaining: int | None, interval: str | None
) -> None:
    hot.run(
        "INSERT INTO engine_start_timer (id, definition_id, element, due_at, remaining, "
        '"interval") VALUES (?,?,?,?,?,?)',
        (new_id(), definition_id, element, to_micros(due.astimezone(UTC)), remaining, interval),
    )
