"""Strongly connected components: rounds in a process, and an order in which facts flow backwards."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

NodeT = TypeVar("NodeT", bound=Hashable)


def components(steps: Mapping[NodeT, Sequence[NodeT]]) -> Iterator[list[NodeT]]:
    """Each component after all those it leads to (Tarjan, without recursion: diagrams are long)."""
    index: dict[NodeT, int] = {}
    low: dict[NodeT, int] = {}
    stack: list[NodeT] = []
    on_stack: set[NodeT] = set()

    def enter(node: NodeT) -> tuple[NodeT, Iterator[NodeT]]:
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        return node, iter(steps[node])

    for root in steps:
        work = [] if root in index else [enter(root)]
        while work:
            node, following = work[-1]
            for other in following:
                if other not in index:
                    work.append(enter(other))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    yield _pop(stack, on_stack, node)


def _pop(stack: list[NodeT], on_stack: set[NodeT], until: NodeT) -> list[NodeT]:
    found: list[NodeT] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        found.append(member)
        if member == until:
            return found
