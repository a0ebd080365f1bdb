"""Closures of arithmetic and negation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from engine.feel.arithmetic import OPERATIONS, NoSuchResult
from engine.feel.closures.protocol import Compiling
from engine.feel.durations import WideDuration, YearsMonths
from engine.feel.functions import Closure, Scope
from engine.feel.run import Run
from engine.feel.tree import Arithmetic, Negation
from engine.feel.values import DECIMAL, kind_of

ROOT_STEPS = 50
"""What a power counts whose exponent is not whole: it takes so much longer than other arithmetic."""


def compile_arithmetic(node: Arithmetic, compiling: Compiling) -> Closure:
    left, right = compiling.compile(node.left), compiling.compile(node.right)
    sign, position = node.operator, node.start
    fast = OPERATIONS[sign, "number", "number"]
    slow = _slow_arithmetic(node, compiling)

    is_power = sign == "**"

    def calculate(scope: Scope, run: Run) -> object:
        one, other = left(scope, run), right(scope, run)
        if type(one) is Decimal and type(other) is Decimal:
            if is_power and other != other.to_integral_value():
                run.tick(ROOT_STEPS)
            try:
                return fast(one, other)
            except ArithmeticError:
                code = "division_by_zero" if sign == "/" and not other else "number_range"
                run.report(code, position, operator=sign)
                return None
        return slow(one, other, run)

    return calculate


def _slow_arithmetic(node: Arithmetic, compiling: Compiling) -> Callable[[object, object, Run], object]:
    sign, texts = node.operator, (compiling.text(node.left), compiling.text(node.right))

    def calculate(one: object, other: object, run: Run) -> object:
        operation = OPERATIONS.get((sign, kind_of(one), kind_of(other)))
        if operation is None:
            for value, text in zip((one, other), texts, strict=True):
                if value is None:
                    return run.note("null_operand", node.start, name=text, operator=sign)
            return run.report(
                "operand_types", node.start, operator=sign, left=kind_of(one), right=kind_of(other)
            )
        try:
            return run.charged(operation(one, other))
        except ZeroDivisionError:
            return run.report("division_by_zero", node.start)
        except (ArithmeticError, ValueError):
            return run.report("date_range", node.start)
        except NoSuchResult:
            return run.report(
                "operand_types", node.start, operator=sign, left=kind_of(one), right=kind_of(other)
            )

    return calculate


def compile_negation(node: Negation, compiling: Compiling) -> Closure:
    operand, text, position = compiling.compile(node.operand), compiling.text(node.operand), node.start

    def negate(scope: Scope, run: Run) -> object:
        value = operand(scope, run)
        if isinstance(value, Decimal):
            return DECIMAL.minus(value)
        if isinstance(value, timedelta):
            return -value
        if isinstance(value, YearsMonths):
            return YearsMonths(-value.months)
        if isinstance(value, WideDuration):
            return WideDuration(-value.nanos)
        if value is None:
            return run.note("null_operand", position, name=text, operator="-")
        return run.report("operand_type", position, operator="-", kind=kind_of(value))

    return negate
