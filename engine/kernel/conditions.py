"""Conditional events: they happen when data change so that their condition becomes true."""

from __future__ import annotations

from functools import lru_cache

from engine.feel import FeelError
from engine.kernel.occurring import occur
from engine.kernel.program import Event, EventKind, Program
from engine.kernel.requests import LoadListeners, Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope, Status, Subscription

TRUE, FALSE = "true", "false"
"""What a condition was when it was last looked at, kept in the subscription's correlation."""


def look_at_conditions(run: Run) -> Steps[None]:
    """Data have changed: let events happen whose condition has become true since the last look."""
    if not any(_has_conditions(program) for program in run.slice.programs.values()):
        return
    if run.conditions is None:
        run.conditions = yield LoadListeners(EventKind.CONDITIONAL.value, None)
    fresh = [
        row
        for rows in run.armed.values()
        for row in rows
        if isinstance(row, Subscription) and row.kind == EventKind.CONDITIONAL.value
    ]
    for row in fresh + run.conditions:
        if (yield from _became_true(run, row)):
            yield from occur(run, row, {})


def _became_true(run: Run, row: Subscription) -> Steps[bool]:
    scope = yield from _place(run, row)
    if scope is None:
        return False
    program = run.program_of(scope)
    holds = yield from holds_now(run, scope, _part(program, row))
    before, row.correlation = row.correlation, TRUE if holds else FALSE
    if before != row.correlation:
        run.looked_at[row.id] = row
    return holds and before != TRUE


def _still_armed(run: Run, row: Subscription) -> bool:
    """An earlier event of the same look may have taken it away."""
    owner = row.token_id if row.token_id is not None else row.scope_id
    return row not in run.spent and (row in (run.conditions or ()) or row in run.armed.get(owner or 0, ()))


def _part(program: Program, row: Subscription) -> Event | None:
    """The event definition a row was armed for."""
    event = program.node(row.element).event
    return event.parts[int(row.name)] if event is not None and row.name else event


def _place(run: Run, row: Subscription) -> Steps[Scope | None]:
    """Where the condition is seen from; None if what it was armed for is gone, or in an instance not touched."""
    if row.instance_id not in run.slice.programs or not _still_armed(run, row):
        return None
    scope_id = row.scope_id
    if row.token_id is not None:
        token = yield from run.slice.token(row.token_id)
        scope_id = None if token is None or token.status is Status.GONE else token.scope_id
    if scope_id is None:
        return None
    scope = yield from run.slice.scope(scope_id)
    return scope if scope.open and scope not in run.closed else None


def holds_now(run: Run, scope: Scope, event: Event | None) -> Steps[bool]:
    """Data that are not there yet make a condition false, not faulty: it waits for them."""
    if event is None or event.condition is None:
        return False
    context = yield from run.slice.read(scope, event.condition.names)
    try:
        return event.condition.evaluate(context, now=run.now) is True
    except FeelError:
        return False


@lru_cache(maxsize=1024)
def _has_conditions(program: Program) -> bool:
    events = [node.event for node in program.nodes if node.event is not None]
    return any(part.kind is EventKind.CONDITIONAL for event in events for part in (event, *event.parts))
