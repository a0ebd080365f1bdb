"""Throwing messages and signals out of an instance."""

from __future__ import annotations

from engine.kernel.arming import correlation_text
from engine.kernel.expressions import mapped
from engine.kernel.move import Move
from engine.kernel.program import Event, EventKind
from engine.kernel.requests import Correlate, Steps
from engine.kernel.run import Run

SENT = (EventKind.MESSAGE, EventKind.SIGNAL)


def throw_event(run: Run, move: Move, event: Event) -> Steps[None]:
    """Hand a message or signal to the shell; it reaches its receivers in commands of their own."""
    if event.kind not in SENT:
        raise AssertionError(f"{event.kind} is not thrown this way")
    variables = yield from mapped(run, move.scope, event.payload)
    keys = yield from mapped(run, move.scope, event.correlation)
    yield Correlate(
        kind=event.kind.value,
        name=event.name or "",
        variables=variables,
        instance_id=move.scope.instance_id,
        correlation=correlation_text(keys) if keys else None,
    )
