"""Other items for a loop that runs: who is at work stays where he can, the others go, new ones come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.kernel import scopes
from engine.kernel.loop_changes import add_item, remove_item
from engine.kernel.loop_items import loop_of
from engine.kernel.program import Node
from engine.kernel.requests import LoadItem, Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Reshape:
    """What becomes of a loop. Items are named by their elements.

    `values`: data of the process, set before. `to_come`: items to take out before their turn; `added`: more items,
    behind all others; `removed`: items at work to take away; `changed`: items at work that get another element.
    """

    values: Mapping[str, Any]
    to_come: Sequence[Any] = ()
    added: Sequence[Any] = ()
    removed: Sequence[Any] = ()
    changed: Sequence[tuple[Any, Any]] = ()


def reshape(run: Run, node: Node, loop: Scope, wanted: Reshape) -> Steps[list[int]]:
    """Do it; the scopes of the items that were changed. The loop ends if nothing is left of it."""
    instance = yield from run.slice.instance(loop.instance_id)
    process = yield from scopes.process_scope(run, instance)
    for name, value in wanted.values.items():
        run.slice.write(process, name, value)
    found = []
    for before, after in wanted.changed:
        item: Scope | None = yield LoadItem(loop.id, before)
        variable = loop_of(node).element_variable
        if item is not None and variable is not None:
            run.slice.write(run.slice.add_scope(item), variable, after)
            found.append(item.id)
    for element in wanted.to_come:
        yield from remove_item(run, node, loop, element)
    for element in wanted.added:
        yield from add_item(run, node, loop, element)
    for element in wanted.removed:
        yield from remove_item(run, node, loop, element)
    return found
