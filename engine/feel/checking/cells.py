"""What is wrong or suspicious about the tests in a cell of a decision table."""

from __future__ import annotations

from engine.feel.check import check
from engine.feel.checking.choices import check_choice
from engine.feel.checking.finding import Report
from engine.feel.checking.operands import compare, date_sum, range_meant
from engine.feel.checking.scope import Scope, Shape, from_text
from engine.feel.checking.shapes import shape_of
from engine.feel.errors import Diagnostic
from engine.feel.facts import Fact
from engine.feel.tree import (
    And,
    Arithmetic,
    Comparison,
    ComparisonTest,
    Input,
    Literal,
    Name,
    Negation,
    Node,
    NotTest,
    Or,
    TestList,
)


def check_cell(tree: TestList, scope: Scope, input: Fact | str, source: str) -> tuple[Diagnostic, ...]:
    """The faults of the tests of a cell whose input is a fact or of a kind ("" for any)."""
    shape = Shape(fact=input) if isinstance(input, Fact) else from_text(input)
    if isinstance(input, Fact):
        shape = Shape(kind=from_text(input.kind).kind, fact=input, path=input.name)
    report = Report(source)
    for test in tree.tests:
        _check_test(test, shape, scope, report)
    told = [(each.position, each.end) for each in report.found]
    found = check(tree, scope.known, source=source, input=shape)
    rest = [each for each in found if not any(low <= each.position < high for low, high in told)]
    return tuple(sorted([*report.found, *rest], key=lambda each: each.position))


def _check_test(test: Node, input: Shape, scope: Scope, report: Report) -> None:
    if isinstance(test, NotTest):
        for each in test.tests:
            _check_test(each, input, scope, report)
    elif isinstance(test, (Or, And)):
        _check_connected(test, input, report)
    elif isinstance(test, Arithmetic):
        _check_difference(test, input, report)
    elif isinstance(test, Comparison):
        if isinstance(test.left, Name) and input.fact is not None and test.left.name == input.fact.name:
            report.add("cell_subject", test, replacement=f"{test.operator} {report.text(test.right)}")
    elif isinstance(test, ComparisonTest):
        _check_value(test.operator, test.operand, input, scope, report)
    else:
        _check_value("=", test, input, scope, report)


def _check_value(operator: str, value: Node, input: Shape, scope: Scope, report: Report) -> None:
    check_choice(input, value, scope, report)
    if (
        isinstance(value, (Literal, Negation))
        and shape_of(value, scope).kind != "null"
        and input.kind != "list"
    ):
        compare(operator, (Input(), input), (value, shape_of(value, scope)), value, report)


def _check_connected(test: Or | And, input: Shape, report: Report) -> None:
    """ "A" or "B" where input is no boolean"""
    values = all(isinstance(each, Literal) and not isinstance(each.value, bool) for each in test.operands)
    if isinstance(test, Or) and values and input.kind != "boolean":
        text = ", ".join(report.text(each) for each in test.operands)
        report.add("cell_alternatives", test, replacement=text)


def _check_difference(test: Arithmetic, input: Shape, report: Report) -> None:
    """10-20 is a subtraction."""
    if date_sum(test, input, report):
        return
    range_meant(test, report)
