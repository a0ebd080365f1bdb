"""Letting an activity or event wait."""

from __future__ import annotations

from engine.kernel.arming import arm_boundaries
from engine.kernel.move import Move
from engine.kernel.program import Node
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope, ScopeKind, Token, Wait


def is_inner(node: Node, scope: Scope) -> bool:
    """Whether a visit runs inside a loop item or local scope of the same activity."""
    return scope.kind in (ScopeKind.ITEM, ScopeKind.LOCAL) and scope.element == node.id


def wait(run: Run, move: Move, reason: Wait, people: tuple[str, ...] = ()) -> Steps[Token]:
    """The token stands at its activity; boundary events are armed where this is the outermost visit.

    `people` have the work item: their department's calendar counts for timers in working time.
    """
    token = run.stand(move, reason)
    if move.node.boundaries and not is_inner(move.node, move.scope):
        yield from arm_boundaries(run, move.node, move.scope, token, people)
    return token
