"""Multi-instance activities and standard loops.

A loop is a scope that counts; each item is a scope of its own that carries its element and counter in its
row: the cost of an item does not depend on how many there are. Outputs stay with the items and are put
together once, when the loop ends.
"""

from __future__ import annotations

from typing import Any

from engine.ids import new_id
from engine.kernel import implicit
from engine.kernel.arming import arm_boundaries
from engine.kernel.expressions import holds, value_of
from engine.kernel.loop_items import (
    CHUNK,
    begin_chunk,
    begin_item,
    begin_next,
    chunk,
    elements_of,
    keep,
    loop_of,
    removed,
)
from engine.kernel.move import Done, Move
from engine.kernel.program import Event, Expr, Loop, LoopKind, Node
from engine.kernel.requests import LoadOutputs, Steps
from engine.kernel.run import Run
from engine.kernel.scopes import assign, clear, close, open_scope
from engine.kernel.slice import EVERYTHING
from engine.kernel.state import Scope, ScopeKind, Token, Wait


def enter(run: Run, move: Move, loop: Loop) -> Steps[None]:
    """Open the loop of an activity and begin its first items."""
    elements = yield from elements_of(run, move, loop)
    activity_id = move.activity_id if move.activity_id is not None else new_id()
    outside = Move(move.node, move.scope, move.flow, activity_id)
    if elements is not None and not elements:
        yield from _write_outputs(run, move.node, move.scope, [])
        run.done(move.node, move.scope, activity_id)
        return
    if elements is None and loop.test_before and not (yield from _again(run, move.scope, loop, 0)):
        run.done(move.node, move.scope, activity_id)
        return
    token = run.stand(outside, Wait.CHILD_SCOPE)
    scope = open_scope(
        run,
        instance_id=move.scope.instance_id,
        kind=ScopeKind.LOOP,
        element=move.node.id,
        parent=move.scope,
        token=token,
    )
    scope.total = -1 if elements is None else len(elements)
    yield from arm_boundaries(run, move.node, move.scope, token)
    if elements is None:
        begin_item(run, move.node, scope, None)
    elif loop.kind is LoopKind.SEQUENTIAL:
        keep(run, scope, elements, 0)
        begin_item(run, move.node, scope, elements[0])
    else:
        if len(elements) > CHUNK:
            keep(run, scope, elements, 1)
        begin_chunk(run, move.node, scope, elements[:CHUNK])


def go_on(run: Run, move: Move) -> Steps[None]:
    """Begin the next chunk of a long parallel loop (the continuation arrives in the loop's own scope)."""
    elements = yield from chunk(run, move.scope, move.scope.started // CHUNK)
    begin_chunk(run, move.node, move.scope, elements[move.scope.started % CHUNK :])
    run.count(move.scope, -1)
    yield from go_on_without(run, move.node, move.scope)


def item_done(run: Run, done: Done) -> Steps[None]:
    """One item is complete: keep its output, throw what it is to throw, then end the loop or go on."""
    node, item = done.node, done.scope
    loop = loop_of(node)
    scope = yield from run.slice.scope(_parent(item))
    if loop.output_element is not None:
        item.output = yield from value_of(run, item, loop.output_element)
    finished = loop.completion is not None and (yield from _holds(run, item, scope, loop.completion))
    events, complete = yield from _thrown(run, item, scope, loop)
    for event in events:
        yield from implicit.throw(run, node, scope, item, event)
        if not scope.open:
            return
    item.completed = 1
    close(run, item)
    scope.active -= 1
    scope.completed += 1
    run.count(scope, -1)
    if finished or complete:
        yield from _end(run, node, scope)
    else:
        yield from go_on_without(run, node, scope)


def go_on_without(run: Run, node: Node, scope: Scope) -> Steps[None]:
    """An item is gone from the loop: the next one begins, or the loop ends with its last."""
    if (yield from _nothing_left(run, scope, loop_of(node))):
        yield from _end(run, node, scope)
    elif not scope.tokens:
        yield from begin_next(run, node, scope)


def _thrown(run: Run, item: Scope, scope: Scope, loop: Loop) -> Steps[tuple[list[Event], bool]]:
    """The events this item throws, and whether one of them ends the loop.

    BPMN 2.0, table 10.30: a complex behaviour whose condition holds cancels the remaining items.
    """
    if loop.behavior == "None" and loop.none_event is not None:
        return [loop.none_event], False
    if loop.behavior == "One" and loop.one_event is not None:
        return ([loop.one_event] if scope.completed == 0 else []), False
    events, complete = [], False
    if loop.behavior == "Complex":
        for condition, event in loop.complex_behaviors:
            if condition is not None and (yield from _holds(run, item, scope, condition)):
                complete = True
                events += [] if event is None else [event]
    return events, complete


def _holds(run: Run, item: Scope, scope: Scope, condition: Expr) -> Steps[bool]:
    """A condition about the loop, seen from the item, with the usual counters as of now."""
    total = scope.total - removed(scope)
    counters = {
        "nrOfInstances": total,
        "nrOfActiveInstances": scope.active - 1,
        "nrOfCompletedInstances": scope.completed + 1,
        "numberOfInstances": total,
        "numberOfActiveInstances": scope.active - 1,
        "numberOfCompletedInstances": scope.completed + 1,
        "numberOfTerminatedInstances": 0,
    }
    asked = condition.names
    item.local.update({name: n for name, n in counters.items() if name in asked or EVERYTHING in asked})
    return (yield from holds(run, item, condition))


def _nothing_left(run: Run, scope: Scope, loop: Loop) -> Steps[bool]:
    if scope.tokens:
        return False
    if scope.total >= 0:
        return scope.completed + removed(scope) >= scope.total
    outside = yield from run.slice.scope(_parent(scope))
    if loop.maximum is not None and scope.started >= loop.maximum:
        return True
    return not (yield from _again(run, outside, loop, scope.started))


def _again(run: Run, scope: Scope, loop: Loop, rounds: int) -> Steps[bool]:
    """Whether a standard loop makes another round; without a condition it runs to its maximum."""
    if loop.maximum is not None and rounds >= loop.maximum:
        return False
    if loop.condition is None:
        return loop.maximum is not None
    return (yield from holds(run, scope, loop.condition))


def _end(run: Run, node: Node, scope: Scope) -> Steps[None]:
    outputs = []
    if loop_of(node).output_collection is not None:
        outputs = yield from _outputs(run, scope)
    if scope.tokens:
        yield from clear(run, scope)
    else:
        close(run, scope)
    token = yield from _outside(run, scope)
    around = yield from run.slice.scope(token.scope_id)
    yield from _write_outputs(run, node, around, outputs)
    run.lift(token)
    run.done(node, around, token.activity_id)


def _outputs(run: Run, scope: Scope) -> Steps[list[Any]]:
    """Outputs of completed items in the order of the collection."""
    items = (s for s in run.slice.scopes.values() if s.parent_id == scope.id and s.completed)
    known = {item.index: item.output for item in items}
    stored = yield LoadOutputs(scope.id)
    return [value for _, value in sorted((dict(stored) | known).items(), key=lambda pair: pair[0])]


def _write_outputs(run: Run, node: Node, around: Scope, outputs: list[Any]) -> Steps[None]:
    name = loop_of(node).output_collection
    if name is not None:
        yield from assign(run, around, name, outputs)


def _outside(run: Run, scope: Scope) -> Steps[Token]:
    token = None if scope.token_id is None else (yield from run.slice.token(scope.token_id))
    if token is None:
        raise AssertionError(f"the outside of loop {scope.id} is gone")
    return token


def _parent(scope: Scope) -> int:
    if scope.parent_id is None:
        raise AssertionError(f"scope {scope.id} has no parent")
    return scope.parent_id
