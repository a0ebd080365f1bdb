"""The output side of a table: cells that are constants, values that may be given, which row is more important."""

from __future__ import annotations

from decimal import Decimal

from engine.dmn.analysis.declared import Declarations
from engine.dmn.model import DecisionTable, OutputClause
from engine.feel import FeelError, compile_unary
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.compare import same
from engine.feel.compiler import compile_tree
from engine.feel.names import free_names
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.run import Run

COMPUTED = object()
"""What a cell that depends on anything gives."""


class Outputs:
    """The results of the rows as far as they are constants. `names`: variables that are no plain word."""

    def __init__(self, table: DecisionTable, names: frozenset[str], declared: Declarations) -> None:
        self.table = table
        self.values = [[_constant(cell.text, names) for cell in rule.outputs] for rule in table.rules]
        self.allowed = [_allowed(clause, declared) for clause in table.outputs]
        self._orders = [_listed(texts, names) for texts in self.allowed]

    def are_equal(self, one: int, other: int) -> bool:
        """Do two rows surely give the same?"""
        rules = self.table.rules
        return all(
            left.text.strip() == right.text.strip() or same_constant(a, b)
            for left, right, a, b in zip(
                rules[one].outputs,
                rules[other].outputs,
                self.values[one],
                self.values[other],
                strict=True,
            )
        )

    def may_differ(self, one: int, other: int) -> bool:
        """Do two rows surely give different things?"""
        return any(
            a is not COMPUTED and b is not COMPUTED and not same(a, b)
            for a, b in zip(self.values[one], self.values[other], strict=True)
        )

    def strange(self) -> list[tuple[int, int]]:
        """Rows and outputs whose constant is not among the values that the output may have."""
        return [
            (row, index)
            for row, values in enumerate(self.values)
            for index, value in enumerate(values)
            if value is not COMPUTED and value is not None and not self._may_be(index, value)
        ]

    def _may_be(self, index: int, value: object) -> bool:
        try:
            tests = [compile_unary(text) for text in self.allowed[index]]
            each = value if isinstance(value, list) else [value]
            return all(test.matches(one) is not False for test in tests for one in each)
        except FeelError:
            return True

    def without_number(self) -> list[tuple[int, int]]:
        """Rows and outputs whose constant cannot be added up."""
        return [
            (row, index)
            for row, values in enumerate(self.values)
            for index, value in enumerate(values)
            if value is not COMPUTED and not isinstance(value, Decimal)
        ]

    def ranks(self, row: int) -> tuple[int, ...] | None:
        """How important a row's result is, 0 the most; None if it is computed."""
        found = []
        for value, order in zip(self.values[row], self._orders, strict=True):
            if value is COMPUTED or order is None:
                return None
            found.append(next((rank for rank, each in enumerate(order) if same(value, each)), len(order)))
        return tuple(found)

    def outranking(self, row: int) -> int:
        """The rows, as a bit mask, whose result comes before the row's under PRIORITY."""
        mine, found = self.ranks(row), 0
        if mine is None:
            return 0
        for other in range(len(self.values)):
            theirs = self.ranks(other) if other != row else None
            if theirs is not None and (theirs < mine or (theirs == mine and other < row)):
                found |= 1 << other
        return found


def same_constant(one: object, other: object) -> bool:
    """Are both constants, and the same value?"""
    return one is not COMPUTED and other is not COMPUTED and same(one, other)


def _constant(text: str, names: frozenset[str]) -> object:
    if not text.strip():
        return None
    try:
        tree = parse_expression(text, names)
        if free_names(tree, BUILTIN_NAMES) or "now" in text or "today" in text or "random" in text:
            return COMPUTED
        return compile_tree(text, tree)({}, Run(strict=True))
    except (FeelError, RecursionError):
        return COMPUTED


def _allowed(clause: OutputClause, declared: Declarations) -> tuple[str, ...]:
    if clause.values:
        return (clause.values,)
    return declared.of_type(clause.type_ref).allowed if clause.type_ref else ()


def _listed(texts: tuple[str, ...], names: frozenset[str]) -> list[object] | None:
    """The values in order of priority; None if one is no constant."""
    found: list[object] = []
    try:
        for text in texts[:1]:
            tests = parse_tests(text, names).tests
            found += [_constant(text[test.start : test.end], names) for test in tests]
    except FeelError:
        return None
    return None if any(value is COMPUTED for value in found) else found
