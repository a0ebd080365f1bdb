"""Timers that are due: those that somebody looked for, and those that a step's own work has overtaken.

An application called within a step may take its time. A timer that was armed in the same step and fell due
meanwhile decides before anything else moves; what was armed earlier fires right after the commit.
"""

from __future__ import annotations

from engine.ids import new_id
from engine.kernel.occurring import occur
from engine.kernel.requests import Elapsed, Steps
from engine.kernel.run import Run
from engine.kernel.state import TimerRow
from engine.kernel.timing import Due, next_due


def fire_timer(run: Run, timer: TimerRow) -> Steps[None]:
    """A timer is due."""
    yield from occur(run, timer, {})
    if timer.remaining is None or timer.interval is None or timer.remaining == 0:
        return
    owner = yield from _owner_still_open(run, timer)
    fired = Due(at=timer.due_at, remaining=timer.remaining, interval=timer.interval, basis=timer.basis)
    due = None if owner is None else (yield from next_due(fired, run.now))
    if owner is not None and due is not None:
        run.armed.setdefault(owner, []).append(_next_firing(timer, due))


def note_time(run: Run) -> Steps[None]:
    """Work was done that may have taken long; asks for the time only where a timer of this run could be due."""
    if run.first_due is not None:
        run.moment = run.now + (yield Elapsed())


def fire_overtaken(run: Run) -> Steps[None]:
    """Fire what was armed in this run and is due by now, in order."""
    while True:
        armed = [(row, rows) for rows in run.armed.values() for row in rows if isinstance(row, TimerRow)]
        first = min(armed, key=lambda pair: (pair[0].due_at, pair[0].id), default=None)
        run.first_due = None if first is None else first[0].due_at
        if first is None or first[0].due_at > run.moment:
            return
        timer, rows = first
        rows.remove(timer)
        yield from fire_timer(run, timer)


def _next_firing(timer: TimerRow, due: Due) -> TimerRow:
    return TimerRow(
        id=new_id(),
        instance_id=timer.instance_id,
        element=timer.element,
        due_at=due.at,
        token_id=timer.token_id,
        scope_id=timer.scope_id,
        remaining=due.remaining,
        interval=due.interval,
        basis=due.basis,
    )


def _owner_still_open(run: Run, timer: TimerRow) -> Steps[int | None]:
    if timer.token_id is not None:
        token = yield from run.slice.token(timer.token_id)
        return None if token is None else token.id
    if timer.scope_id is None:
        return None
    scope = yield from run.slice.scope(timer.scope_id)
    program = yield from run.slice.program(scope.instance_id)
    event = program.node(timer.element).event
    return scope.id if scope.open and (event is None or not event.interrupting) else None
