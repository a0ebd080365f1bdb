"""The complex gateway by BPMN 2.0, 13.4.5: it fires once its activation condition holds, then waits for the rest.

It fires with the tokens that are there. Until every other incoming flow has brought its token, or none can come
any more, further tokens wait; then the gateway resets, and what came late leaves by the flows whose condition
holds with `waitingForStart` false. A flow without a condition and the default flow are taken only when it fires:
one unmarked way out makes it a discriminator, not a merge that repeats what follows.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from engine.kernel.expressions import holds
from engine.kernel.joins import body_of, more_may_come, open_tokens
from engine.kernel.leaving import open_flows
from engine.kernel.move import Halt, Move
from engine.kernel.program import Flow, Node, NodeKind, Program
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope, Token, Wait

FIRED = "$fired/{}"
"""In the scope's row while a gateway waits for the rest: the flows whose tokens it took when it fired."""


def complex_gateway(run: Run, move: Move) -> Steps[None]:
    """A token arrives, or (without a flow) the gateway resets."""
    node, scope = move.node, move.scope
    if not _joins(node):
        flows = yield from open_flows(run, node, scope, {"activationCount": 1, "waitingForStart": True})
        run.pass_through(move)
        _send(run, scope, flows)
    elif move.flow is None:
        yield from _reset(run, move)
    elif FIRED.format(node.id) in scope.local:
        run.stand(move, Wait.JOIN)
    else:
        yield from _fire(run, move)


def ready(run: Run, scope_ids: Collection[int]) -> Steps[bool]:
    """Nothing moves: fire what data have made ready, reset where nothing more can come."""
    moved = False
    for scope_id in scope_ids:
        scope = run.slice.scopes.get(scope_id)
        if scope is None or not scope.open:
            continue
        program = run.program_of(scope)
        for node in _gateways(program, body_of(program, scope)):
            tokens = yield from open_tokens(run, scope)
            moved = (yield from _look(run, node, scope, tokens)) or moved
    return moved


def _fire(run: Run, move: Move) -> Steps[None]:
    node, scope = move.node, move.scope
    waiting = _waiting((yield from open_tokens(run, scope, node.id)), node)
    given = {"activationCount": len(waiting) + 1, "waitingForStart": True}
    if node.activation is not None and not (yield from holds(run, scope, node.activation, given)):
        run.stand(move, Wait.JOIN)
        return
    flows = yield from open_flows(run, node, scope, given)
    taken = _one_per_flow(waiting, without={move.flow})
    for token in taken:
        run.lift(token)
    run.count(scope, -len(taken))
    fired = {move.flow, *(token.flow for token in taken)}
    if len(fired) < len(node.incoming):
        scope.local[FIRED.format(node.id)] = sorted(flow for flow in fired if flow)
        scope.touch()
    run.pass_through(move)
    _send(run, scope, flows)


def _reset(run: Run, move: Move) -> Steps[None]:
    node, scope = move.node, move.scope
    all_flows = run.program_of(scope).flows
    given = {"activationCount": 1, "waitingForStart": False}
    taken = []
    for index in node.outgoing:
        condition = all_flows[index].condition
        if condition is not None and (yield from holds(run, scope, condition, given)):
            taken.append(all_flows[index])
    _forget(run, node, scope)
    run.pass_through(move)
    _send(run, scope, taken)


def _send(run: Run, scope: Scope, flows: list[Flow]) -> None:
    if flows:
        run.send(scope, flows)
    else:
        run.consume(scope)


def _look(run: Run, node: Node, scope: Scope, tokens: list[Token]) -> Steps[bool]:
    if any(token.element == node.id and token.wait is Wait.INCIDENT for token in tokens):
        return False  # an operator decides first
    waiting = _waiting(tokens, node)
    fired: list[str] | None = scope.local.get(FIRED.format(node.id))
    if fired is None:
        return (yield from _fire_by_data(run, node, scope, waiting))
    program = run.program_of(scope)
    late = _one_per_flow(waiting, without=set(fired))
    filled = {*fired, *(token.flow for token in late)}
    others = [program.node(token.element).index for token in tokens if token.element != node.id]
    if more_may_come(program, node, filled, others):
        return False
    for token in late:
        run.lift(token)
    if late:
        run.count(scope, 1 - len(late))
        run.agenda.append(Move(node, scope, None))
    else:
        _forget(run, node, scope)
    return True


def _fire_by_data(run: Run, node: Node, scope: Scope, waiting: list[Token]) -> Steps[bool]:
    """Tokens wait here already, and data have changed or the gateway was reset: the last one arrives again."""
    if not waiting:
        return False
    given = {"activationCount": len(waiting), "waitingForStart": True}
    try:
        if node.activation is not None and not (yield from holds(run, scope, node.activation, given)):
            return False
    except Halt:
        return False  # undecided now; who arrives next makes it an incident
    run.lift(waiting[-1])
    run.agenda.append(Move(node, scope, waiting[-1].flow))
    return True


def _forget(run: Run, node: Node, scope: Scope) -> None:
    """Back to waiting for a start; tokens that waited for their turn are looked at again."""
    scope.local.pop(FIRED.format(node.id), None)
    scope.touch()
    run.touched_scopes.add(scope.id)


def _waiting(tokens: list[Token], node: Node) -> list[Token]:
    return sorted((t for t in tokens if t.element == node.id and t.wait is Wait.JOIN), key=lambda t: t.id)


def _one_per_flow(tokens: list[Token], *, without: Collection[str | None]) -> list[Token]:
    first: dict[str | None, Token] = {}
    for token in tokens:
        if token.flow not in without:
            first.setdefault(token.flow, token)
    return list(first.values())


def _joins(node: Node) -> bool:
    return len(node.incoming) > 1 or (node.activation is not None and bool(node.incoming))


@lru_cache(maxsize=4096)
def _gateways(program: Program, body: int | None) -> tuple[Node, ...]:
    nodes = (n for n in program.nodes if n.kind is NodeKind.COMPLEX and _joins(n))
    return tuple(n for n in nodes if n.scope == body)
