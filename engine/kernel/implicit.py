"""Events that a multi-instance activity throws by itself for its finished items.

BPMN 2.0, table 10.30: they are caught by boundary events of the activity. When the activity ends is said by its
behaviour alone, so such a catch never interrupts it, not even where the boundary event is drawn so: behaviour
`None` is to throw for each item, and an interruption by the first would contradict it.
"""

from __future__ import annotations

from typing import Any

from engine.kernel.expressions import mapped
from engine.kernel.move import Done, Move
from engine.kernel.program import Event, EventKind, Node
from engine.kernel.requests import Steps
from engine.kernel.run import CAUGHT, THROWN, Run
from engine.kernel.scopes import assign_all
from engine.kernel.state import Scope
from engine.kernel.throwing import throw_event


def throw(run: Run, node: Node, loop: Scope, item: Scope, event: Event) -> Steps[None]:
    """Throw for one item: to the activity's own boundary events, and where none fits outwards as usual.

    A signal reaches everybody else as well.
    """
    token = None if loop.token_id is None else (yield from run.slice.token(loop.token_id))
    if token is None:
        raise AssertionError(f"the outside of loop {loop.id} is gone")
    around = yield from run.slice.scope(token.scope_id)
    run.record(THROWN, item, None, node.id, {event.kind.value: event.name})
    catching = _boundaries(run, node, loop, event)
    if catching:
        values = yield from mapped(run, item, event.payload)
        values |= {name: value for name, value in item.local.items() if not name.startswith("$")}
        for boundary in catching:
            yield from _catch(run, boundary, around, values)
    if not catching or event.kind is EventKind.SIGNAL:
        yield from throw_event(run, Move(node, item), event, spared=token)


def _boundaries(run: Run, node: Node, loop: Scope, event: Event) -> list[Node]:
    nodes = run.program_of(loop).nodes
    return [nodes[i] for i in node.boundaries if _catches(nodes[i].event, event)]


def _catches(catching: Event | None, thrown: Event) -> bool:
    if catching is None or catching.kind is EventKind.PARALLEL_MULTIPLE:
        return False
    anything = catching.kind is EventKind.ESCALATION and catching.name is None
    if catching.kind is thrown.kind and (anything or catching.name == thrown.name):
        return True
    return any(_catches(part, thrown) for part in catching.parts)


def _catch(run: Run, boundary: Node, around: Scope, values: dict[str, Any]) -> Steps[None]:
    """Only what the boundary event maps is written: the rest is the item's own."""
    event = boundary.event
    mappings = () if event is None else event.payload
    written = {mapping.target: mapping.source.evaluate(values, now=run.now) for mapping in mappings}
    yield from assign_all(run, around, written)
    run.count(around, 1)
    run.pass_through(Move(boundary, around), CAUGHT)
    run.agenda.append(Done(boundary, around, None))
