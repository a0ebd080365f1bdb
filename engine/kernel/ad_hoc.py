"""Ad-hoc sub-processes: activities in an order that people choose.

The sub-process's token waits with reason `ad_hoc` while its scope is open, also when nothing runs in it. Every
node without incoming flow may be begun, again and again. What needs nobody begins by itself, once; the rest is
begun by a command. Without a completion condition it is over when each was done or skipped once.
"""

from __future__ import annotations

from engine.kernel.expressions import holds
from engine.kernel.joins import open_tokens
from engine.kernel.move import Ended, Halt, Move
from engine.kernel.program import Node, NodeKind, ScopeDef
from engine.kernel.requests import LoadInside, Steps
from engine.kernel.run import Run
from engine.kernel.scopes import empty, open_body, prepare_body
from engine.kernel.state import Scope, ScopeKind, Token, Wait

LEFT = "$left"
"""In the scope's row: ids of what has been neither done nor skipped."""
QUEUE = "$queue"
"""In the scope's row: ids of what still begins by itself."""
ENDING = "$ending"
"""In the scope's row: the end is decided, nothing begins any more."""
CHOSEN = frozenset(
    {
        NodeKind.USER,
        NodeKind.MANUAL,
        NodeKind.TASK,
        NodeKind.CALL,
        NodeKind.SUB_PROCESS,
        NodeKind.TRANSACTION,
        NodeKind.AD_HOC,
    }
)
"""What somebody has to choose; all other kinds begin by themselves."""
_NOT_ACTIVITIES = frozenset({NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY, NodeKind.EVENT_SUB_PROCESS})


def enter(run: Run, move: Move) -> Steps[None]:
    """Open the sub-process and begin what begins by itself."""
    scope, body = yield from open_body(run, move, Wait.AD_HOC)
    program = run.program_of(scope)
    yield from prepare_body(run, program, body, scope)
    nodes = [program.nodes[index] for index in body.starts]
    scope.local[LEFT] = [node.id for node in nodes]
    scope.local[QUEUE] = [node.id for node in nodes if node.kind not in CHOSEN]
    _begin_queued(run, move.node, scope)
    if not nodes:
        run.agenda.append(Ended(scope))


def begin(run: Run, token: Token, element: str, *, again: bool = False) -> Steps[None]:
    """Somebody begins an activity. Raises Halt where it may not begin.

    `again`: he knows that it was begun before; else a second click, or a second person, begins nothing twice.
    """
    scope, node = yield from _open(run, token)
    if element not in _choices(run, node, scope):
        raise Halt("NOT_A_CHOICE", element=element)
    if scope.local.get(ENDING):
        raise Halt("AD_HOC_ENDING", element=node.id)
    if node.ordering == "Sequential" and scope.tokens:
        raise Halt("AD_HOC_BUSY", element=node.id)
    at_work = yield from open_tokens(run, scope, element)
    if not again and (at_work or element not in scope.local[LEFT]):
        raise Halt("BEGUN_BEFORE", element=element)
    _begin(run, scope, element)


def skip(run: Run, token: Token, element: str) -> Steps[None]:
    """Somebody says that an activity is not needed. Raises Halt where it was done or skipped before."""
    scope, node = yield from _open(run, token)
    if element not in _choices(run, node, scope):
        raise Halt("NOT_A_CHOICE", element=element)
    if element not in scope.local[LEFT]:
        raise Halt("SKIPPED_BEFORE", element=element)
    if (yield from open_tokens(run, scope, element)):
        raise Halt("BEGUN_BEFORE", element=element)
    _tick_off(scope, element)
    if not scope.tokens:
        run.agenda.append(Ended(scope))


def is_ad_hoc(run: Run, scope: Scope) -> bool:
    """Whether this is the inside of an ad-hoc sub-process."""
    if scope.kind is not ScopeKind.SUB_PROCESS:
        return False
    return run.program_of(scope).node(scope.element).kind is NodeKind.AD_HOC


def condition_holds(run: Run, node: Node, scope: Scope) -> Steps[bool]:
    """Whether the completion condition holds as `node`, an activity inside, completes."""
    condition = run.program_of(scope).node(scope.element).completion
    if condition is None or node.kind in _NOT_ACTIVITIES or scope.local.get(ENDING):
        return False
    return (yield from holds(run, scope, condition))


def activity_done(run: Run, node: Node, scope: Scope, *, finished: bool) -> Steps[None]:
    """An activity inside is done; where that finishes the sub-process the others are taken away or awaited."""
    _tick_off(scope, node.id)
    if node.attached_to is not None and node.event is not None and node.event.interrupting:
        _tick_off(scope, run.program_of(scope).nodes[node.attached_to].id)
    if not finished:
        return
    decide_end(scope)
    if run.program_of(scope).node(scope.element).cancel_remaining:
        yield from empty(run, scope)
        run.agenda.appendleft(Ended(scope))


def goes_on(run: Run, scope: Scope) -> bool:
    """Nothing runs inside: begin what is next, or stay open for a choice; false where it is over."""
    node = run.program_of(scope).node(scope.element)
    over = scope.local.get(ENDING) or (node.completion is None and not scope.local[LEFT])
    if not over:
        _begin_queued(run, node, scope)
    return not over


def decide_end(scope: Scope) -> None:
    """Nothing begins any more; the sub-process is over when what runs is done."""
    scope.local[ENDING] = True
    scope.local[QUEUE] = []
    scope.touch()


def _begin_queued(run: Run, node: Node, scope: Scope) -> None:
    queue: list[str] = scope.local[QUEUE]
    now = queue[:1] if node.ordering == "Sequential" else queue
    if queue:
        scope.local[QUEUE] = queue[len(now) :]
        scope.touch()
    for element in now:
        _begin(run, scope, element)


def _begin(run: Run, scope: Scope, element: str) -> None:
    run.count(scope, 1)
    run.arrive(run.program_of(scope).node(element), scope)


def _tick_off(scope: Scope, element: str) -> None:
    for name in (LEFT, QUEUE):
        if element in scope.local[name]:
            scope.local[name] = [one for one in scope.local[name] if one != element]
            scope.touch()


def _choices(run: Run, node: Node, scope: Scope) -> list[str]:
    program = run.program_of(scope)
    body: ScopeDef = program.scopes[node.body or 0]
    return [program.nodes[index].id for index in body.starts]


def _open(run: Run, token: Token) -> Steps[tuple[Scope, Node]]:
    scope = yield LoadInside(token.id)
    if scope is None or token.wait is not Wait.AD_HOC:
        raise Halt("NOT_AD_HOC", element=token.element)
    yield from run.slice.scope(token.scope_id)
    return run.slice.add_scope(scope), (yield from run.slice.program(token.instance_id)).node(token.element)
