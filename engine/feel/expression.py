"""Compiled expressions and unary tests: what other folders work with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.closures.tests import compile_tests
from engine.feel.compiler import NO_TYPES, Compiler, compile_tree
from engine.feel.errors import Diagnostic, LimitExceeded
from engine.feel.names import free_names, odd
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.run import Run
from engine.feel.tree import Node, TestList
from engine.feel.types import FeelType
from engine.feel.values import adopt, deep_adopt

_CACHED = 4096


class Expression:
    """A compiled expression: immutable, shared freely between threads.

    `names` are the variables from outside that it may read; built-in functions are not among them.
    """

    __slots__ = ("_closure", "names", "text", "tree")

    def __init__(self, *, text: str, tree: Node, types: Mapping[str, FeelType] = NO_TYPES) -> None:
        self.text = text
        self.tree = tree
        self.names = free_names(tree, BUILTIN_NAMES)
        self._closure = compile_tree(text, tree, types=types)

    def evaluate(
        self, context: Mapping[str, object], *, strict: bool = False, now: datetime | None = None
    ) -> object:
        """The value: null where the standard says so; `strict` raises FeelEvaluationError instead.

        `now` is what now() and today() answer. Raises LimitExceeded when it would cost too much.
        """
        return self.evaluate_in(context, Run(strict, now))

    def evaluate_with_diagnostics(
        self, context: Mapping[str, object], *, now: datetime | None = None
    ) -> tuple[object, tuple[Diagnostic, ...]]:
        """The value and why parts of it became null."""
        run = Run(False, now)
        value = self.evaluate_in(context, run)
        return value, tuple(run.diagnostics or ())

    def evaluate_in(self, scope: Mapping[str, object], run: Run) -> object:
        """The value as part of a larger evaluation such as a decision."""
        try:
            return deep_adopt(self._closure(scope, run))
        except RecursionError:
            raise LimitExceeded("limit_depth") from None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """The compiled tests of a decision table's cell or of an entry condition."""

    __slots__ = ("_test", "names", "text", "tree")

    def __init__(self, *, text: str, tree: TestList, types: Mapping[str, FeelType] = NO_TYPES) -> None:
        self.text = text
        self.tree = tree
        self.names = free_names(tree, BUILTIN_NAMES)
        self._test = compile_tests(tree.tests, Compiler(text, types=types))

    def matches(
        self,
        value: object,
        context: Mapping[str, object] = NO_TYPES,
        *,
        strict: bool = False,
        now: datetime | None = None,
    ) -> bool | None:
        """Does the value pass? None where a test had no answer."""
        return self.matches_in(value, context, Run(strict, now))

    def matches_in(self, value: object, scope: Mapping[str, object], run: Run) -> bool | None:
        """The same as part of a larger evaluation such as a decision table."""
        try:
            return self._test(adopt(value), scope, run)
        except RecursionError:
            raise LimitExceeded("limit_depth") from None

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def compile_expression(text: str, *, names: Iterable[str] = ()) -> Expression:
    """The compiled expression, cached. `names` are variables known beforehand: they matter where a name has
    spaces or signs. Raises FeelSyntaxError or LimitExceeded."""
    return _expression(text, odd(names))


def compile_unary(text: str, *, names: Iterable[str] = ()) -> UnaryTests:
    """The compiled tests, cached. An empty text is a dash. Raises FeelSyntaxError or LimitExceeded."""
    return _tests(text if text.strip() else "-", odd(names))


@lru_cache(maxsize=_CACHED)
def _expression(text: str, names: frozenset[str]) -> Expression:
    return Expression(text=text, tree=parse_expression(text, names))


@lru_cache(maxsize=_CACHED)
def _tests(text: str, names: frozenset[str]) -> UnaryTests:
    return UnaryTests(text=text, tree=parse_tests(text, names))


def evaluate(text: str, context: Mapping[str, object], *, strict: bool = False) -> object:
    """The value of a text over a context whose names, at any depth, may have spaces."""
    return compile_expression(text, names=_names_in(context)).evaluate(context, strict=strict)


def unary_tests(text: str, value: object, context: Mapping[str, object]) -> bool:
    """Does the value pass the tests?"""
    return compile_unary(text, names=_names_in(context)).matches(value, context) is True


def _names_in(value: object, depth: int = 0) -> Iterator[str]:
    """The names in a context and its inner contexts; of a list, those of its first element."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(key, str):
                yield key
            if depth < 4:
                yield from _names_in(inner, depth + 1)
    elif isinstance(value, list) and value and depth < 4:
        yield from _names_in(value[0], depth + 1)
