"""What can set a run going. Each trigger puts its first entries on the agenda; `drive` does the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.ids import new_id
from engine.kernel import (
    calls,
    complex_gateway,
    loop_changes,
    loop_reshaping,
    outwards,
    results,
    scopes,
    starting,
)
from engine.kernel.conditions import look_at_conditions
from engine.kernel.firing import fire_overtaken
from engine.kernel.handlers import HANDLERS
from engine.kernel.joins import inclusive_ready
from engine.kernel.move import Done, Halt, Move
from engine.kernel.program import Invocation, LoopKind, Node, NodeKind, Program
from engine.kernel.requests import Failed, LoadOpenLoop, Steps
from engine.kernel.run import Run
from engine.kernel.state import (
    IncidentRow,
    Instance,
    InstanceState,
    Scope,
    Token,
    Wait,
)

GATEWAYS = (NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.COMPLEX)


def new_run(now: datetime) -> Run:
    """A run with the whole of the kernel behind it."""
    return Run(now=now, handlers=HANDLERS)


def drive(run: Run, trigger: Steps[Any]) -> Steps[Any]:
    """A trigger and all that follows from it."""
    answer = yield from trigger
    yield from run.drain(look_at_conditions, fire_overtaken, _at_rest)
    return answer


def _at_rest(run: Run) -> Steps[bool]:
    """Nothing moves any more. True if a join set something going again."""
    touched = set(run.touched_scopes)
    run.touched_scopes.clear()
    # an activation condition may read data of any scope around
    looked_at = touched | set(run.slice.scopes) if run.slice.written else touched
    moved = yield from complex_gateway.ready(run, looked_at)
    return (yield from inclusive_ready(run, touched)) or moved


def start(
    run: Run,
    instance: Instance,
    program: Program,
    values: dict[str, Any],
    by: starting.StartedBy | None = None,
) -> Steps[None]:
    """Start an instance, at its none start event or by an event. Raises StartRefused."""
    if by is None and starting.conditional_starts(program):
        yield from starting.begin_by_data(run, instance, program, values)
    elif by is None:
        yield from calls.begin_instance(run, instance, program, values)
    else:
        yield from starting.begin(run, instance, program, values, by)


def complete_task(run: Run, token: Token, values: dict[str, Any]) -> Steps[None]:
    """A person has done a user task."""
    node, scope = yield from _place(run, token)
    yield from scopes.assign_all(run, scope, values)
    run.lift(token)
    run.done(node, scope, token.activity_id)


def answer_job(run: Run, token: Token, value: Any) -> Steps[None]:
    """A remote application has answered."""
    node, scope = yield from _place(run, token)
    yield from results.write_result(run, scope, node.invocation or Invocation(), value)
    yield from outwards.forget(run, node, scope)
    run.lift(token)
    run.done(node, scope, token.activity_id)


def fail_job(run: Run, token: Token, failure: Failed) -> Steps[None]:
    """A remote application refused for a business reason."""
    refused = outwards.error(failure.code, failure.message, failure.message_zh)
    if not (yield from outwards.throw_at(run, token, refused)):
        turn_into_incident(run, token, "ERROR_UNCAUGHT", error=failure.code, message=failure.message)


def turn_into_incident(run: Run, token: Token, code: str, **facts: object) -> None:
    """The work of a waiting token failed for good; it now waits for an operator."""
    run.rewait(token, Wait.INCIDENT)
    run.incidents[token.id] = IncidentRow(
        id=new_id(),
        instance_id=token.instance_id,
        token_id=token.id,
        activity_id=token.activity_id,
        element=token.element,
        code=code,
        args=facts,
    )
    run.record_token("incident", token, {"code": code} | facts)


def try_again(run: Run, token: Token) -> Steps[None]:
    """Go on with a token that stands on a continuation, or on an incident an operator has dealt with."""
    node, scope = yield from _place(run, token)
    run.lift(token)
    if token.leaving:
        run.agenda.append(Done(node, scope, token.activity_id))
    elif node.kind in GATEWAYS:
        run.agenda.append(Move(node, scope, token.flow))
    else:
        visited = token.wait is Wait.INCIDENT or token.flow is None
        run.agenda.append(Move(node, scope, token.flow, token.activity_id if visited else None))


def throw_error(run: Run, token: Token, code: str, message: str) -> Steps[bool]:
    """A participant reports a business error at a waiting activity; False if nobody catches it."""
    return (yield from outwards.throw_at(run, token, outwards.error(code, message)))


def cancel(run: Run, instance: Instance, state: InstanceState = InstanceState.TERMINATED) -> Steps[None]:
    """End an instance from outside, with everything in it."""
    scope = yield from scopes.process_scope(run, instance)
    yield from scopes.clear(run, scope)
    calls.finish_instance(run, instance, state)


def add_item(run: Run, token: Token, element: Any) -> Steps[None]:
    """Add an item to the loop this token waits for."""
    loop, node = yield from _loop_of(run, token)
    yield from loop_changes.add_item(run, node, loop, element)


def remove_item(run: Run, token: Token, element: Any) -> Steps[bool]:
    """Remove the item with this element from the loop this token waits for; False if there is none."""
    loop, node = yield from _loop_of(run, token)
    return (yield from loop_changes.remove_item(run, node, loop, element))


def reshape(run: Run, token: Token, wanted: loop_reshaping.Reshape) -> Steps[list[int]]:
    """Give the loop this token waits for other items; the scopes of those that were changed."""
    loop, node = yield from _loop_of(run, token)
    return (yield from loop_reshaping.reshape(run, node, loop, wanted))


def _loop_of(run: Run, token: Token) -> Steps[tuple[Scope, Node]]:
    node, _ = yield from _place(run, token)
    loop = yield LoadOpenLoop(token.id)
    counted = node.loop is not None and node.loop.kind is not LoopKind.STANDARD
    if loop is None or not counted:
        raise Halt("NOT_A_LOOP", element=token.element)
    return run.slice.add_scope(loop), node


def _place(run: Run, token: Token) -> Steps[tuple[Node, Scope]]:
    scope = yield from run.slice.scope(token.scope_id)
    program = yield from run.slice.program(token.instance_id)
    return program.node(token.element), scope
