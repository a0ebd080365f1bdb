"""Timers that are due. Rows in our own table; whoever wakes the loop claims one instance at a time."""

from __future__ import annotations

from engine.kernel.firing import fire_timer
from engine.kernel.state import TimerRow
from engine.service.context import Context
from engine.service.loading import TIMER, to_timer
from engine.service.locking import Root, lock_root
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction

_DUE = f"SELECT {TIMER} FROM engine_timer WHERE root_id = ? AND due_at <= ? ORDER BY due_at, id LIMIT 1"


def due_roots(hot: Hot, now: int, limit: int) -> list[int]:
    """Root instances with a timer that is due, the longest overdue first; suspended ones wait."""
    rows = hot.all(
        "SELECT t.root_id, MIN(t.due_at) FROM engine_timer t JOIN engine_instance i ON i.id = t.root_id"
        " WHERE t.due_at <= ? AND i.state = 'running' GROUP BY t.root_id ORDER BY MIN(t.due_at) LIMIT ?",
        (now, limit),
    )
    return [row[0] for row in rows]


def fire_overdue(context: Context, tx: Transaction, hot: Hot, root_id: int) -> int:
    """Fire every due timer of one instance, in the order of their moments. Returns how many."""
    fired = 0
    while True:
        row = hot.one(_DUE, (root_id, to_micros(tx.now)))
        if row is None:
            return fired
        root = lock_root(hot, root_id)
        root.demand_running()
        _fire(context, tx, hot, root, to_timer(row))
        fired += 1


def _fire(context: Context, tx: Transaction, hot: Hot, root: Root, timer: TimerRow) -> None:
    if hot.count("DELETE FROM engine_timer WHERE id = ?", (timer.id,)) != 1:
        return
    step = context.step(tx, hot, root)
    step.drive(fire_timer(step.run, timer))
