"""Joins: parallel ones count flows, inclusive ones ask whether another token can still come."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from engine.kernel.move import Move
from engine.kernel.program import Node, NodeKind, Program
from engine.kernel.requests import LoadJoin, LoadTokens, Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope, ScopeKind, Status, Token, Wait


def note_arrival(run: Run, move: Move, token: Token) -> Steps[bool]:
    """Count a token at a parallel join; true when every incoming flow has one.

    A second token on a flow waits its turn: it does not stand in for a missing flow.
    """
    key = (move.scope.id, move.node.id)
    flow = token.flow or ""
    waiting_here = _waits_in_run(run, key, token, flow)
    if key not in run.joins or not waiting_here:
        missing, waiting = yield LoadJoin(*key, flow)
        run.joins.setdefault(key, missing)
        waiting_here = waiting_here or (waiting and not _lifted_in_run(run, key, flow))
    left = run.joins[key]
    if left is None:
        left = len(move.node.incoming)
    if not waiting_here:
        left -= 1
    run.joins[key] = left
    return left == 0


def _waits_in_run(run: Run, key: tuple[int, str], token: Token, flow: str) -> bool:
    return any(
        other is not token
        and other.wait is Wait.JOIN
        and (other.scope_id, other.element) == key
        and other.flow == flow
        and other.status is not Status.GONE
        for other in run.slice.tokens.values()
    )


def _lifted_in_run(run: Run, key: tuple[int, str], flow: str) -> bool:
    """The store still shows a token that this run has taken up."""
    return any(
        gone.wait is Wait.JOIN and (gone.scope_id, gone.element) == key and gone.flow == flow
        for gone in run.disarmed
    )


def merge(run: Run, node: Node, scope: Scope) -> Steps[None]:
    """Take one waiting token of each flow up; one goes on in the place of all."""
    waiting = [token for token in (yield from open_tokens(run, scope, node.id)) if token.wait is Wait.JOIN]
    taken: dict[str, Token] = {}
    for token in sorted(waiting, key=lambda t: t.id):
        taken.setdefault(token.flow or "", token)
    for token in taken.values():
        run.lift(token)
    run.count(scope, 1 - len(taken))
    rest = {token.flow for token in waiting if token.status is not Status.GONE}
    run.joins[scope.id, node.id] = len(node.incoming) - len(rest) if rest else None


def open_tokens(run: Run, scope: Scope, element: str | None = None) -> Steps[list[Token]]:
    """The tokens that stand in a scope, as the store and this run know them."""
    if scope.status is not Status.NEW:
        for token in (yield LoadTokens(scope.id, element)):
            run.slice.add_token(token)
    return [
        token
        for token in run.slice.tokens.values()
        if token.scope_id == scope.id
        and token.status is not Status.GONE
        and (element is None or token.element == element)
    ]


def inclusive_ready(run: Run, scope_ids: Collection[int]) -> Steps[bool]:
    """Nothing moves any more: let each inclusive join that no further token can reach go on."""
    fired = False
    for scope_id in scope_ids:
        scope = run.slice.scopes.get(scope_id)
        if scope is None or not scope.open:
            continue
        program = run.program_of(scope)
        joins = _inclusive_joins(program, body_of(program, scope))
        if not joins:
            continue
        tokens = yield from open_tokens(run, scope)
        fired = _fire_joins(run, joins, scope, tokens) or fired
    return fired


def _fire_joins(run: Run, joins: tuple[Node, ...], scope: Scope, tokens: list[Token]) -> bool:
    fired, program = False, run.program_of(scope)
    for node in joins:
        here = [t for t in tokens if t.element == node.id and t.wait is Wait.JOIN]
        others = [program.node(t.element).index for t in tokens if t.element != node.id]
        if not here or more_may_come(program, node, {t.flow for t in here}, others):
            continue
        for token in here:
            run.lift(token)
        run.count(scope, 1 - len(here))
        run.agenda.append(Move(node, scope, None))
        fired = True
    return fired


def more_may_come(program: Program, node: Node, filled: set[str | None], others: list[int]) -> bool:
    """BPMN 2.0, 13.4.3: a token elsewhere can reach an empty flow, and no flow that is filled already."""
    sources = _upstream(program, node.index)
    for position in others:
        empty = any(
            position in sources[i]
            for i, flow in enumerate(node.incoming)
            if program.flows[flow].id not in filled
        )
        full = any(
            position in sources[i] for i, flow in enumerate(node.incoming) if program.flows[flow].id in filled
        )
        if empty and not full:
            return True
    return False


def body_of(program: Program, scope: Scope) -> int | None:
    """The body of the program that a scope runs; None for scopes around a single activity."""
    if scope.kind is ScopeKind.PROCESS:
        return 0
    return (
        program.node(scope.element).body if scope.kind in (ScopeKind.SUB_PROCESS, ScopeKind.EVENT) else None
    )


@lru_cache(maxsize=4096)
def _inclusive_joins(program: Program, body: int | None) -> tuple[Node, ...]:
    nodes = (n for n in program.nodes if n.kind is NodeKind.INCLUSIVE and len(n.incoming) > 1)
    return tuple(n for n in nodes if n.scope == body)


@lru_cache(maxsize=4096)
def _upstream(program: Program, gateway: int) -> tuple[frozenset[int], ...]:
    """Per incoming flow: the nodes from which a path leads to it that does not visit the gateway."""
    result = []
    for flow in program.nodes[gateway].incoming:
        seen: set[int] = set()
        pending = [program.flows[flow].source]
        while pending:
            index = pending.pop()
            if index == gateway or index in seen:
                continue
            seen.add(index)
            node = program.nodes[index]
            pending.extend(program.flows[f].source for f in node.incoming)
            if node.attached_to is not None:
                pending.append(node.attached_to)
        result.append(frozenset(seen))
    return tuple(result)
