"""An event happens at the place where it was armed."""

from __future__ import annotations

from typing import Any

from engine.kernel import event_sub_processes, scopes
from engine.kernel.arming import arm
from engine.kernel.move import Done, Move
from engine.kernel.program import EventKind, Node, NodeKind
from engine.kernel.requests import LoadArmed, Steps
from engine.kernel.run import CAUGHT, Run
from engine.kernel.state import ActivityState, Scope, Subscription, TimerRow, Token


def occur(run: Run, row: TimerRow | Subscription, values: dict[str, Any]) -> Steps[None]:
    """The event of an armed row happens, bringing variables along."""
    if (yield from _others_missing(run, row, values)):
        return
    yield from _arm_again(run, row)
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
        values = {mapping.target: mapping.source.evaluate(values, now=run.now) for mapping in event.payload}
    yield from scopes.assign_all(run, scope, values)


def _others_missing(run: Run, row: TimerRow | Subscription, values: dict[str, Any]) -> Steps[bool]:
    """A parallel multiple event happens with the last of its parts; the others are noted and forgotten."""
    scope_id, instance_id = row.scope_id, row.instance_id
    node = (yield from run.slice.program(instance_id)).node(row.element)
    if node.event is None or node.event.kind is not EventKind.PARALLEL_MULTIPLE:
        return False
    owner = row.token_id if row.token_id is not None else scope_id
    made = [one for one in run.armed.get(owner or 0, ()) if one.element == row.element]
    stored = yield LoadArmed(row.token_id, row.scope_id, row.element)
    gone = {one.id for one in run.spent} | {row.id}
    left = {one.id for one in made + stored} - gone
    if not left:
        return False
    _spend(run, row)
    place = yield from _scope_of(run, row)
    yield from _receive(run, node, place, values)
    return True


def _arm_again(run: Run, row: TimerRow | Subscription) -> Steps[None]:
    """A parallel multiple event that does not interrupt waits for all of its parts anew."""
    node = (yield from run.slice.program(row.instance_id)).node(row.element)
    event = node.event
    if event is None or event.interrupting or event.kind is not EventKind.PARALLEL_MULTIPLE:
        return
    _spend(run, row)
    token = None if row.token_id is None else (yield from run.slice.token(row.token_id))
    yield from arm(run, node, event, (yield from _scope_of(run, row)), token=token)


def _spend(run: Run, row: TimerRow | Subscription) -> None:
    """A part has happened: it is not armed any more."""
    made = run.armed.get(row.token_id or row.scope_id or 0, [])
    if row in made:
        made.remove(row)
    else:
        run.spent.append(row)


def _scope_of(run: Run, row: TimerRow | Subscription) -> Steps[Scope]:
    scope_id = row.scope_id
    if row.token_id is not None:
        token = yield from run.slice.token(row.token_id)
        scope_id = None if token is None else token.scope_id
    if scope_id is None:
        raise AssertionError(f"{row.element} was armed for nobody")
    return (yield from run.slice.scope(scope_id))
