"""Names that are longer than one word, and which variables a tree reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.feel.errors import FeelSyntaxError
from engine.feel.tokens import Token, tokenize
from engine.feel.tree import (
    Call,
    ContextNode,
    Filter,
    For,
    FunctionDefinition,
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
    return frozenset(name.name for name, called in unbound(tree) if not (called and name.name in functions))


def unbound(tree: Node, bound: frozenset[str] = frozenset()) -> Iterator[tuple[Name, bool]]:
    """The names in a tree that nothing inside it binds, and whether each is called as a function."""
    if isinstance(tree, Name):
        if tree.name not in bound:
            yield tree, False
    elif isinstance(tree, Call) and isinstance(tree.function, Name):
        if tree.function.name not in bound:
            yield tree.function, True
        for argument in tree.arguments:
            yield from unbound(argument, bound)
    elif isinstance(tree, (For, Quantified)):
        yield from _unbound_in_loop(tree, bound)
    elif isinstance(tree, FunctionDefinition):
        yield from unbound(tree.body, bound | {parameter.name for parameter in tree.parameters})
    elif isinstance(tree, Filter):
        yield from unbound(tree.source, bound)
        yield from unbound(tree.condition, bound | {"item"})
    elif isinstance(tree, ContextNode):
        for entry in tree.entries:
            yield from unbound(entry.value, bound)
            bound = bound | {entry.key}
    else:
        for child in tree.children():
            yield from unbound(child, bound)


def _unbound_in_loop(tree: For | Quantified, bound: frozenset[str]) -> Iterator[tuple[Name, bool]]:
    for iteration in tree.iterations:
        yield from unbound(iteration.source, bound)
        if iteration.stop is not None:
            yield from unbound(iteration.stop, bound)
        bound = bound | {iteration.name}
    if isinstance(tree, For):
        yield from unbound(tree.body, bound | {"partial"})
    else:
        yield from unbound(tree.condition, bound)
