"""What the makers of closures get: a way to compile the nodes below, and what is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from engine.feel.functions import Closure, Scope
from engine.feel.run import Run
from engine.feel.tree import Node
from engine.feel.types import FeelType

Test = Callable[[object, Scope, Run], bool | None]


class Compiling(Protocol):
    """The compiler, as seen by the makers."""

    source: str
    types: Mapping[str, FeelType]

    def compile(self, node: Node) -> Closure: ...

    def text(self, node: Node) -> str:
        """The node as it is written, shortened, for messages."""

    def cost(self, node: Node) -> int:
        """The steps that one evaluation of the node counts for where it is repeated."""

    def needs(self, *nodes: Node) -> tuple[str, ...]:
        """The variables from outside that the nodes may read."""


def inner_scope(scope: Scope, names: tuple[str, ...]) -> dict[str, object]:
    """A scope of its own that holds only the variables needed inside."""
    return {name: scope[name] for name in names if name in scope}
