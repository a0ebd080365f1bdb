"""What a cell of conditions names: the constants that cut the axis, and where on the axis it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.analysis.axis import Axis, Unplaceable
from engine.feel import FeelError
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.closures.tests import compile_tests, mentions_input
from engine.feel.compiler import Compiler, compile_tree
from engine.feel.names import free_names
from engine.feel.parser import parse_tests
from engine.feel.ranges import comparison_range
from engine.feel.run import Run
from engine.feel.tree import (
    And,
    AnyTest,
    Between,
    Call,
    Comparison,
    ComparisonTest,
    In,
    Input,
    Name,
    Node,
    NotTest,
    Or,
    TestList,
)
from engine.feel.values import Range

_MOVING = frozenset({"now", "today", "random number"})


@dataclass(frozen=True, slots=True)
class Cell:
    """Any value, or one of the constants; turned around if `negated`.

    `tested`: the cell asks with `?` or cannot be told by its constants, so it is tried on a value of each
    segment. `whole_axis`: it may only be tried where the axis has nothing but named values.
    """

    text: str
    tree: TestList | None
    constants: tuple[object, ...] = ()
    negated: bool = False
    tested: bool = False
    whole_axis: bool = False

    @property
    def anything(self) -> bool:
        """A dash or an empty cell."""
        return self.tree is None

    @property
    def ends(self) -> Iterator[object]:
        """The values at which it cuts the axis."""
        for each in self.constants:
            ends = (each.low, each.high) if isinstance(each, Range) else (each,)
            yield from (end for end in ends if end is not None)

    @property
    def names_null(self) -> bool:
        """Is null among its constants?"""
        return any(
            each is None or (isinstance(each, Range) and each.operator and each.low is None)
            for each in self.constants
        )

    @property
    def has_ranges(self) -> bool:
        """Does it ask for an order?"""
        return any(isinstance(each, Range) and each.operator != "!=" for each in self.constants)

    def mask(self, axis: Axis) -> int:
        """The segments of the axis where the cell holds."""
        if self.tree is None:
            return axis.everything
        if self.tested:
            return self._tried(axis, range(axis.count))
        found = 0
        for constant in self.constants:
            found |= axis.mask(constant)
        if self.negated:
            found = axis.everything & ~1 & ~found
        elif not self.names_null and "!=" not in self.text:
            return found & axis.everything
        return (found & axis.everything & ~1) | self._tried(axis, range(1))

    def _tried(self, axis: Axis, segments: range) -> int:
        assert self.tree is not None
        found = 0
        try:
            test = compile_tests(self.tree.tests, Compiler(self.text))
            for index in segments:
                if axis.everything >> index & 1 and test(axis.samples[index], {}, Run()) is True:
                    found |= 1 << index
        except (FeelError, RecursionError):
            raise Unplaceable from None
        return found


def read_cell(text: str, names: frozenset[str]) -> Cell:
    """Raises Unplaceable for a cell that cannot be read or whose limits depend on other values or on the day.

    `names`: variables that are not one plain word.
    """
    text = text.strip()
    if text in ("", "-"):
        return Cell(text, None)
    try:
        tree = parse_tests(text, names)
    except FeelError:
        raise Unplaceable from None
    if any(isinstance(test, AnyTest) for test in tree.tests):
        return Cell(text, None)
    if free_names(tree, BUILTIN_NAMES) or _moves(tree):
        raise Unplaceable
    negated = len(tree.tests) == 1 and isinstance(tree.tests[0], NotTest)
    tests = tree.tests[0].tests if negated and isinstance(tree.tests[0], NotTest) else tree.tests
    if any(isinstance(test, NotTest) or mentions_input(test) for test in tests):
        return _tested(text, tree)
    try:
        return Cell(text, tree, tuple(each for test in tests for each in _of_test(test)), negated)
    except FeelError:
        # Such as [5..1]: an error that never matches, the same wherever it is tried.
        return Cell(text, tree, tested=True)


def _tested(text: str, tree: TestList) -> Cell:
    try:
        return Cell(text, tree, tuple(_compared(tree)), tested=True)
    except (Unplaceable, FeelError):
        return Cell(text, tree, tested=True, whole_axis=True)


def _moves(node: Node) -> bool:
    """Does it ask what day it is?"""
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in _MOVING:
        return True
    return any(_moves(child) for child in node.children())


def _compared(node: Node) -> Iterator[object]:
    """The constants that `?` is compared with. Raises Unplaceable for other questions about it."""
    if isinstance(node, (And, Or)):
        for each in node.operands:
            yield from _compared(each)
    elif isinstance(node, (TestList, NotTest)):
        for test in node.tests:
            yield from _compared(test)
    elif isinstance(node, Comparison) and isinstance(node.left, Input):
        yield from _comparison(node.operator, node.right)
    elif isinstance(node, Comparison) and isinstance(node.right, Input):
        yield from _comparison(node.operator, node.left)
    elif isinstance(node, Between) and isinstance(node.value, Input):
        yield from _comparison(">=", node.low)
        yield from _comparison("<=", node.high)
    elif isinstance(node, In) and isinstance(node.value, Input):
        yield from _compared(TestList(tests=node.tests))
    elif isinstance(node, Call) and isinstance(node.function, Name) and node.function.name == "not":
        for each in node.arguments:
            yield from _compared(each)
    elif mentions_input(node):
        raise Unplaceable
    else:
        yield from _of_test(node)


def _comparison(operator: str, operand: Node) -> Iterator[object]:
    if mentions_input(operand):
        raise Unplaceable
    yield from _of_test(ComparisonTest(operator=operator, operand=operand))  # type: ignore[arg-type]


def _of_test(test: Node) -> Iterator[object]:
    if isinstance(test, ComparisonTest):
        value = _value(test.operand)
        made = value if test.operator == "=" else comparison_range(test.operator, value)
        if made is None and test.operator != "=":
            raise FeelError("bad_range")
        yield made
    else:
        yield from _flat(_value(test))


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    else:
        yield value


def _value(node: Node) -> object:
    return compile_tree("", node)({}, Run(strict=True))
