"""Instances that an event starts: at a start event, a receive task, or behind an event-based gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import StartRefused
from engine.kernel import calls
from engine.kernel.arming import arm
from engine.kernel.conditions import holds_now
from engine.kernel.move import Done, Move
from engine.kernel.program import Event, EventKind, Node, NodeKind, Program
from engine.kernel.requests import Steps
from engine.kernel.run import CAUGHT, Run
from engine.kernel.scopes import prepare_body
from engine.kernel.state import Instance, Scope, Wait


@dataclass(frozen=True, kw_only=True, slots=True)
class StartedBy:
    """The element that starts an instance, and the event that came: its kind and name."""

    element: str
    kind: str = ""
    name: str = ""


def begin(
    run: Run, instance: Instance, program: Program, values: dict[str, Any], by: StartedBy
) -> Steps[None]:
    """A new instance, begun by an event that brought `values`."""
    node = program.node(by.element)
    part = _part(node.event, by)
    started = {name: values[name] for name in program.initiators if name in values}
    received = _received(run, node.event, part, values) | started
    scope = calls.open_instance(run, instance, program, received)
    yield from prepare_body(run, program, program.scopes[0], scope)
    if node.kind is not NodeKind.START:
        _go_on_behind(run, program, scope, node)
    elif part is not None and node.event is not None and node.event.kind is EventKind.PARALLEL_MULTIPLE:
        yield from _await_the_rest(run, scope, node, part)
    else:
        run.count(scope, 1)
        run.arrive(node, scope)


def begin_by_data(run: Run, instance: Instance, program: Program, values: dict[str, Any]) -> Steps[None]:
    """A new instance of a process that starts by conditions: at the first start event whose condition holds.

    Raises StartRefused where none holds for `values`.
    """
    scope = calls.open_instance(run, instance, program, values)
    yield from prepare_body(run, program, program.scopes[0], scope)
    for node in conditional_starts(program):
        held = 0
        for event in _conditions(node):
            held += yield from holds_now(run, scope, event)
        if held == len(_conditions(node)) or (held and not _needs_all(node)):
            run.count(scope, 1)
            run.arrive(node, scope)
            return
    raise StartRefused(
        message="no condition of its start events holds for these data",
        message_zh="这些数据不满足任何开始事件的条件",
    )


def conditional_starts(program: Program) -> list[Node]:
    """The start events that a process without a none start begins at when their condition holds."""
    if program.scopes[0].starts:
        return []
    nodes = (program.nodes[index] for index in program.start_events)
    return [node for node in nodes if node.kind is NodeKind.START and _conditions(node)]


def _conditions(node: Node) -> list[Event]:
    """None where something else has to happen as well: that begins the instance, which then waits for data."""
    events = () if node.event is None else node.event.parts or (node.event,)
    found = [event for event in events if event.kind is EventKind.CONDITIONAL]
    return [] if _needs_all(node) and len(found) < len(events) else found


def _needs_all(node: Node) -> bool:
    return node.event is not None and node.event.kind is EventKind.PARALLEL_MULTIPLE


def _part(event: Event | None, by: StartedBy) -> int | None:
    """Which of several definitions of the element it was."""
    parts = () if event is None else event.parts
    fitting = (i for i, one in enumerate(parts) if (one.kind.value, one.name or "") == (by.kind, by.name))
    return next(fitting, None)


def _received(run: Run, event: Event | None, part: int | None, values: dict[str, Any]) -> dict[str, Any]:
    """What a message or signal brought: as its mappings say, else each variable by its name."""
    if event is not None and part is not None:
        event = event.parts[part]
    if event is None or not event.payload or event.kind not in (EventKind.MESSAGE, EventKind.SIGNAL):
        return values
    return {mapping.target: mapping.source.evaluate(values, now=run.now) for mapping in event.payload}


def _await_the_rest(run: Run, scope: Scope, node: Node, part: int) -> Steps[None]:
    """A parallel multiple start: the instance exists with the first event and goes on with the last."""
    move = Move(node, scope)
    run.count(scope, 1)
    run.begin_visit(move)
    token = run.stand(move, Wait.SUBSCRIPTION)
    for position, event in enumerate(node.event.parts if node.event is not None else ()):
        if position != part:
            yield from arm(run, node, event, scope, token=token, part=str(position))


def _go_on_behind(run: Run, program: Program, scope: Scope, node: Node) -> None:
    """The element has had its event already. A parallel gateway before it awaits the others as well."""
    others = _beside(program, node)
    run.count(scope, 1 + len(others))
    move = Move(node, scope)
    activity_id = run.begin_visit(move)
    run.record(CAUGHT, scope, activity_id, node.id)
    run.agenda.append(Done(node, scope, activity_id))
    for other in others:
        run.arrive(other, scope)


def _beside(program: Program, node: Node) -> list[Node]:
    gateways = [program.nodes[program.flows[flow].source] for flow in node.incoming]
    flows = [flow for gateway in gateways if gateway.gateway_parallel for flow in gateway.outgoing]
    targets = dict.fromkeys(program.flows[flow].target for flow in flows)
    return [program.nodes[target] for target in targets if target != node.index]
