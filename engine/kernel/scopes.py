"""Scopes: opening a sub-process or a local scope, closing it, and clearing what is inside."""

from __future__ import annotations

from collections import deque
from typing import Any

from engine.ids import new_id
from engine.kernel.arming import arm_scope
from engine.kernel.expressions import mapped, optional
from engine.kernel.move import Ended, Move
from engine.kernel.program import Node, Program, ScopeDef
from engine.kernel.requests import Below, LoadBelow, LoadCalled, LoadInside, LoadProcessScope, Steps
from engine.kernel.run import Run
from engine.kernel.state import (
    ActivityState,
    Instance,
    InstanceState,
    Scope,
    ScopeKind,
    Status,
    Token,
    Wait,
)
from engine.kernel.waiting import wait

TERMINATED = 5


def open_scope(
    run: Run,
    *,
    instance_id: int,
    kind: ScopeKind,
    element: str,
    parent: Scope | None,
    token: Token | None,
) -> Scope:
    """A new scope with no tokens in it yet."""
    scope = Scope(
        id=new_id(),
        instance_id=instance_id,
        parent_id=None if parent is None else parent.id,
        kind=kind,
        element=element,
        token_id=None if token is None else token.id,
        activity_id=None if token is None else token.activity_id,
    )
    return run.slice.add_scope(scope)


def begin_body(run: Run, program: Program, body: ScopeDef, scope: Scope) -> Steps[None]:
    """Give a process or sub-process its own variables, arm its event sub-processes and start it."""
    yield from prepare_body(run, program, body, scope)
    run.count(scope, len(body.starts))
    for start in body.starts:
        run.arrive(program.nodes[start], scope)
    if not body.starts:
        run.agenda.append(Ended(scope))


def prepare_body(run: Run, program: Program, body: ScopeDef, scope: Scope) -> Steps[None]:
    """Its own variables, and its event sub-processes armed."""
    for name, initial in body.variables:
        run.slice.write(scope, name, None)
        if initial is not None:
            run.slice.write(scope, name, (yield from optional(run, scope, initial)))
    yield from arm_scope(run, program, body, scope)


def open_body(run: Run, move: Move, reason: Wait) -> Steps[tuple[Scope, ScopeDef]]:
    """Open the scope of a sub-process; its token waits outside while the body runs."""
    if move.node.body is None:
        raise AssertionError(f"{move.node.id} has no body")
    token = yield from wait(run, move, reason)
    scope = open_scope(
        run,
        instance_id=move.scope.instance_id,
        kind=ScopeKind.SUB_PROCESS,
        element=move.node.id,
        parent=move.scope,
        token=token,
    )
    return scope, run.program_of(move.scope).scopes[move.node.body]


def enter_body(run: Run, move: Move) -> Steps[None]:
    """A sub-process begins where nothing leads to."""
    scope, body = yield from open_body(run, move, Wait.CHILD_SCOPE)
    yield from begin_body(run, run.program_of(scope), body, scope)


def enter_local(run: Run, move: Move, token: Token) -> Steps[None]:
    """Run an activity with input mappings inside a scope of its own."""
    values = yield from mapped(run, move.scope, move.node.inputs)
    scope = open_scope(
        run,
        instance_id=move.scope.instance_id,
        kind=ScopeKind.LOCAL,
        element=move.node.id,
        parent=move.scope,
        token=token,
    )
    for name, value in (dict.fromkeys(move.node.own) | values).items():
        run.slice.write(scope, name, value)
    run.count(scope, 1)
    run.agenda.appendleft(Move(move.node, scope, None, token.activity_id))


def leave_local(run: Run, node: Node, scope: Scope) -> Steps[None]:
    """Carry the output mappings out of a local scope; its token outside is done."""
    if scope.token_id is None or scope.parent_id is None:
        raise AssertionError(f"local scope {scope.id} has no outside")
    values = yield from mapped(run, scope, node.outputs)
    outside = yield from run.slice.scope(scope.parent_id)
    yield from assign_all(run, outside, values)
    token = yield from run.slice.token(scope.token_id)
    if token is None:
        raise AssertionError(f"the outside of scope {scope.id} is gone")
    close(run, scope)
    run.lift(token)
    run.done(node, outside, token.activity_id)


def assign(run: Run, scope: Scope, name: str, value: object) -> Steps[None]:
    """Set a variable as an activity in `scope` does: where it lives already, else at the nearest border.

    Borders are the process, and the scopes whose results are carried out by a mapping of their own: local
    scopes with output mappings and items of a loop with an output collection.
    """
    place: Scope = scope
    while True:
        if place.parent_id is None or _is_border(run, place) or (yield from run.slice.has_own(place, name)):
            break
        place = yield from run.slice.scope(place.parent_id)
    run.slice.write(place, name, value)


def assign_all(run: Run, scope: Scope, values: dict[str, Any]) -> Steps[None]:
    """Each entry as `assign` does. Where they live is looked up for all of them at once."""
    asked: list[Scope] = []
    place = scope
    while place.parent_id is not None and not _is_border(run, place):
        asked.append(place)
        place = yield from run.slice.scope(place.parent_id)
    yield from run.slice.fetch(asked, frozenset(values))
    for name, value in values.items():
        yield from assign(run, scope, name, value)


def _is_border(run: Run, scope: Scope) -> bool:
    if scope.kind not in (ScopeKind.LOCAL, ScopeKind.ITEM):
        return False
    node = run.program_of(scope).node(scope.element)
    if scope.kind is ScopeKind.LOCAL:
        return bool(node.outputs)
    return node.loop is not None and node.loop.output_collection is not None


def process_scope(run: Run, instance: Instance) -> Steps[Scope]:
    """The scope of the process itself."""
    for scope in run.slice.scopes.values():
        if scope.instance_id == instance.id and scope.parent_id is None:
            return scope
    return run.slice.add_scope((yield LoadProcessScope(instance.id)))


def close(run: Run, scope: Scope) -> None:
    """Nothing happens in the scope any more; what was armed for it goes."""
    scope.open = False
    scope.tokens = 0
    run.disarm_scope(scope)
    scope.touch()


def interrupt_token(run: Run, token: Token) -> Steps[None]:
    """Take a waiting token away together with everything inside it."""
    if token.wait in (Wait.CHILD_SCOPE, Wait.AD_HOC):
        inside = _known_inside(run, token) or (yield LoadInside(token.id))
        if inside is not None:
            yield from clear(run, run.slice.add_scope(inside))
    elif token.wait is Wait.CHILD_INSTANCE:
        called = _known_called(run, token) or (yield LoadCalled(token.id))
        if called is not None:
            yield from terminate(run, *called)
    yield from drop(run, token)


def drop(run: Run, token: Token) -> Steps[None]:
    """Take one waiting token away; its visit was interrupted."""
    scope = yield from run.slice.scope(token.scope_id)
    run.lift(token)
    run.end_visit(token.activity_id, ActivityState.INTERRUPTED, scope, token.element)


def clear(run: Run, scope: Scope) -> Steps[None]:
    """Interrupt everything inside a scope, standing or moving, and close it."""
    yield from empty(run, scope)
    close(run, scope)


def empty(run: Run, scope: Scope) -> Steps[None]:
    """Interrupt everything inside a scope, standing or moving; the scope itself stays open."""
    below = yield from _below(run, scope)
    for instance in below.instances:
        _end_instance(run, instance, InstanceState.TERMINATED)
    for token in below.tokens:
        yield from drop(run, token)
    for inner in below.scopes:
        close(run, inner)
    run.agenda = deque(entry for entry in run.agenda if entry.scope is not scope)
    run.broadcasts = deque(move for move in run.broadcasts if move.scope is not scope)
    run.count(scope, -scope.tokens)
    scope.cleared += 1


def terminate(run: Run, instance: Instance, root_scope: Scope) -> Steps[None]:
    """End an instance from outside."""
    run.slice.add_scope(root_scope)
    yield from clear(run, root_scope)
    _end_instance(run, instance, InstanceState.TERMINATED)


def _end_instance(run: Run, instance: Instance, state: InstanceState) -> None:
    known = run.slice.instances.get(instance.id, instance)
    run.slice.instances[known.id] = known
    known.state = state
    known.ended_at = run.now
    if known.status is Status.CLEAN:
        known.status = Status.DIRTY
    run.record_instance(TERMINATED, known)


def _known_inside(run: Run, token: Token) -> Scope | None:
    return next((s for s in run.slice.scopes.values() if s.token_id == token.id and s.open), None)


def _known_called(run: Run, token: Token) -> tuple[Instance, Scope] | None:
    instance = next((i for i in run.slice.instances.values() if i.parent_token == token.id), None)
    if instance is None:
        return None
    scope = next(
        (s for s in run.slice.scopes.values() if s.instance_id == instance.id and s.parent_id is None), None
    )
    return None if scope is None else (instance, scope)


def _below(run: Run, scope: Scope) -> Steps[Below]:
    """What the store knows below the scope, corrected by what this run has changed."""
    below = Below() if scope.status is Status.NEW else (yield LoadBelow(scope.id))
    for inner in below.scopes:
        run.slice.add_scope(inner)
    for instance in below.instances:
        yield from run.slice.instance(instance.id)
    for token in below.tokens:
        run.slice.add_token(token)
    inside = _descendants(run, scope)
    ids = {s.id for s in inside}
    return Below(
        scopes=[s for s in inside if s is not scope and s.open],
        tokens=[
            token
            for token in list(run.slice.tokens.values())
            if token.status is not Status.GONE and token.scope_id in ids
        ],
        instances=[
            run.slice.instances[s.instance_id]
            for s in inside
            if s.parent_id is None and s is not scope and s.open
        ],
    )


def _descendants(run: Run, scope: Scope) -> list[Scope]:
    """The scope and every known scope under it, through waiting tokens and called instances."""
    children: dict[int, list[Scope]] = {}
    callers = {i.id: i.parent_token for i in run.slice.instances.values()}
    for candidate in run.slice.scopes.values():
        outside = candidate.parent_id
        if outside is None:
            token_id = callers.get(candidate.instance_id)
            token = run.slice.tokens.get(token_id) if token_id is not None else None
            outside = token.scope_id if token is not None else None
        if outside is not None:
            children.setdefault(outside, []).append(candidate)
    found, pending = [], [scope]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(children.get(current.id, ()))
    return found
