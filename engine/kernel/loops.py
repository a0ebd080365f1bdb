"""Multi-instance activities and standard loops.

A loop is a scope that counts; each item is a scope of its own that carries its element and counter in its
row: the cost of an item does not depend on how many there are. Outputs stay with the items and are put
together once, when the loop ends.
"""

from __future__ import annotations

from typing import Any

from engine.ids import new_id
from engine.kernel.arming import arm_boundaries
from engine.kernel.expressions import holds, value_of
from engine.kernel.move import Done, Halt, Move
from engine.kernel.program import Loop, LoopKind, Node
from engine.kernel.requests import LoadOutputs, Steps
from engine.kernel.run import Run
from engine.kernel.scopes import assign, clear, close, open_scope
from engine.kernel.slice import EVERYTHING
from engine.kernel.state import Scope, ScopeKind, Token, Wait

CHUNK = 500
"""Items begun in one go; the rest follow by continuation, so that no command grows without bound."""

COLLECTION = "$collection/{}"
"""Where elements wait for their turn, a chunk to a variable. No expression can read such a name."""


def enter(run: Run, move: Move, loop: Loop) -> Steps[None]:
    """Open the loop of an activity and begin its first items."""
    elements = yield from _elements(run, move, loop)
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
        _begin_item(run, move.node, scope, None)
    elif loop.kind is LoopKind.SEQUENTIAL:
        _keep(run, scope, elements, 0)
        _begin_item(run, move.node, scope, elements[0])
    else:
        if len(elements) > CHUNK:
            _keep(run, scope, elements, 1)
        _begin_chunk(run, move.node, scope, elements[:CHUNK])


def go_on(run: Run, move: Move) -> Steps[None]:
    """Begin the next chunk of a long parallel loop (the continuation arrives in the loop's own scope)."""
    elements = yield from _chunk(run, move.scope, move.scope.started // CHUNK)
    _begin_chunk(run, move.node, move.scope, elements[move.scope.started % CHUNK :])
    run.count(move.scope, -1)


def item_done(run: Run, done: Done) -> Steps[None]:
    """One item is complete: keep its output, then end the loop or begin the next item."""
    node, item = done.node, done.scope
    loop = _loop(node)
    scope = yield from run.slice.scope(_parent(item))
    if loop.output_element is not None:
        item.output = yield from value_of(run, item, loop.output_element)
    finished = yield from _completion_holds(run, item, scope, loop)
    item.completed = 1
    close(run, item)
    scope.active -= 1
    scope.completed += 1
    run.count(scope, -1)
    if finished or (yield from _nothing_left(run, scope, loop)):
        yield from _end(run, node, scope)
    elif loop.kind is not LoopKind.PARALLEL:
        element = None
        if scope.total >= 0:
            chunk = yield from _chunk(run, scope, scope.started // CHUNK)
            element = chunk[scope.started % CHUNK]
        _begin_item(run, node, scope, element)


def add_item(run: Run, node: Node, scope: Scope, element: Any) -> Steps[None]:
    """Add an item to a running loop (one more signer): at once, or behind those that wait their turn."""
    waiting = scope.started < scope.total or _loop(node).kind is not LoopKind.PARALLEL
    number = scope.total // CHUNK
    scope.total += 1
    scope.touch()
    if not waiting:
        _begin_item(run, node, scope, element)
        return
    chunk = yield from _chunk(run, scope, number)
    run.slice.write(scope, COLLECTION.format(number), [*chunk, element])


def remove_item(run: Run, node: Node, item: Scope) -> Steps[None]:
    """Take an open item out of a running loop; the loop ends if it was the last."""
    scope = yield from run.slice.scope(_parent(item))
    yield from clear(run, item)
    scope.active -= 1
    scope.total -= 1
    scope.started -= 1
    run.count(scope, -1)
    if scope.tokens == 0:
        yield from _end(run, node, scope)


def _elements(run: Run, move: Move, loop: Loop) -> Steps[list[Any] | None]:
    """The items' elements; None for a standard loop, whose number of rounds is not known."""
    if loop.kind is LoopKind.STANDARD:
        return None
    if loop.collection is not None:
        value = yield from value_of(run, move.scope, loop.collection)
        if isinstance(value, list | tuple):
            return list(value)
        raise Halt("COLLECTION_MISSING", text=loop.collection.text)
    if loop.cardinality is None:
        raise Halt("COLLECTION_MISSING", text="")
    number = yield from value_of(run, move.scope, loop.cardinality)
    try:
        count = int(number)
    except (TypeError, ValueError, ArithmeticError):
        raise Halt("CARDINALITY_UNREADABLE", text=loop.cardinality.text, value=str(number)) from None
    if not 0 <= count <= 100_000:
        raise Halt("CARDINALITY_UNREADABLE", text=loop.cardinality.text, value=str(number))
    return [None] * count


def _keep(run: Run, scope: Scope, elements: list[Any], first: int) -> None:
    """Keep the elements that do not begin now, from chunk `first` on."""
    for number in range(first, -(-len(elements) // CHUNK)):
        run.slice.write(scope, COLLECTION.format(number), elements[number * CHUNK : (number + 1) * CHUNK])


def _chunk(run: Run, scope: Scope, number: int) -> Steps[list[Any]]:
    name = COLLECTION.format(number)
    chunk = (yield from run.slice.read(scope, frozenset((name,)))).get(name)
    return chunk if isinstance(chunk, list) else []


def _begin_chunk(run: Run, node: Node, scope: Scope, elements: list[Any]) -> None:
    for element in elements:
        _begin_item(run, node, scope, element)
    if scope.started < scope.total:
        run.count(scope, 1)
        token = run.stand(Move(node, scope, None), Wait.JOB)
        run.add_job(token, "continue")


def _begin_item(run: Run, node: Node, scope: Scope, element: Any) -> None:
    loop = _loop(node)
    item = Scope(
        id=new_id(),
        instance_id=scope.instance_id,
        parent_id=scope.id,
        kind=ScopeKind.ITEM,
        element=node.id,
        index=scope.started,
        tokens=1,
        local={"loopCounter": scope.started + 1},
    )
    if loop.element_variable is not None:
        item.local[loop.element_variable] = element
    run.slice.add_scope(item)
    scope.started += 1
    scope.active += 1
    run.count(scope, 1)
    run.arrive(node, item)


def _completion_holds(run: Run, item: Scope, scope: Scope, loop: Loop) -> Steps[bool]:
    """The completion condition, seen from the item, with the usual counters as of now."""
    if loop.completion is None:
        return False
    counters = {
        "nrOfInstances": scope.total,
        "nrOfActiveInstances": scope.active - 1,
        "nrOfCompletedInstances": scope.completed + 1,
        "numberOfInstances": scope.total,
        "numberOfActiveInstances": scope.active - 1,
        "numberOfCompletedInstances": scope.completed + 1,
        "numberOfTerminatedInstances": 0,
    }
    asked = loop.completion.names
    item.local.update({name: n for name, n in counters.items() if name in asked or EVERYTHING in asked})
    return (yield from holds(run, item, loop.completion))


def _nothing_left(run: Run, scope: Scope, loop: Loop) -> Steps[bool]:
    if scope.tokens:
        return False
    if scope.total >= 0:
        return scope.completed >= scope.total
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
    if _loop(node).output_collection is not None:
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
    name = _loop(node).output_collection
    if name is not None:
        yield from assign(run, around, name, outputs)


def _outside(run: Run, scope: Scope) -> Steps[Token]:
    token = None if scope.token_id is None else (yield from run.slice.token(scope.token_id))
    if token is None:
        raise AssertionError(f"the outside of loop {scope.id} is gone")
    return token


def _loop(node: Node) -> Loop:
    if node.loop is None:
        raise AssertionError(f"{node.id} does not loop")
    return node.loop


def _parent(scope: Scope) -> int:
    if scope.parent_id is None:
        raise AssertionError(f"scope {scope.id} has no parent")
    return scope.parent_id
