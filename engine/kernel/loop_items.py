"""The items of a loop: where their elements wait, and how each begins."""

from __future__ import annotations

from typing import Any

from engine.ids import new_id
from engine.kernel.expressions import value_of
from engine.kernel.move import Halt, Move
from engine.kernel.program import Loop, LoopKind, Node
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope, ScopeKind, Wait

CHUNK = 500
"""Items begun in one go; the rest follow by continuation, so that no command grows without bound."""

COLLECTION = "$collection/{}"
"""Where elements wait for their turn, a chunk to a variable. No expression can read such a name."""
REMOVED = "$removed"
"""In a loop's row: how many of its items were taken out while it ran."""
PASSED_OVER = "$passed_over"
"""In a loop's row: positions of items that were taken out before their turn came."""
MOST_ITEMS = 100_000


def loop_of(node: Node) -> Loop:
    """The loop of an activity that has one."""
    if node.loop is None:
        raise AssertionError(f"{node.id} does not loop")
    return node.loop


def removed(scope: Scope) -> int:
    """How many items were taken out of a loop."""
    return int(scope.local.get(REMOVED, 0))


def elements_of(run: Run, move: Move, loop: Loop) -> Steps[list[Any] | None]:
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
    if not 0 <= count <= MOST_ITEMS:
        raise Halt("CARDINALITY_UNREADABLE", text=loop.cardinality.text, value=str(number))
    return [None] * count


def keep(run: Run, scope: Scope, elements: list[Any], first: int) -> None:
    """Keep the elements that do not begin now, from chunk `first` on."""
    for number in range(first, -(-len(elements) // CHUNK)):
        run.slice.write(scope, COLLECTION.format(number), elements[number * CHUNK : (number + 1) * CHUNK])


def chunk(run: Run, scope: Scope, number: int) -> Steps[list[Any]]:
    """The elements kept under this number."""
    name = COLLECTION.format(number)
    found = (yield from run.slice.read(scope, frozenset((name,)))).get(name)
    return found if isinstance(found, list) else []


def begin_chunk(run: Run, node: Node, scope: Scope, elements: list[Any]) -> None:
    """Begin these items; a continuation begins what is left after them."""
    for element in elements:
        if not passed_over(scope):
            begin_item(run, node, scope, element)
    if scope.started < scope.total:
        run.count(scope, 1)
        token = run.stand(Move(node, scope, None), Wait.JOB)
        run.add_job(token, "continue")


def begin_next(run: Run, node: Node, scope: Scope) -> Steps[None]:
    """Begin the item whose turn it is, of a loop that goes one by one."""
    element = None
    if scope.total >= 0:
        while passed_over(scope):
            pass
        kept = yield from chunk(run, scope, scope.started // CHUNK)
        element = kept[scope.started % CHUNK]
    begin_item(run, node, scope, element)


def begin_item(run: Run, node: Node, scope: Scope, element: Any) -> None:
    """One item: a scope of its own with its element and counter."""
    variable = loop_of(node).element_variable
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
    if variable is not None:
        item.local[variable] = element
    run.slice.add_scope(item)
    scope.started += 1
    scope.active += 1
    run.count(scope, 1)
    run.arrive(node, item)


def passed_over(scope: Scope) -> bool:
    """Step over the item whose turn it is, if it was taken out before."""
    positions: list[int] = scope.local.get(PASSED_OVER) or []
    if scope.started not in positions:
        return False
    scope.local[PASSED_OVER] = [position for position in positions if position != scope.started]
    scope.started += 1
    scope.touch()
    return True
