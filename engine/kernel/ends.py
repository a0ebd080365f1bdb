"""End events, and what the end of a scope means."""

from __future__ import annotations

from engine.kernel import calls, errors, scopes
from engine.kernel.move import Ended, Move
from engine.kernel.program import EventKind
from engine.kernel.requests import Steps
from engine.kernel.run import THROWN, Run
from engine.kernel.state import ActivityState, InstanceState, ScopeKind
from engine.kernel.throwing import throw_event


def end_event(run: Run, move: Move) -> Steps[None]:
    """The token ends; on its way it may throw, or end everything beside it."""
    event, scope = move.node.event, move.scope
    if event is not None and event.kind is EventKind.TERMINATE:
        run.pass_through(move)
        yield from scopes.empty(run, scope)
        run.agenda.appendleft(Ended(scope))
        return
    if event is not None and event.kind is EventKind.ERROR:
        run.pass_through(move, THROWN)
        if not (yield from errors.throw(run, move, event.name)):
            yield from _fail(run, move)
        return
    if event is not None and event.kind is not EventKind.NONE:
        run.pass_through(move, THROWN)
        if not (yield from throw_event(run, move, event)):
            return
    run.pass_through(move)
    run.consume(scope)


def _fail(run: Run, move: Move) -> Steps[None]:
    """Nobody catches the error: every instance up to the root ends as failed, none is left open."""
    instance = yield from run.slice.instance(move.scope.instance_id)
    while instance.parent_token is not None:
        token = yield from run.slice.token(instance.parent_token)
        if token is None:
            break
        instance = yield from run.slice.instance(token.instance_id)
    scope = yield from scopes.process_scope(run, instance)
    yield from scopes.clear(run, scope)
    calls.finish_instance(run, instance, InstanceState.FAILED)


def ended(run: Run, entry: Ended) -> Steps[None]:
    """Nothing is left inside a scope: control goes on outside."""
    scope = entry.scope
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
    else:
        run.done(node, around, token.activity_id)
