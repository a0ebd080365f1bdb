"""Closures of and, or, comparisons, between, if, instance of."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.feel.closures.protocol import Compiling
from engine.feel.compare import SIMPLE, equal, order
from engine.feel.functions import Closure, Scope
from engine.feel.run import Run
from engine.feel.tree import And, Between, Comparison, If, InstanceOf, Literal, Node, Or
from engine.feel.types import resolve
from engine.feel.values import kind_of

_EQUATABLE = SIMPLE | {bool}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_and(node: And, compiling: Compiling) -> Closure:
    return _connective(node.operands, compiling, decides=False)


def compile_or(node: Or, compiling: Compiling) -> Closure:
    return _connective(node.operands, compiling, decides=True)


def _connective(nodes: tuple[Node, ...], compiling: Compiling, *, decides: bool) -> Closure:
    """and is decided by the first false, or by the first true; otherwise any non-boolean makes null."""
    operands = tuple(compiling.compile(each) for each in nodes)
    places = tuple((compiling.text(each), each.start) for each in nodes)
    neutral = not decides

    def connect(scope: Scope, run: Run) -> object:
        result: bool | None = neutral
        for index, operand in enumerate(operands):
            value = operand(scope, run)
            if value is decides:
                return decides
            if value is not neutral:
                result = None
                if value is not None:
                    text, position = places[index]
                    run.report("not_boolean", position, name=text, kind=kind_of(value))
        return result

    if len(operands) != 2:
        return connect
    first, second = operands

    def connect_two(scope: Scope, run: Run) -> object:
        left = first(scope, run)
        if left is decides:
            return decides
        right = second(scope, run)
        if right is decides:
            return decides
        if left is neutral and right is neutral:
            return neutral
        for value, (text, position) in ((left, places[0]), (right, places[1])):
            if value is not None and value is not neutral:
                run.report("not_boolean", position, name=text, kind=kind_of(value))
        return None

    return connect_two


def compile_comparison(node: Comparison, compiling: Compiling) -> Closure:
    if node.operator in ("=", "!="):
        return _equality(node, compiling)
    left, right = compiling.compile(node.left), compiling.compile(node.right)
    compare, slow = _ORDERS[node.operator], slow_order(node.operator, node.left, node.right, compiling)
    if isinstance(node.right, Literal) and type(node.right.value) in SIMPLE:
        constant: Any = node.right.value
        wanted = type(constant)

        def compare_constant(scope: Scope, run: Run) -> object:
            value = left(scope, run)
            if type(value) is wanted:
                try:
                    return compare(value, constant)
                except ArithmeticError:
                    pass
            return slow(value, constant, run)

        return compare_constant

    def compare_two(scope: Scope, run: Run) -> object:
        one, other = left(scope, run), right(scope, run)
        if type(one) is type(other) and type(one) in SIMPLE:
            try:
                return compare(one, other)
            except ArithmeticError:
                pass
        return slow(one, other, run)

    return compare_two


def slow_order(
    sign: str, left: Node, right: Node, compiling: Compiling
) -> Callable[[object, object, Run], bool | None]:
    """The full meaning of an ordering, with its diagnostics."""
    compare = _ORDERS[sign]
    left_text, right_text = compiling.text(left), compiling.text(right)

    def decide(one: object, other: object, run: Run) -> bool | None:
        result = order(one, other)
        if result is not None:
            return compare(result, 0)
        for value, text, node in ((one, left_text, left), (other, right_text, right)):
            if value is None:
                run.note("null_operand", node.start, name=text, operator=sign)
                return None
        run.report("operand_types", left.start, operator=sign, left=kind_of(one), right=kind_of(other))
        return None

    return decide


def _equality(node: Comparison, compiling: Compiling) -> Closure:
    left, right = compiling.compile(node.left), compiling.compile(node.right)
    sign, position, negated = node.operator, node.start, node.operator == "!="

    def compare(scope: Scope, run: Run) -> object:
        one, other = left(scope, run), right(scope, run)
        if type(one) is type(other) and type(one) in _EQUATABLE:
            return (one == other) is not negated
        result = equal(one, other, run)
        if result is None:
            run.report("operand_types", position, operator=sign, left=kind_of(one), right=kind_of(other))
            return None
        return result is not negated

    return compare


def compile_between(node: Between, compiling: Compiling) -> Closure:
    value, low, high = (compiling.compile(each) for each in (node.value, node.low, node.high))
    above = slow_order(">=", node.value, node.low, compiling)
    below = slow_order("<=", node.value, node.high, compiling)

    def between(scope: Scope, run: Run) -> object:
        one = value(scope, run)
        lower = above(one, low(scope, run), run)
        upper = below(one, high(scope, run), run)
        if lower is False or upper is False:
            return None if lower is None or upper is None else False
        return True if lower and upper else None

    return between


def compile_if(node: If, compiling: Compiling) -> Closure:
    condition, then, otherwise = (
        compiling.compile(each) for each in (node.condition, node.then, node.otherwise)
    )
    text, position = compiling.text(node.condition), node.condition.start

    def choose(scope: Scope, run: Run) -> object:
        value = condition(scope, run)
        if value is True:
            return then(scope, run)
        if value is not False and value is not None:
            return run.report("not_boolean", position, name=text, kind=kind_of(value))
        return otherwise(scope, run)

    return choose


def compile_instance_of(node: InstanceOf, compiling: Compiling) -> Closure:
    value, wanted = compiling.compile(node.value), resolve(node.type, compiling.types)
    name, position = node.type.name, node.type.start

    def check(scope: Scope, run: Run) -> object:
        if wanted is None:
            return run.report("unknown_variable", position, name=name)
        found = value(scope, run)
        return wanted.has_instance(found)

    return check
