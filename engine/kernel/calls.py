"""Call activities: a called process is an instance of its own under the same root."""

from __future__ import annotations

from typing import Any

from engine.ids import new_id
from engine.kernel.expressions import mapped, optional
from engine.kernel.move import Halt, Move
from engine.kernel.program import Call, Program
from engine.kernel.requests import FindCalled, Steps
from engine.kernel.run import Run
from engine.kernel.scopes import assign_all, begin_body, open_scope
from engine.kernel.slice import EVERYTHING
from engine.kernel.state import Instance, InstanceState, Scope, ScopeKind, Status, Wait
from engine.kernel.waiting import wait

CREATED, STARTED, COMPLETED = 1, 2, 4
DEPTH_LIMIT = 20


def call(run: Run, move: Move) -> Steps[None]:
    """Start the called process; the token waits for it."""
    called = move.node.call
    if called is None:
        raise Halt("CALLED_MISSING", key="")
    caller = yield from run.slice.instance(move.scope.instance_id)
    if caller.depth + 1 > DEPTH_LIMIT:
        raise Halt("CALL_DEPTH", limit=DEPTH_LIMIT)
    found = yield FindCalled(called.key, called.binding, called.version, caller.id)
    if found is None:
        raise Halt("CALLED_MISSING", key=called.key)
    definition_id, program = found
    values = yield from _values_in(run, move.scope, called)
    business_key = yield from optional(run, move.scope, called.business_key)
    token = yield from wait(run, move, Wait.CHILD_INSTANCE)
    instance = Instance(
        id=new_id(),
        definition_id=definition_id,
        parent_token=token.id,
        depth=caller.depth + 1,
        business_key=caller.business_key if business_key is None else str(business_key),
    )
    yield from begin_instance(run, instance, program, values)


def begin_instance(run: Run, instance: Instance, program: Program, values: dict[str, Any]) -> Steps[None]:
    """A new instance with its variables, at its none start."""
    scope = open_instance(run, instance, program, values)
    yield from begin_body(run, program, program.scopes[0], scope)


def open_instance(run: Run, instance: Instance, program: Program, values: dict[str, Any]) -> Scope:
    """A new instance with its variables, not yet begun."""
    run.slice.add_instance(instance, program)
    scope = open_scope(
        run, instance_id=instance.id, kind=ScopeKind.PROCESS, element="", parent=None, token=None
    )
    for name, value in values.items():
        run.slice.write(scope, name, value)
    run.record_instance(CREATED, instance)
    return scope


def instance_done(run: Run, scope: Scope) -> Steps[None]:
    """The last token of a process is gone: its instance is complete, its caller goes on."""
    instance = yield from run.slice.instance(scope.instance_id)
    finish_instance(run, instance, InstanceState.COMPLETED)
    if instance.parent_token is None:
        return
    token = yield from run.slice.token(instance.parent_token)
    if token is None:
        raise AssertionError(f"the caller of instance {instance.id} is gone")
    around = yield from run.slice.scope(token.scope_id)
    node = (yield from run.slice.program(token.instance_id)).node(token.element)
    if node.call is not None:
        values = yield from _values_out(run, scope, node.call)
        yield from assign_all(run, around, values)
    run.lift(token)
    run.done(node, around, token.activity_id)


def finish_instance(run: Run, instance: Instance, state: InstanceState) -> None:
    """Note that an instance ended by itself."""
    instance.state = state
    instance.ended_at = run.now
    if instance.status is Status.CLEAN:
        instance.status = Status.DIRTY
    run.record_instance(COMPLETED if state is InstanceState.COMPLETED else 5, instance)


def _values_in(run: Run, scope: Scope, called: Call) -> Steps[dict[str, Any]]:
    values: dict[str, Any] = {}
    if called.all_inputs:
        values = dict((yield from run.slice.read(scope, frozenset((EVERYTHING,)))))
        values = {name: value for name, value in values.items() if not name.startswith("$")}
    values |= yield from mapped(run, scope, called.inputs)
    if called.policy is not None:
        values["policy"] = called.policy
    return values


def _values_out(run: Run, scope: Scope, called: Call) -> Steps[dict[str, Any]]:
    values: dict[str, Any] = {}
    if called.all_outputs:
        values = dict((yield from run.slice.read(scope, frozenset((EVERYTHING,)))))
        values = {name: value for name, value in values.items() if not name.startswith("$")}
    return values | (yield from mapped(run, scope, called.outputs))
