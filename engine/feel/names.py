"""Names that are longer than one word, and which variables a tree reads."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.feel.errors import FeelSyntaxError
from engine.feel.tokens import Token, tokenize
from engine.feel.tree import (
    Call,
    ContextNode,
    Filter,
    For,
    FunctionDefinition,
    Iteration,
    Name,
    Node,
    Quantified,
)

KEYWORDS = frozenset(
    {"and", "between", "else", "every", "external", "false", "for", "function", "if", "in", "instance"}
    | {"null", "of", "or", "return", "satisfies", "some", "then", "true"}
)
_PLAIN = re.compile(r"\w+\Z")


def normal(name: str) -> str:
    """The name with each run of white space reduced to one space."""
    return " ".join(name.split())


def odd(names: Iterable[str]) -> frozenset[str]:
    """Those names that are not one plain word: only they change how a text is read."""
    return frozenset(normal(name) for name in names if not _PLAIN.match(name) or name in KEYWORDS)


class NameIndex:
    """Finds the longest known name at a place in the tokens."""

    def __init__(self, names: Iterable[str] = (), *, base: NameIndex | None = None) -> None:
        self._by_first: dict[str, list[tuple[int, str]]] = dict(base._by_first) if base else {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Makes a name known; one of a single token needs no help and is not kept."""
        if _PLAIN.match(name):
            return
        try:
            tokens = tokenize(name)[:-1]
        except FeelSyntaxError:
            return
        if len(tokens) > 1:
            longer = [*self._by_first.get(tokens[0].text, ()), (len(tokens), normal(name))]
            self._by_first[tokens[0].text] = sorted(set(longer), reverse=True)

    def match(self, source: str, tokens: list[Token], index: int) -> tuple[int, str] | None:
        """How many tokens the longest known name at `index` takes, and the name."""
        for count, name in self._by_first.get(tokens[index].text, ()):
            last = index + count - 1
            if last < len(tokens) and normal(source[tokens[index].start : tokens[last].end]) == name:
                return count, name
        return None


def free_names(tree: Node, functions: frozenset[str]) -> frozenset[str]:
    """The variables a tree may read; `functions` are names that, when called, are built in."""
    found: set[str] = set()
    _collect(tree, frozenset(), functions, found)
    return frozenset(found)


def _collect(node: Node, bound: frozenset[str], functions: frozenset[str], found: set[str]) -> None:
    if isinstance(node, Name):
        if node.name not in bound:
            found.add(node.name)
        return
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in functions:
        children: list[Node] = list(node.arguments)
    elif isinstance(node, (For, Quantified)):
        bound = _collect_iterations(node.iterations, bound, functions, found)
        body = node.body if isinstance(node, For) else node.condition
        bound, children = bound | ({"partial"} if isinstance(node, For) else set()), [body]
    elif isinstance(node, FunctionDefinition):
        bound, children = bound | {parameter.name for parameter in node.parameters}, [node.body]
    elif isinstance(node, Filter):
        _collect(node.source, bound, functions, found)
        bound, children = bound | {"item"}, [node.condition]
    elif isinstance(node, ContextNode):
        for entry in node.entries:
            _collect(entry.value, bound, functions, found)
            bound = bound | {entry.key}
        return
    else:
        children = list(node.children())
    for child in children:
        _collect(child, bound, functions, found)


def _collect_iterations(
    iterations: tuple[Iteration, ...], bound: frozenset[str], functions: frozenset[str], found: set[str]
) -> frozenset[str]:
    for iteration in iterations:
        _collect(iteration.source, bound, functions, found)
        if iteration.stop is not None:
            _collect(iteration.stop, bound, functions, found)
        bound = bound | {iteration.name}
    return bound
