"""Errors, escalations and cancellations: outwards from where they arise, to the nearest place that catches them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.kernel.event_sub_processes import begin as begin_event_sub_process
from engine.kernel.move import Done, Move
from engine.kernel.program import Event, EventKind, Node, NodeKind, Program
from engine.kernel.requests import Steps
from engine.kernel.run import CAUGHT, THROWN, Run
from engine.kernel.scopes import assign, interrupt_token
from engine.kernel.state import ActivityState, Scope, ScopeKind, Token
from engine.kernel.waiting import is_inner

BODIES = (ScopeKind.PROCESS, ScopeKind.SUB_PROCESS, ScopeKind.EVENT)


@dataclass(frozen=True, slots=True)
class Thrown:
    """What is thrown. `code` is the error's or escalation's, None for a technical fault or a cancellation."""

    kind: EventKind
    code: str | None = None
    message: str = ""
    message_zh: str = ""

    @property
    def said(self) -> str | dict[str, str]:
        """What a variable remembers: the text, in both languages where it has two."""
        if self.message_zh in ("", self.message):
            return self.message
        return {"zh": self.message_zh, "en": self.message}


def error(code: str | None, message: str = "", message_zh: str = "") -> Thrown:
    """An error on its way out."""
    return Thrown(EventKind.ERROR, code, message, message_zh)


def throw(run: Run, origin: Move, thrown: Thrown) -> Steps[bool]:
    """Throw from a moving token; False where nobody catches, and then nothing has changed."""
    return (yield from _throw(run, origin.node, origin.scope, None, thrown, origin))


def throw_at(run: Run, token: Token, thrown: Thrown) -> Steps[bool]:
    """Throw from a waiting activity (a person reports a business error, a called instance failed)."""
    scope = yield from run.slice.scope(token.scope_id)
    node = (yield from run.slice.program(token.instance_id)).node(token.element)
    return (yield from _throw(run, node, scope, token, thrown, None))


def _throw(
    run: Run, node: Node | None, scope: Scope, token: Token | None, thrown: Thrown, origin: Move | None
) -> Steps[bool]:
    while True:
        program = yield from run.slice.program(scope.instance_id)
        if node is not None and not is_inner(node, scope):
            boundary = _boundary(program, node, thrown)
            if boundary is not None:
                yield from _catch_at_boundary(run, boundary, scope, token, thrown, origin)
                return True
        # What a handler throws goes outwards: the scope it guards does not catch it again.
        handling = node is not None and node.kind is NodeKind.EVENT_SUB_PROCESS
        if scope.kind in BODIES and not handling:
            start = _event_sub_process(program, scope, thrown)
            if start is not None:
                run.record(THROWN, scope, None, None, _told(thrown))
                yield from _remember(run, scope, _caught_by(program.nodes[start], thrown), thrown)
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


def _boundary(program: Program, node: Node, thrown: Thrown) -> Node | None:
    return _matching([program.nodes[index] for index in node.boundaries], thrown)


def _event_sub_process(program: Program, scope: Scope, thrown: Thrown) -> int | None:
    """The start event of an event sub-process that catches it."""
    body = _body_of(program, scope)
    starts: list[Node] = []
    for index in program.scopes[body].event_sub_processes:
        inner = program.nodes[index].body
        if inner is not None:
            starts.extend(program.nodes[s] for s in program.scopes[inner].starts)
    found = _matching(starts, thrown)
    return None if found is None else found.index


def _body_of(program: Program, scope: Scope) -> int:
    if scope.kind is ScopeKind.PROCESS:
        return 0
    body = program.node(scope.element).body
    return 0 if body is None else body


def _matching(nodes: list[Node], thrown: Thrown) -> Node | None:
    """The catch with the same code goes before the one that catches every code.

    An error without a code (a technical fault) fits every catch, those without a code first.
    """
    candidates = [(n, one) for n in nodes for one in _definitions(n) if one.kind is thrown.kind]
    general = [n for n, one in candidates if one.name is None]
    if thrown.code is None:
        return next(iter(general + [n for n, _ in candidates]), None)
    exact = [n for n, one in candidates if one.name == thrown.code]
    return next(iter(exact + general), None)


def _definitions(node: Node) -> tuple[Event, ...]:
    """The event definitions of a catch, one or several."""
    return () if node.event is None else node.event.parts or (node.event,)


def _caught_by(node: Node, thrown: Thrown) -> Event | None:
    """The definition that catches it, the one with the same code before the general one."""
    fitting = [one for one in _definitions(node) if one.kind is thrown.kind]
    return next((one for one in fitting if one.name == thrown.code), next(iter(fitting), None))


def _catch_at_boundary(
    run: Run, boundary: Node, scope: Scope, token: Token | None, thrown: Thrown, origin: Move | None
) -> Steps[None]:
    visit, element = None, boundary.id
    if token is not None:
        visit, element = token.activity_id, token.element
    elif origin is not None:
        visit, element = origin.activity_id, origin.node.id
    run.record(THROWN, scope, visit, element, _told(thrown))
    if boundary.event is not None and not boundary.event.interrupting:
        run.count(scope, 1)
    elif token is not None:
        yield from interrupt_token(run, token)
    elif visit is not None:
        run.end_visit(visit, ActivityState.INTERRUPTED, scope, element)
    yield from _remember(run, scope, _caught_by(boundary, thrown), thrown)
    run.pass_through(Move(boundary, scope), CAUGHT)
    run.agenda.append(Done(boundary, scope, None))


def _told(thrown: Thrown) -> dict[str, str | None]:
    return {thrown.kind.value: thrown.code, "message": thrown.message}


def forget(run: Run, node: Node, scope: Scope) -> Steps[None]:
    """An activity has succeeded: what its boundary events kept of an earlier refusal is true no more."""
    program = yield from run.slice.program(scope.instance_id)
    for boundary in (program.nodes[index] for index in node.boundaries):
        for event in _definitions(boundary):
            if event.message_variable and event.forgets_message:
                yield from assign(run, scope, event.message_variable, None)


def _remember(run: Run, scope: Scope, event: Event | None, thrown: Thrown) -> Steps[None]:
    if event is None:
        return
    if event.code_variable:
        yield from assign(run, scope, event.code_variable, thrown.code)
    if event.message_variable:
        yield from assign(run, scope, event.message_variable, thrown.said)
