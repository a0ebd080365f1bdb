"""What the compilers of boxed expressions share: names, types, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import NamedTuple

from engine.dmn.cell_input import with_input
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import Boxed, Element, LiteralExpression
from engine.dmn.notes import Notes, is_feel
from engine.feel import FeelError
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.closures.protocol import Test
from engine.feel.closures.tests import compile_tests, constant_of
from engine.feel.compiler import Compiler, compile_tree
from engine.feel.functions import Closure
from engine.feel.names import free_names, odd
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.tree import Literal, Node
from engine.feel.types import FeelType

CompileBoxed = Callable[[Boxed | None, "Compiling"], Closure]


CONSTANT_STARTS = ('"', "-", ".", *"0123456789", "true", "false", "null")


class CellTest(NamedTuple):
    """The test of a cell, and the nodes it was made of; none if the cell cannot be read."""

    test: Test
    nodes: tuple[Node, ...] = ()


class Compiling:
    """Compiles the texts of one model; what is wrong becomes a finding and, when reached, null."""

    def __init__(self, *, names: frozenset[str], types: ItemTypes, notes: Notes) -> None:
        self.names = odd(names)
        self.names_given = names
        self.types = types
        self.notes = notes
        self.read: set[str] = set()
        self.bound: set[str] = set()

    def bind(self, *names: str) -> None:
        """Names that boxed expressions bind themselves: no variables from outside."""
        self.bound.update(names)

    def within(self, names: Iterable[str]) -> Compiling:
        """The same inside a function, whose parameters are known in its body only."""
        inner = copy(self)
        inner.names = self.names | odd(names)
        inner.names_given = self.names_given | frozenset(names)
        return inner

    def type_of(self, element: Element) -> FeelType:
        return self.types.find(element.type_ref, element.id, element.line)

    def literal(self, expression: LiteralExpression, within: Element) -> Closure:
        """The closure of a text; an empty one is null."""
        if not expression.text:
            return null
        if not self._runs(expression):
            return broken(expression.text)
        try:
            tree = parse_expression(expression.text, self.names)
            self.read |= free_names(tree, BUILTIN_NAMES)
            return compile_tree(expression.text, tree, types=self.types.known)
        except FeelError as error:
            self._refuse(expression, within, error)
            return broken(expression.text)

    def tests(self, expression: LiteralExpression, within: Element, variable: str = "") -> CellTest | None:
        """The test of a cell; None for a dash or an empty cell. `variable` is a name of the tested value."""
        text = expression.text.strip()
        if text in ("", "-"):
            return None
        failing = broken(text)
        if not self._runs(expression):
            return CellTest(lambda value, scope, run: failing(scope, run))  # type: ignore[arg-type,return-value]
        try:
            tree = parse_tests(text, self.names)
            if variable and variable in text and variable not in self.names_given:
                tree = with_input(tree, variable)
            self.read |= free_names(tree, BUILTIN_NAMES)
            return CellTest(compile_tests(tree.tests, Compiler(text, types=self.types.known)), tree.tests)
        except FeelError as error:
            self._refuse(expression, within, error)
            return CellTest(lambda value, scope, run: failing(scope, run))  # type: ignore[arg-type,return-value]

    def is_constant(self, expression: LiteralExpression) -> bool:
        """Is the text empty or a literal, so that it always means the same?"""
        if not expression.text:
            return True
        if not self._runs(expression) or not expression.text.startswith(CONSTANT_STARTS):
            return False
        try:
            tree = parse_expression(expression.text, self.names)
        except FeelError:
            return False
        return isinstance(tree, Literal) or constant_of(tree) is not None

    def _runs(self, expression: LiteralExpression) -> bool:
        language = expression.language or self.notes.language
        juel = expression.text.startswith(("${", "#{"))
        return not juel and (not language or is_feel(language))

    def _refuse(self, expression: LiteralExpression, within: Element, error: FeelError) -> None:
        self.notes.note(
            "DMN_SYNTAX",
            expression.id or within.id,
            expression.line or within.line,
            text=expression.text[:80],
            reason=error.text("en"),
            reason_zh=error.text("zh"),
        )


def null(scope: object, run: object) -> object:
    """What an empty expression gives."""
    return None


def broken(text: str) -> Closure:
    """What an expression that cannot be read gives when it is reached."""
    return lambda scope, run: run.report("broken_expression", name=text[:60])
