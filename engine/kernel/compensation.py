"""Compensation: undoing completed activities, the last one first.

The thrower waits for a scope in which one handler runs after the other. What is to be undone is read from the
visits that completed in the scope, so nothing has to be kept in advance.
"""

from __future__ import annotations

from typing import Any

from engine.kernel.move import Move
from engine.kernel.program import EventKind, Node, NodeKind, Program
from engine.kernel.requests import LoadCompleted, LoadVisitScope, Steps
from engine.kernel.run import THROWN, Run
from engine.kernel.scopes import begin_body, open_scope
from engine.kernel.state import ActivityState, Scope, ScopeKind, Status, Wait

TODO = "$todo"
"""In the waiting scope: [element of the handler, scope that is undone] still to run, in order."""
UNDOES = "$undoes"
"""In a compensation event sub-process: the id of the completed scope it undoes."""
BESIDE = "$beside"
"""In the waiting scope: its thrower went on, nobody waits."""
SUB_PROCESSES = (NodeKind.SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.AD_HOC)


def compensate(run: Run, move: Move, activity: str | None, *, waits: bool = True) -> Steps[bool]:
    """Undo what completed in the thrower's scope (or one activity). True where the thrower goes on at once:
    there is nothing to undo, or it does not wait.

    Otherwise the token waits and leaves `move.node` once the last handler is done.
    """
    scope = yield from _undone_scope(run, move.scope)
    todo = yield from _handlers(run, scope, activity)
    run.record(THROWN, move.scope, None, move.node.id, {"compensation": activity, "handlers": len(todo)})
    if not todo:
        return True
    if not waits:
        run.count(move.scope, 1)
    token = run.stand(move, Wait.CHILD_SCOPE)
    waiting = open_scope(
        run,
        instance_id=move.scope.instance_id,
        kind=ScopeKind.COMPENSATION,
        element=move.node.id,
        parent=move.scope,
        token=token,
    )
    waiting.local[TODO] = todo
    if not waits:
        waiting.local[BESIDE] = True
    yield from begin_next(run, waiting)
    return not waits


def begin_next(run: Run, waiting: Scope) -> Steps[bool]:
    """Begin the next handler; False where none is left."""
    todo = waiting.local.get(TODO) or []
    if not todo:
        return False
    element, undone = todo[0]
    kept = {name: value for name, value in waiting.local.items() if name.startswith("$")}
    waiting.local = kept | (yield from _snapshot(run, undone)) | {TODO: todo[1:]}
    waiting.touch()
    program = run.program_of(waiting)
    node = program.node(element)
    run.count(waiting, 1)
    if node.kind is NodeKind.EVENT_SUB_PROCESS:
        yield from _begin_event_sub_process(run, program, node, waiting, undone)
    else:
        run.arrive(node, waiting)
    return True


def _snapshot(run: Run, undone: int) -> Steps[dict[str, Any]]:
    """The data a completed sub-process had, and those around it: its handlers see them as they were."""
    values: dict[str, Any] = {}
    scope = yield from run.slice.scope(undone)
    while not scope.open and scope.parent_id is not None:
        values = (yield from run.slice.own(scope)) | values
        scope = yield from run.slice.scope(scope.parent_id)
    return values


def _begin_event_sub_process(
    run: Run, program: Program, node: Node, waiting: Scope, undone: int
) -> Steps[None]:
    move = Move(node, waiting)
    run.begin_visit(move)
    token = run.stand(move, Wait.CHILD_SCOPE)
    inner = open_scope(
        run,
        instance_id=waiting.instance_id,
        kind=ScopeKind.EVENT,
        element=node.id,
        parent=waiting,
        token=token,
    )
    inner.local[UNDOES] = undone
    if node.body is None:
        raise AssertionError(f"{node.id} has no body")
    yield from begin_body(run, program, program.scopes[node.body], inner)


def _undone_scope(run: Run, scope: Scope) -> Steps[Scope]:
    """The scope whose activities are undone: an event sub-process acts for the scope it belongs to."""
    while UNDOES not in scope.local and scope.kind is ScopeKind.EVENT and scope.parent_id is not None:
        scope = yield from run.slice.scope(scope.parent_id)
    undone = scope.local.get(UNDOES)
    return scope if undone is None else (yield from run.slice.scope(undone))


def _handlers(run: Run, scope: Scope, activity: str | None) -> Steps[list[list[object]]]:
    """Handlers of the completed visits in the scope, the latest first; each visit is undone once."""
    program = yield from run.slice.program(scope.instance_id)
    todo: list[list[object]] = []
    for visit, element in (yield from _completed(run, scope)):
        if activity not in (None, element):
            continue
        node = program.node(element)
        handler = handler_of(program, node)
        if handler is not None:
            todo.append([handler.id, scope.id])
            _mark(run, visit)
        elif node.kind in SUB_PROCESSES:
            inner = yield LoadVisitScope(visit)
            inner = _known_scope(run, visit) or inner
            if inner is not None:
                todo += yield from _inside(run, program, node, run.slice.add_scope(inner))
                _mark(run, visit)
    return todo


def _inside(run: Run, program: Program, node: Node, inner: Scope) -> Steps[list[list[object]]]:
    """A completed sub-process: its compensation event sub-process, or else its activities one by one."""
    if node.body is not None:
        for index in program.scopes[node.body].event_sub_processes:
            handler = program.nodes[index]
            if _starts_by_compensation(program, handler):
                return [[handler.id, inner.id]]
    return (yield from _handlers(run, inner, None))


def handler_of(program: Program, node: Node) -> Node | None:
    """The activity that a compensation boundary event leads to."""
    for index in node.boundaries:
        boundary = program.nodes[index]
        if boundary.event is not None and boundary.event.kind is EventKind.COMPENSATION:
            return None if boundary.handler is None else program.nodes[boundary.handler]
    return None


def _starts_by_compensation(program: Program, handler: Node) -> bool:
    if handler.body is None:
        return False
    starts = (program.nodes[index] for index in program.scopes[handler.body].starts)
    return any(s.event is not None and s.event.kind is EventKind.COMPENSATION for s in starts)


def _completed(run: Run, scope: Scope) -> Steps[list[tuple[int, str]]]:
    """Completed visits of the scope's activities, the latest first; items of loops belong to it too."""
    stored: list[tuple[int, str]] = []
    if scope.status is not Status.NEW:
        stored = yield LoadCompleted(scope.id)
    gone = {visit for visit, state in run.ended if state is ActivityState.COMPENSATED}
    here = [
        (one.id, one.element)
        for one in run.slice.activities.values()
        if one.state is ActivityState.COMPLETED and _belongs(run, one.scope_id, scope)
    ]
    ended_here = [
        (visit, run.ended_places[visit][1])
        for visit, state in run.ended
        if state is ActivityState.COMPLETED and _belongs(run, run.ended_places[visit][0], scope)
    ]
    known = dict(stored) | dict(here) | dict(ended_here)
    return sorted(((v, e) for v, e in known.items() if v not in gone), reverse=True)


def _belongs(run: Run, scope_id: int, scope: Scope) -> bool:
    """Whether a visit's scope is this one, or an item of a loop in it."""
    place = run.slice.scopes.get(scope_id)
    while place is not None and place.id != scope.id and place.kind in (ScopeKind.ITEM, ScopeKind.LOOP):
        place = None if place.parent_id is None else run.slice.scopes.get(place.parent_id)
    return place is not None and place.id == scope.id


def _known_scope(run: Run, visit: int) -> Scope | None:
    return next((s for s in run.slice.scopes.values() if s.activity_id == visit), None)


def _mark(run: Run, visit: int) -> None:
    """A visit that is being undone is not undone again."""
    activity = run.slice.activities.get(visit)
    if activity is None:
        run.ended.append((visit, ActivityState.COMPENSATED))
    else:
        activity.state = ActivityState.COMPENSATED
