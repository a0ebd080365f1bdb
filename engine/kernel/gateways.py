"""Gateways by BPMN's token rules."""

from __future__ import annotations

from engine.kernel.arming import arm
from engine.kernel.expressions import holds
from engine.kernel.joins import merge, note_arrival
from engine.kernel.leaving import open_flows
from engine.kernel.move import Halt, Move
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Wait


def exclusive(run: Run, move: Move) -> Steps[None]:
    """The first flow whose condition holds, else the default flow, else an operator decides."""
    node, scope = move.node, move.scope
    flows = run.program_of(scope).flows
    taken = None
    for index in node.outgoing:
        flow = flows[index]
        if index == node.default:
            continue
        if flow.condition is None or (yield from holds(run, scope, flow.condition)):
            taken = flow
            break
    if taken is None and node.default is not None:
        taken = flows[node.default]
    if taken is None and node.outgoing:
        raise Halt("NO_FLOW_TAKEN", name=node.name or node.id)
    run.pass_through(move)
    if taken is None:
        run.consume(scope)
    else:
        run.arrive(run.program_of(scope).nodes[taken.target], scope, taken.id)


def parallel(run: Run, move: Move) -> Steps[None]:
    """Wait for a token on every incoming flow; then one token on every outgoing flow."""
    if len(move.node.incoming) > 1:
        token = run.stand(move, Wait.JOIN)
        if not (yield from note_arrival(run, move, token)):
            return
        yield from merge(run, move.node, move.scope)
    run.pass_through(move)
    flows = run.program_of(move.scope).flows
    if move.node.outgoing:
        run.send(move.scope, [flows[index] for index in move.node.outgoing])
    else:
        run.consume(move.scope)


def inclusive(run: Run, move: Move) -> Steps[None]:
    """As a join it waits until no other token can still come; see `joins.inclusive_ready`."""
    if len(move.node.incoming) > 1 and move.flow is not None:
        run.stand(move, Wait.JOIN)
        return
    yield from inclusive_split(run, move)


def inclusive_split(run: Run, move: Move) -> Steps[None]:
    """A token on every flow whose condition holds."""
    if not move.node.outgoing:
        run.consume(move.scope)
    else:
        run.send(move.scope, (yield from open_flows(run, move.node, move.scope)))
    run.pass_through(move)


def event_based(run: Run, move: Move) -> Steps[None]:
    """Wait for the first of several events; the others are dropped when it comes."""
    run.begin_visit(move)
    token = run.stand(move, Wait.EVENT_GATEWAY)
    program = run.program_of(move.scope)
    for index in move.node.outgoing:
        target = program.nodes[program.flows[index].target]
        if target.event is not None:
            yield from arm(run, target, target.event, move.scope, token=token)
