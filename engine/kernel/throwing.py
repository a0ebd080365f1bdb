"""Throwing messages and signals."""

from __future__ import annotations

from typing import Any

from engine.kernel import outwards
from engine.kernel.arming import correlation_text
from engine.kernel.expressions import mapped
from engine.kernel.move import Move
from engine.kernel.occurring import occur
from engine.kernel.program import Event, EventKind
from engine.kernel.requests import Correlate, LoadListeners, Steps
from engine.kernel.run import Run
from engine.kernel.state import Status, Subscription, Token


def throw_event(run: Run, move: Move, event: Event, *, spared: Token | None = None) -> Steps[bool]:
    """Throw; false if what it woke interrupted the throwing token itself.

    An escalation nobody catches is only recorded. A signal reaches the listeners of its own root instance at
    once; they run before the thrower goes on. Messages, and signals to other instances, are handed to the shell
    and reach their receivers in commands of their own. `spared`: its boundary events have heard already.
    """
    before = move.scope.cleared
    for part in event.parts:
        if not (yield from throw_event(run, move, part)):
            return False
    if event.parts:
        return True
    if event.kind is EventKind.ESCALATION:
        yield from outwards.throw(run, move, outwards.Thrown(EventKind.ESCALATION, event.name))
        return move.scope.open and move.scope.cleared == before
    variables = yield from mapped(run, move.scope, event.payload)
    keys = yield from _keys(run, move, event, variables)
    if event.kind is EventKind.SIGNAL:
        for listener in (yield from _listeners(run, event.name or "")):
            if spared is not None and listener.token_id == spared.id:
                continue
            if _still_armed(run, listener):
                yield from occur(run, listener, variables)
    yield Correlate(
        kind=event.kind.value,
        name=event.name or "",
        variables=variables,
        instance_id=move.scope.instance_id,
        correlation=correlation_text(keys) if keys else None,
    )
    return move.scope.open and move.scope.cleared == before


def _keys(run: Run, move: Move, event: Event, carried: dict[str, Any]) -> Steps[dict[str, Any]]:
    """Correlation keys, from what the message carries, else from the variables of whoever sends it."""
    keys: dict[str, Any] = {}
    for key in event.keys:
        context = (yield from run.slice.read(move.scope, key.source.names)) | carried
        keys[key.target] = key.source.evaluate(context, now=run.now)
    return keys


def _listeners(run: Run, name: str) -> Steps[list[Subscription]]:
    made = [
        row
        for rows in run.armed.values()
        for row in rows
        if isinstance(row, Subscription) and row.kind == EventKind.SIGNAL.value and row.name == name
    ]
    stored: list[Subscription] = yield LoadListeners(EventKind.SIGNAL.value, name)
    return made + stored


def _still_armed(run: Run, row: Subscription) -> bool:
    """An earlier listener of the same signal may have interrupted this one."""
    if row.token_id is not None:
        token = run.slice.tokens.get(row.token_id)
        return token is None or token.status is not Status.GONE
    scope = run.slice.scopes.get(row.scope_id or 0)
    return scope is None or (scope.open and scope not in run.closed)
