"""The constants in a cell: what its tests compare with, if that does not depend on anything."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dmn.analysis.axis import Axis, Unplaceable, as_range
from engine.feel import FeelError
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.closures.tests import mentions_input
from engine.feel.compiler import compile_tree
from engine.feel.names import free_names
from engine.feel.parser import parse_tests
from engine.feel.run import Run
from engine.feel.tree import AnyTest, ComparisonTest, Node, NotTest
from engine.feel.values import Range


@dataclass(frozen=True, slots=True)
class Cell:
    """Any value, or one of the constants; turned around if `negated`."""

    anything: bool
    constants: tuple[object, ...]
    negated: bool = False

    def mask(self, axis: Axis) -> int:
        """The segments of the axis where the cell holds."""
        if self.anything:
            return axis.everything
        found = 0
        for constant in self.constants:
            found |= axis.mask(constant)
        return axis.everything & ~found if self.negated else found


def read_cell(text: str, names: frozenset[str]) -> Cell:
    """Raises Unplaceable for a cell that cannot be read or computes its limits."""
    if text.strip() in ("", "-"):
        return Cell(True, ())
    try:
        tests = parse_tests(text, names).tests
    except FeelError:
        raise Unplaceable from None
    if len(tests) == 1 and isinstance(tests[0], NotTest):
        return Cell(False, _constants(tests[0].tests), negated=True)
    if any(isinstance(test, AnyTest) for test in tests):
        return Cell(True, ())
    return Cell(False, _constants(tests))


def _constants(tests: tuple[Node, ...]) -> tuple[object, ...]:
    found: list[object] = []
    for test in tests:
        if isinstance(test, ComparisonTest):
            found.append(as_range(test.operator, _value(test.operand)))
            continue
        value = _value(test)
        found.extend(value if isinstance(value, list) else [value])
    if not all(_simple(value) for value in found):
        raise Unplaceable
    return tuple(found)


def _value(node: Node) -> object:
    if mentions_input(node) or isinstance(node, NotTest) or free_names(node, BUILTIN_NAMES):
        raise Unplaceable
    try:
        value = compile_tree("", node)({}, Run(strict=True))
    except FeelError:
        raise Unplaceable from None
    if value is None:
        raise Unplaceable
    return value


def _simple(value: object) -> bool:
    return value is not None and (isinstance(value, Range) or not isinstance(value, (list, dict)))
