"""Start events and intermediate events."""

from __future__ import annotations

from engine.kernel import compensation, tasks
from engine.kernel.arming import arm
from engine.kernel.leaving import follow, pass_on
from engine.kernel.move import Halt, Move
from engine.kernel.program import EventKind, Node, NodeKind, Program
from engine.kernel.requests import Steps
from engine.kernel.run import THROWN, Run
from engine.kernel.state import Wait
from engine.kernel.throwing import throw_event


def start(run: Run, move: Move) -> Steps[None]:
    """A start event is where control begins."""
    yield from pass_on(run, move)


def catch(run: Run, move: Move) -> Steps[None]:
    """Waits for its event; a link's target goes on at once."""
    event = move.node.event
    if event is None or event.kind in (EventKind.NONE, EventKind.LINK):
        yield from pass_on(run, move)
        return
    run.begin_visit(move)
    reason = Wait.TIMER if event.kind is EventKind.TIMER else Wait.SUBSCRIPTION
    token = run.stand(move, reason)
    yield from arm(run, move.node, event, move.scope, token=token)


def throw(run: Run, move: Move) -> Steps[None]:
    """Throws and goes on."""
    event = move.node.event
    if move.node.invocation is not None:
        yield from tasks.deliver(run, move)
        return
    if event is None or event.kind is EventKind.NONE:
        yield from pass_on(run, move)
        return
    if event.kind is EventKind.LINK:
        target = _link_target(run.program_of(move.scope), move.node)
        if target is None:
            raise Halt("LINK_MISSING", name=event.name or "")
        run.pass_through(move, THROWN)
        run.arrive(target, move.scope)
        return
    if event.kind is EventKind.COMPENSATION:
        if (yield from compensation.compensate(run, move, event.activity, waits=event.waits)):
            run.pass_through(move)
            yield from follow(run, move.node, move.scope)
        return
    run.pass_through(move, THROWN)
    if (yield from throw_event(run, move, event)):
        yield from follow(run, move.node, move.scope)


def _link_target(program: Program, source: Node) -> Node | None:
    name = None if source.event is None else source.event.name
    targets = (n for n in program.nodes if n.kind is NodeKind.CATCH and n.scope == source.scope)
    return next(
        (n for n in targets if n.event and n.event.kind is EventKind.LINK and n.event.name == name), None
    )
