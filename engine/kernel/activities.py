"""Entering an activity: its loop, its local scope, then its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.kernel import ad_hoc, calls, loops, scopes, tasks
from engine.kernel.arming import arm_boundaries
from engine.kernel.joins import open_tokens
from engine.kernel.move import Move
from engine.kernel.program import NodeKind
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import ScopeKind, Wait
from engine.kernel.waiting import is_inner

WORK: Mapping[NodeKind, Callable[[Run, Move], Steps[None]]] = {
    NodeKind.TASK: tasks.nothing,
    NodeKind.MANUAL: tasks.nothing,
    NodeKind.USER: tasks.user,
    NodeKind.SERVICE: tasks.invoke,
    NodeKind.SEND: tasks.send,
    NodeKind.BUSINESS_RULE: tasks.decide,
    NodeKind.SCRIPT: tasks.script,
    NodeKind.RECEIVE: tasks.receive,
    NodeKind.SUB_PROCESS: scopes.enter_body,
    NodeKind.TRANSACTION: scopes.enter_body,
    NodeKind.AD_HOC: ad_hoc.enter,
    NodeKind.CALL: calls.call,
}


def enter(run: Run, move: Move) -> Steps[None]:
    """An activity is reached: first its loop, then its input mappings, then the work itself."""
    node, scope = move.node, move.scope
    inner = is_inner(node, scope)
    if node.start_quantity > 1 and not inner and not (yield from _enough(run, move)):
        return
    if node.loop is not None and not inner:
        if scope.kind is ScopeKind.LOOP and scope.element == node.id:
            yield from loops.go_on(run, move)
        else:
            yield from loops.enter(run, move, node.loop)
        return
    if move.activity_id is None:
        run.begin_visit(move)
    if (node.inputs or node.outputs or node.own) and not (inner and scope.kind is ScopeKind.LOCAL):
        token = run.stand(move, Wait.CHILD_SCOPE)
        if not inner:
            yield from arm_boundaries(run, node, scope, token)
        yield from scopes.enter_local(run, move, token)
        return
    yield from WORK[node.kind](run, move)


def _enough(run: Run, move: Move) -> Steps[bool]:
    """`startQuantity`: tokens wait until there are enough of them; then one goes on in the place of all."""
    node, scope = move.node, move.scope
    if move.activity_id is not None or (scope.kind is ScopeKind.LOOP and scope.element == node.id):
        return True  # begun before: after a retry, or the next items of its loop
    waiting = [t for t in (yield from open_tokens(run, scope, node.id)) if t.wait is Wait.JOIN]
    if len(waiting) + 1 < node.start_quantity:
        run.stand(move, Wait.JOIN)
        return False
    taken = sorted(waiting, key=lambda token: token.id)[: node.start_quantity - 1]
    for token in taken:
        run.lift(token)
    run.count(scope, -len(taken))
    return True
