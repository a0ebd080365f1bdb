"""Throwing an error: outwards from where it arose, to the nearest place that catches it."""

from __future__ import annotations

from engine.kernel.event_sub_processes import begin as begin_event_sub_process
from engine.kernel.move import Done, Move
from engine.kernel.program import Event, EventKind, Node, NodeKind, Program
from engine.kernel.requests import Steps
from engine.kernel.run import CAUGHT, THROWN, Run
from engine.kernel.scopes import assign, interrupt_token
from engine.kernel.state import ActivityState, Scope, ScopeKind, Token
from engine.kernel.waiting import is_inner

BODIES = (ScopeKind.PROCESS, ScopeKind.SUB_PROCESS, ScopeKind.EVENT)


def throw(run: Run, origin: Move, code: str | None, message: str = "") -> Steps[bool]:
    """Throw from a moving token; False where nobody catches, and then nothing has changed."""
    return (yield from _throw(run, origin.node, origin.scope, None, code, message, origin))


def throw_at(run: Run, token: Token, code: str | None, message: str = "") -> Steps[bool]:
    """Throw from a waiting activity (a person reports a business error, a called instance failed)."""
    scope = yield from run.slice.scope(token.scope_id)
    node = (yield from run.slice.program(token.instance_id)).node(token.element)
    return (yield from _throw(run, node, scope, token, code, message, None))


def _throw(
    run: Run,
    node: Node | None,
    scope: Scope,
    token: Token | None,
    code: str | None,
    message: str,
    origin: Move | None,
) -> Steps[bool]:
    while True:
        program = yield from run.slice.program(scope.instance_id)
        if node is not None and not is_inner(node, scope):
            boundary = _boundary(program, node, code)
            if boundary is not None:
                yield from _catch_at_boundary(run, boundary, scope, token, code, message, origin)
                return True
        # What a handler throws goes outwards: the scope it guards does not catch it again.
        handling = node is not None and node.kind is NodeKind.EVENT_SUB_PROCESS
        if scope.kind in BODIES and not handling:
            start = _event_sub_process(program, scope, code)
            if start is not None:
                run.record(THROWN, scope, None, None, {"error": code, "message": message})
                yield from _remember(run, scope, program.nodes[start].event, code, message)
                yield from begin_event_sub_process(run, scope, program.nodes[start])
                return True
        outside = yield from _outside(run, scope)
        if outside is None:
            return False
        node, scope, token, origin = *outside, None


def _outside(run: Run, scope: Scope) -> Steps[tuple[Node | None, Scope, Token | None] | None]:
    """One step outwards: the activity, its scope and its waiting token."""
    if scope.kind is ScopeKind.ITEM and scope.parent_id is not None:
        return None, (yield from run.slice.scope(scope.parent_id)), None
    token_id = scope.token_id
    if scope.kind is ScopeKind.PROCESS:
        token_id = (yield from run.slice.instance(scope.instance_id)).parent_token
    if token_id is None:
        return None
    token = yield from run.slice.token(token_id)
    if token is None:
        return None
    around = yield from run.slice.scope(token.scope_id)
    program = yield from run.slice.program(token.instance_id)
    return program.node(token.element), around, token


def _boundary(program: Program, node: Node, code: str | None) -> Node | None:
    candidates = [program.nodes[index] for index in node.boundaries]
    return _matching([c for c in candidates if c.event and c.event.kind is EventKind.ERROR], code)


def _event_sub_process(program: Program, scope: Scope, code: str | None) -> int | None:
    """The start event of an event sub-process that catches the error, unless it is the one that threw it."""
    body = _body_of(program, scope)
    starts: list[Node] = []
    for index in program.scopes[body].event_sub_processes:
        inner = program.nodes[index].body
        if inner is not None:
            starts.extend(program.nodes[s] for s in program.scopes[inner].starts)
    found = _matching([s for s in starts if s.event and s.event.kind is EventKind.ERROR], code)
    return None if found is None else found.index


def _body_of(program: Program, scope: Scope) -> int:
    if scope.kind is ScopeKind.PROCESS:
        return 0
    body = program.node(scope.element).body
    return 0 if body is None else body


def _matching(candidates: list[Node], code: str | None) -> Node | None:
    """The catch with the same code goes before the one that catches every error.

    An error without a code (a technical fault) fits every catch, those without a code first.
    """
    general = [c for c in candidates if c.event is not None and c.event.name is None]
    if code is None:
        return next(iter(general + candidates), None)
    exact = [c for c in candidates if c.event is not None and c.event.name == code]
    return next(iter(exact + general), None)


def _catch_at_boundary(
    run: Run,
    boundary: Node,
    scope: Scope,
    token: Token | None,
    code: str | None,
    message: str,
    origin: Move | None,
) -> Steps[None]:
    if token is not None:
        run.record(THROWN, scope, token.activity_id, token.element, {"error": code, "message": message})
        yield from interrupt_token(run, token)
    elif origin is not None and origin.activity_id is not None:
        run.record(THROWN, scope, origin.activity_id, origin.node.id, {"error": code, "message": message})
        run.end_visit(origin.activity_id, ActivityState.INTERRUPTED, scope, origin.node.id)
    yield from _remember(run, scope, boundary.event, code, message)
    run.pass_through(Move(boundary, scope), CAUGHT)
    run.agenda.append(Done(boundary, scope, None))


def _remember(run: Run, scope: Scope, event: Event | None, code: str | None, message: str) -> Steps[None]:
    if event is None:
        return
    if event.code_variable:
        yield from assign(run, scope, event.code_variable, code)
    if event.message_variable:
        yield from assign(run, scope, event.message_variable, message)
