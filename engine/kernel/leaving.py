"""Leaving a node: what a finished activity hands on, and which sequence flows are taken."""

from __future__ import annotations

from collections.abc import Mapping

from engine.kernel import ad_hoc, loops, scopes
from engine.kernel.expressions import NOTHING_GIVEN, holds
from engine.kernel.move import Done, Halt, Move
from engine.kernel.program import Flow, Node
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import ActivityState, Scope, ScopeKind


def leave(run: Run, done: Done) -> Steps[None]:
    """An activity has done its work."""
    node, scope = done.node, done.scope
    if scope.kind is ScopeKind.LOCAL and scope.element == node.id:
        yield from scopes.leave_local(run, node, scope)
        return
    if scope.kind is ScopeKind.ITEM and scope.element == node.id:
        yield from loops.item_done(run, done)
        _end_visit(run, done)
    elif ad_hoc.is_ad_hoc(run, scope):
        finished = yield from ad_hoc.condition_holds(run, node, scope)
        yield from _go(run, done)
        yield from ad_hoc.activity_done(run, node, scope, finished=finished)
    else:
        yield from _go(run, done)


def _go(run: Run, done: Done) -> Steps[None]:
    yield from follow(run, done.node, done.scope)
    if done.node.loop is None:  # else the visits are those of the items
        _end_visit(run, done)


def _end_visit(run: Run, done: Done) -> None:
    if done.activity_id is not None:
        run.end_visit(done.activity_id, ActivityState.COMPLETED, done.scope, done.node.id)


def follow(run: Run, node: Node, scope: Scope) -> Steps[None]:
    """Send the token on over the outgoing flows of a node; without one it ends here."""
    flows = run.program_of(scope).flows
    if not node.outgoing:
        run.consume(scope)
        return
    first = flows[node.outgoing[0]]
    if len(node.outgoing) == 1 and first.condition is None and node.completion_quantity == 1:
        run.arrive(run.program_of(scope).nodes[first.target], scope, first.id)
        return
    run.send(scope, (yield from open_flows(run, node, scope)) * node.completion_quantity)


def open_flows(
    run: Run, node: Node, scope: Scope, given: Mapping[str, object] = NOTHING_GIVEN
) -> Steps[list[Flow]]:
    """Flows without a condition, those whose condition holds, and the default flow where none of them does."""
    flows = run.program_of(scope).flows
    taken, conditions_met = [], False
    for index in node.outgoing:
        flow = flows[index]
        if index == node.default:
            continue
        if flow.condition is None:
            taken.append(flow)
        elif (yield from holds(run, scope, flow.condition, given)):
            taken.append(flow)
            conditions_met = True
    if not conditions_met and node.default is not None:
        taken.append(flows[node.default])
    if not taken and node.outgoing:
        raise Halt("NO_FLOW_TAKEN", name=node.name or node.id)
    return taken


def pass_on(run: Run, move: Move) -> Steps[None]:
    """A node without work of its own: record it and go on."""
    yield from follow(run, move.node, move.scope)
    run.pass_through(move)
