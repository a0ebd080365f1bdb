"""Event sub-processes: a body of their own inside the scope they guard."""

from __future__ import annotations

from engine.kernel import ad_hoc
from engine.kernel.move import Move
from engine.kernel.program import Node
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.scopes import empty, open_scope, prepare_body
from engine.kernel.state import Scope, ScopeKind, Wait


def begin(run: Run, scope: Scope, start: Node) -> Steps[None]:
    """Run the event sub-process of this start event; an interrupting one clears the scope first."""
    program = yield from run.slice.program(scope.instance_id)
    owner = program.scopes[start.scope].node
    if owner is None:
        raise AssertionError(f"{start.id} does not start an event sub-process")
    node = program.nodes[owner]
    if start.event is not None and start.event.interrupting:
        yield from empty(run, scope)
        run.disarm_scope(scope)
        if ad_hoc.is_ad_hoc(run, scope):
            ad_hoc.decide_end(scope)
    move = Move(node, scope)
    run.begin_visit(move)
    run.count(scope, 1)
    token = run.stand(move, Wait.CHILD_SCOPE)
    inner = open_scope(
        run,
        instance_id=scope.instance_id,
        kind=ScopeKind.EVENT,
        element=node.id,
        parent=scope,
        token=token,
    )
    yield from prepare_body(run, program, program.scopes[start.scope], inner)
    run.count(inner, 1)
    run.arrive(start, inner)
