"""An event happens at the place where it was armed."""

from __future__ import annotations

from typing import Any

from engine.kernel import event_sub_processes, results, scopes
from engine.kernel.move import Done, Move
from engine.kernel.program import EventKind, Node, NodeKind
from engine.kernel.requests import Steps
from engine.kernel.run import CAUGHT, Run
from engine.kernel.state import ActivityState, Scope, Subscription, TimerRow, Token


def occur(run: Run, row: TimerRow | Subscription, values: dict[str, Any]) -> Steps[None]:
    """The event of an armed row happens, bringing variables along."""
    if row.token_id is None:
        yield from _start_event_sub_process(run, row, values)
        return
    token = yield from run.slice.token(row.token_id)
    if token is None:
        raise AssertionError(f"{row.element} was armed for a token that is gone")
    scope = yield from run.slice.scope(token.scope_id)
    program = yield from run.slice.program(token.instance_id)
    node = program.node(row.element)
    if node.kind is NodeKind.BOUNDARY:
        yield from _at_boundary(run, node, scope, token, values)
        return
    yield from _receive(run, node, scope, values)
    run.lift(token)
    if token.element == node.id:
        run.record(CAUGHT, scope, token.activity_id, node.id)
        run.done(node, scope, token.activity_id)
        return
    run.end_visit(token.activity_id, ActivityState.COMPLETED, scope, token.element)
    run.pass_through(Move(node, scope), CAUGHT)
    run.agenda.append(Done(node, scope, None))


def _at_boundary(run: Run, node: Node, scope: Scope, token: Token, values: dict[str, Any]) -> Steps[None]:
    if node.event is None or node.event.interrupting:
        yield from scopes.interrupt_token(run, token)
    else:
        run.count(scope, 1)
    yield from _receive(run, node, scope, values)
    run.pass_through(Move(node, scope), CAUGHT)
    run.agenda.append(Done(node, scope, None))


def _start_event_sub_process(run: Run, row: TimerRow | Subscription, values: dict[str, Any]) -> Steps[None]:
    if row.scope_id is None:
        raise AssertionError(f"{row.element} was armed for nobody")
    scope = yield from run.slice.scope(row.scope_id)
    program = yield from run.slice.program(scope.instance_id)
    node = program.node(row.element)
    yield from _receive(run, node, scope, values)
    yield from event_sub_processes.begin(run, scope, node)


def _receive(run: Run, node: Node, scope: Scope, values: dict[str, Any]) -> Steps[None]:
    """Write what a message brought: as its mappings say, else each variable by its name."""
    event = node.event
    if event is not None and event.payload and event.kind in (EventKind.MESSAGE, EventKind.SIGNAL):
        values = {mapping.target: mapping.source.evaluate(values) for mapping in event.payload}
    yield from results.write_all(run, scope, values)
