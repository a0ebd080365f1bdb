"""Closures of unary tests: functions of the tested value, the variables and the run."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.closures.protocol import Compiling, Test, inner_scope
from engine.feel.compare import SIMPLE, equal, order, same
from engine.feel.functions import Closure, Scope
from engine.feel.ranges import comparison_range, contains
from engine.feel.run import Run
from engine.feel.tree import (
    AnyTest,
    ComparisonTest,
    In,
    Input,
    Literal,
    Negation,
    Node,
    NotTest,
    RangeNode,
    TestList,
)
from engine.feel.values import Range, adopt, kind_of

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def constant_of(node: Node) -> object:
    """The value of a literal, also a negative number; None for anything else."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation) and isinstance(node.operand, Literal):
        value = node.operand.value
        return -value if isinstance(value, Decimal) else None
    return None


def compile_in(node: In, compiling: Compiling) -> Closure:
    value, test = compiling.compile(node.value), compile_tests(node.tests, compiling)
    return lambda scope, run: test(value(scope, run), scope, run)


def compile_comparison_test(node: ComparisonTest, compiling: Compiling) -> Closure:
    """As a value of its own, such as the argument `> 10`, a comparison is a range."""
    operand, sign, position = compiling.compile(node.operand), node.operator, node.start

    def make(scope: Scope, run: Run) -> object:
        made = comparison_range(sign, operand(scope, run))
        return made if made is not None else run.report("bad_range", position)

    return make


def compile_test_list(node: TestList, compiling: Compiling) -> Closure:
    """The tests of a cell as an expression: they test the variable `?`."""
    test = compile_tests(node.tests, compiling)
    return lambda scope, run: test(adopt(scope.get("?")), scope, run)


def compile_tests(nodes: tuple[Node, ...], compiling: Compiling) -> Test:
    """True if one test holds; null if none does and one had no answer."""
    tests = tuple(compile_test(node, compiling) for node in nodes)
    if len(tests) == 1:
        return tests[0]

    def any_holds(value: object, scope: Scope, run: Run) -> bool | None:
        result: bool | None = False
        for test in tests:
            holds = test(value, scope, run)
            if holds is True:
                return True
            if holds is None:
                result = None
        return result

    return any_holds


def compile_test(node: Node, compiling: Compiling) -> Test:
    if isinstance(node, AnyTest):
        return lambda value, scope, run: True
    if isinstance(node, NotTest):
        return _negated(compile_tests(node.tests, compiling))
    if isinstance(node, ComparisonTest):
        return _comparison(node, compiling)
    if isinstance(node, RangeNode):
        return _interval(node, compiling)
    constant = constant_of(node)
    if constant is not None and type(constant) in SIMPLE:
        return _constant(constant)
    return _general(node, compiling)


def _negated(test: Test) -> Test:
    def negate(value: object, scope: Scope, run: Run) -> bool | None:
        holds = test(value, scope, run)
        return None if holds is None else not holds

    return negate


def _constant(constant: object) -> Test:
    wanted = type(constant)

    def check(value: object, scope: Scope, run: Run) -> bool | None:
        if type(value) is wanted:
            return value == constant
        return holds(value, constant, run)

    return check


def _comparison(node: ComparisonTest, compiling: Compiling) -> Test:
    sign, operand, position = node.operator, compiling.compile(node.operand), node.start
    if sign in ("=", "!="):
        return _equality(sign, operand)
    compare, constant = _ORDERS[sign], constant_of(node.operand)

    def slow(value: object, other: object, run: Run) -> bool | None:
        side = order(value, other)
        if side is not None:
            return compare(side, 0)
        if value is not None and other is not None:
            run.report("operand_types", position, operator=sign, left=kind_of(value), right=kind_of(other))
        return None

    if type(constant) is Decimal:

        def compare_constant(value: object, scope: Scope, run: Run) -> bool | None:
            if type(value) is Decimal:
                try:
                    return compare(value, constant)
                except ArithmeticError:
                    pass
            return slow(value, constant, run)

        return compare_constant
    return lambda value, scope, run: slow(value, operand(scope, run), run)


def _equality(sign: str, operand: Closure) -> Test:
    def compare(value: object, scope: Scope, run: Run) -> bool | None:
        result = equal(value, operand(scope, run), run)
        return result if result is None or sign == "=" else not result

    return compare


def _interval(node: RangeNode, compiling: Compiling) -> Test:
    low, high = constant_of(node.low), constant_of(node.high)
    make = compiling.compile(node)
    above, below = (
        (operator.ge if node.low_closed else operator.gt),
        (operator.le if node.high_closed else operator.lt),
    )
    ends = (low, high) if isinstance(low, Decimal) and isinstance(high, Decimal) and low <= high else None

    def check(value: object, scope: Scope, run: Run) -> bool | None:
        if ends is not None and type(value) is Decimal:
            try:
                return bool(above(value, ends[0]) and below(value, ends[1]))
            except ArithmeticError:
                return None
        interval = make(scope, run)
        return contains(interval, value) if isinstance(interval, Range) else None

    return check


def _general(node: Node, compiling: Compiling) -> Test:
    expression = compiling.compile(node)
    if not mentions_input(node):
        return lambda value, scope, run: holds(value, expression(scope, run), run)
    names = compiling.needs(node)

    def check(value: object, scope: Scope, run: Run) -> bool | None:
        inside = inner_scope(scope, names)
        inside["?"] = value
        result = expression(inside, run)
        if result is None or isinstance(result, bool):
            return result
        return holds(value, result, run)

    return check


def mentions_input(node: Node) -> bool:
    """Does the question mark occur in the node?"""
    return isinstance(node, Input) or any(mentions_input(child) for child in node.children())


def holds(value: object, tested: object, run: Run) -> bool | None:
    """`value in tested` for a computed `tested`: a range, a list of them or of values, or a value."""
    if isinstance(tested, Range):
        return contains(tested, value)
    if isinstance(tested, list):
        if isinstance(value, list) and same(value, tested, run):
            return True
        return any(_element_holds(value, adopt(each), run) for each in tested)
    if isinstance(tested, bool) and not isinstance(value, bool):
        return tested if value is not None else False
    return equal(value, tested, run)


def _element_holds(value: object, tested: object, run: Run) -> bool:
    run.tick()
    if isinstance(tested, Range):
        return contains(tested, value) is True
    return same(value, tested, run)
