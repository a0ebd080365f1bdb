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


def conditions_ready(run: Run) -> Steps[bool]:
    """Nothing moves any more: let events happen whose condition has become true since the last look."""
    if not any(_has_conditions(program) for program in run.slice.programs.values()):
        return False
    written = len(run.slice.written)
    fresh = [
        row
        for rows in run.armed.values()
        for row in rows
        if isinstance(row, Subscription) and row.kind == EventKind.CONDITIONAL.value
    ]
    if written == run.conditions_seen and not any(row.correlation is None for row in fresh):
        return False
    run.conditions_seen = written
    stored = yield LoadListeners(EventKind.CONDITIONAL.value, "")
    for row in fresh + [run.looked_at.setdefault(row.id, row) for row in stored]:
        if (yield from _became_true(run, row)):
            yield from occur(run, row, {})
            return True
    return False


def _became_true(run: Run, row: Subscription) -> Steps[bool]:
    scope = yield from _place(run, row)
    if scope is None:
        return False
    program = run.program_of(scope)
    event = program.node(row.element).event
    holds = event is not None and (yield from _holds(run, scope, event))
    before, row.correlation = row.correlation, TRUE if holds else FALSE
    if before != row.correlation:
        run.looked_at[row.id] = row
    return holds and before != TRUE


def _place(run: Run, row: Subscription) -> Steps[Scope | None]:
    """Where the condition is seen from; None if what it was armed for is gone, or in an instance not touched."""
    if row.instance_id not in run.slice.programs:
        return None
    scope_id = row.scope_id
    if row.token_id is not None:
        token = yield from run.slice.token(row.token_id)
        scope_id = None if token is None or token.status is Status.GONE else token.scope_id
    if scope_id is None:
        return None
    scope = yield from run.slice.scope(scope_id)
    return scope if scope.open else None


def _holds(run: Run, scope: Scope, event: Event) -> Steps[bool]:
    """Data that are not there yet make a condition false, not faulty: it waits for them."""
    conditions = [part.condition for part in (event, *event.parts) if part.condition is not None]
    for condition in conditions:
        context = yield from run.slice.read(scope, condition.names)
        try:
            if condition.evaluate(context) is True:
                return True
        except FeelError:
            continue
    return False


@lru_cache(maxsize=1024)
def _has_conditions(program: Program) -> bool:
    events = [node.event for node in program.nodes if node.event is not None]
    return any(part.kind is EventKind.CONDITIONAL for event in events for part in (event, *event.parts))
