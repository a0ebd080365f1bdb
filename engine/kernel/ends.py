"""End events, and what the end of a scope means."""

from __future__ import annotations

from engine.kernel import ad_hoc, calls, compensation, outwards, scopes, tasks
from engine.kernel.move import Done, Ended, Move
from engine.kernel.program import Event, EventKind, Node, NodeKind
from engine.kernel.requests import Steps
from engine.kernel.run import CAUGHT, THROWN, Run
from engine.kernel.state import ActivityState, InstanceState, Scope, ScopeKind, Token
from engine.kernel.throwing import throw_event

PASSING = frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION})
"""What an end event throws without ending more than its own token."""
CANCELLED = "$cancelled"
"""In a transaction's scope: it is to be left by its cancel event."""


def end_event(run: Run, move: Move) -> Steps[None]:
    """The token ends; on its way it may throw, or end everything beside it."""
    event = move.node.event
    if move.node.invocation is not None:
        yield from tasks.deliver(run, move)
        return
    if event is not None and event.parts:
        soft = [part for part in event.parts if part.kind in PASSING]
        hard = [part for part in event.parts if part.kind not in PASSING]
        if not (yield from _throw(run, move, soft)):
            return
        event = next(iter(hard), None)
    yield from _end(run, move, event)


def _throw(run: Run, move: Move, events: list[Event]) -> Steps[bool]:
    """Throw what lets the thrower go on; false if something of it interrupted the thrower."""
    if events:
        run.pass_through(move, THROWN)
    for event in events:
        if not (yield from throw_event(run, move, event)):
            return False
    return True


def _end(run: Run, move: Move, event: Event | None) -> Steps[None]:
    scope = move.scope
    if event is not None and event.kind is EventKind.TERMINATE:
        run.pass_through(move)
        if event.everything:
            yield from _end_root(run, move, InstanceState.COMPLETED)
            return
        yield from scopes.empty(run, scope)
        run.agenda.appendleft(Ended(scope))
        return
    if event is not None and event.kind is EventKind.ERROR:
        run.pass_through(move, THROWN)
        if not (yield from outwards.throw(run, move, outwards.error(event.name))):
            yield from _fail(run, move)
        return
    if event is not None and event.kind is EventKind.CANCEL:
        yield from _cancel(run, move)
        return
    if event is not None and event.kind is EventKind.COMPENSATION:
        if (yield from compensation.compensate(run, move, event.activity, waits=event.waits)):
            run.pass_through(move)
            run.consume(scope)
        return
    passing = [] if event is None or event.kind is EventKind.NONE else [event]
    if (yield from _throw(run, move, passing)):
        run.pass_through(move)
        run.consume(scope)


def _cancel(run: Run, move: Move) -> Steps[None]:
    """A transaction is cancelled: stop what runs in it, undo what is done, leave by the cancel event."""
    scope = yield from _transaction(run, move.scope)
    run.pass_through(move, THROWN)
    yield from scopes.empty(run, scope)
    scope.local[CANCELLED] = True
    run.count(scope, 1)
    if (yield from compensation.compensate(run, Move(move.node, scope), None)):
        run.consume(scope)


def _transaction(run: Run, scope: Scope) -> Steps[Scope]:
    while scope.parent_id is not None and not _is_transaction(run, scope):
        scope = yield from run.slice.scope(scope.parent_id)
    return scope


def _is_transaction(run: Run, scope: Scope) -> bool:
    return bool(scope.element) and run.program_of(scope).node(scope.element).kind is NodeKind.TRANSACTION


def _leave_cancelled(run: Run, token: Token, around: Scope, node: Node) -> None:
    program = run.program_of(around)
    boundaries = [program.nodes[index] for index in node.boundaries]
    caught = next((b for b in boundaries if b.event and b.event.kind is EventKind.CANCEL), None)
    if caught is None:
        run.done(node, around, token.activity_id)
        return
    run.end_visit(token.activity_id, ActivityState.INTERRUPTED, around, node.id)
    run.pass_through(Move(caught, around), CAUGHT)
    run.agenda.append(Done(caught, around, None))


def _fail(run: Run, move: Move) -> Steps[None]:
    """Nobody catches the error: every instance up to the root ends as failed, none is left open."""
    yield from _end_root(run, move, InstanceState.FAILED)


def _end_root(run: Run, move: Move, state: InstanceState) -> Steps[None]:
    instance = yield from run.slice.instance(move.scope.instance_id)
    while instance.parent_token is not None:
        token = yield from run.slice.token(instance.parent_token)
        if token is None:
            break
        instance = yield from run.slice.instance(token.instance_id)
    scope = yield from scopes.process_scope(run, instance)
    yield from scopes.clear(run, scope)
    calls.finish_instance(run, instance, state)


def ended(run: Run, entry: Ended) -> Steps[None]:
    """Nothing is left inside a scope: control goes on outside."""
    scope = entry.scope
    if scope.kind is ScopeKind.COMPENSATION and (yield from compensation.begin_next(run, scope)):
        return
    if ad_hoc.is_ad_hoc(run, scope) and ad_hoc.goes_on(run, scope):
        return
    scopes.close(run, scope)
    if scope.kind is ScopeKind.PROCESS:
        yield from calls.instance_done(run, scope)
        return
    token = None if scope.token_id is None else (yield from run.slice.token(scope.token_id))
    if token is None:
        raise AssertionError(f"the outside of scope {scope.id} is gone")
    around = yield from run.slice.scope(token.scope_id)
    node = (yield from run.slice.program(token.instance_id)).node(token.element)
    run.lift(token)
    if scope.kind is ScopeKind.EVENT:
        run.end_visit(token.activity_id, ActivityState.COMPLETED, around, node.id)
        run.consume(around)
    elif scope.local.get(compensation.BESIDE):
        run.consume(around)
    elif scope.local.get(CANCELLED):
        _leave_cancelled(run, token, around, node)
    else:
        run.done(node, around, token.activity_id)
