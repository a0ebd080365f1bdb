"""Adding items to a loop while it runs, and taking them out: one more signer, one less."""

from __future__ import annotations

from typing import Any

from engine.kernel.loop_items import (
    CHUNK,
    COLLECTION,
    PASSED_OVER,
    REMOVED,
    begin_item,
    chunk,
    loop_of,
    removed,
)
from engine.kernel.loops import go_on_without
from engine.kernel.program import LoopKind, Node
from engine.kernel.requests import LoadItem, Steps
from engine.kernel.run import Run
from engine.kernel.scopes import clear
from engine.kernel.state import Scope


def add_item(run: Run, node: Node, scope: Scope, element: Any) -> Steps[None]:
    """Add an item to a running loop: at once, or behind those that wait their turn."""
    waiting = scope.started < scope.total or loop_of(node).kind is not LoopKind.PARALLEL
    number = scope.total // CHUNK
    scope.total += 1
    scope.touch()
    if not waiting:
        begin_item(run, node, scope, element)
        return
    kept = yield from chunk(run, scope, number)
    run.slice.write(scope, COLLECTION.format(number), [*kept, element])


def remove_item(run: Run, node: Node, scope: Scope, element: Any) -> Steps[bool]:
    """Take out the item with this element, at work or before its turn; false where there is none.

    The loop ends if it was the last.
    """
    item: Scope | None = yield LoadItem(scope.id, element)
    if item is None:
        return (yield from _pass_over(run, scope, element))
    item = run.slice.add_scope(item)
    yield from clear(run, item)
    scope.active -= 1
    scope.local[REMOVED] = removed(scope) + 1
    run.count(scope, -1)
    scope.touch()
    yield from go_on_without(run, node, scope)
    return True


def _pass_over(run: Run, scope: Scope, element: Any) -> Steps[bool]:
    """Note the first waiting item with this element as taken out."""
    positions: list[int] = scope.local.get(PASSED_OVER) or []
    for number in range(scope.started // CHUNK, -(-scope.total // CHUNK)):
        kept = yield from chunk(run, scope, number)
        for offset, value in enumerate(kept):
            position = number * CHUNK + offset
            if position >= scope.started and value == element and position not in positions:
                scope.local[PASSED_OVER] = [*positions, position]
                scope.local[REMOVED] = removed(scope) + 1
                scope.touch()
                return True
    return False
