"""Conditions written as FEEL: what rows can say becomes rows, the rest stays a text; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from itertools import product

from engine.feel import FeelError, compile_expression
from engine.feel.parser import parse_expression
from engine.feel.tree import (
    And,
    Between,
    Call,
    Comparison,
    ComparisonTest,
    In,
    Literal,
    Name,
    Negation,
    Node,
    NotTest,
    Or,
    RangeNode,
)
from forms.expressions.checking import fault_of
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.model import ALWAYS, Condition, Operator, Test, Value
from processes.approval.operators import fits
from processes.approval.variables import variables_of

LONGEST = 2_000
MOST_ROWS, MOST_TESTS = 30, 20
#: The clock is no fact of a document: what was decided with it could not be told again.
_CLOCK = frozenset({"now", "today"})
_OPERATORS: dict[str, Operator] = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "=": "eq", "!=": "ne"}
_TURNED: dict[str, str] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}
Rows = list[tuple[Test, ...]]


def condition_of(text: str, document: DocumentType) -> Condition:
    """The condition of a text without faults: as rows if rows can say it."""
    plain = text.strip()
    if not plain:
        return ALWAYS
    tree = parse_expression(plain)
    if isinstance(tree, Literal) and tree.value is True:
        return ALWAYS
    try:
        rows = _rows(tree, document)
    except _NotRows:
        return Condition(text=plain)
    return Condition(rows=tuple(dict.fromkeys(rows)))


def text_faults(text: str, place: str, document: DocumentType) -> Iterator[Fault]:
    """The first thing that keeps a text from being a condition about this type of document."""
    if len(text) > LONGEST:
        yield Fault(place=place, zh=f"最多 {LONGEST} 个字符", en=f"At most {LONGEST} characters")
        return
    variables = variables_of(document)
    fault = fault_of(text, variables)
    if fault is not None:
        yield Fault(place=place, zh=fault[0], en=fault[1])
        return
    try:
        expression = compile_expression(text)
    except FeelError as error:
        yield Fault(place=place, zh=error.text("zh"), en=error.text("en"))
        return
    if any(_called(expression.tree)):
        yield Fault(
            place=place,
            zh="条件不能读取当前时间：以后无法重现当时的判断",
            en="A condition may not read the clock: the answer could not be told again later",
        )
    elif not expression.names and text.strip() != "true":
        yield Fault(place=place, zh="条件没有用到任何字段", en="The condition asks about no field")


def _called(node: Node) -> Iterator[bool]:
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in _CLOCK:
        yield True
    for child in node.children():
        yield from _called(child)


class _NotRows(Exception):
    """The grid cannot show it."""


def _rows(node: Node, document: DocumentType) -> Rows:
    """The node as rows one of which must hold."""
    if isinstance(node, Or):
        return _few([row for each in node.operands for row in _rows(each, document)])
    if isinstance(node, And):
        return _few(reduce(_both, (_rows(each, document) for each in node.operands)))
    tests = tuple(_tests(node))
    if not tests or not all(fits(document.fact(test.fact), test) for test in tests):
        raise _NotRows
    return [tests]


def _both(one: Rows, other: Rows) -> Rows:
    return _few(
        [(*left, *(test for test in right if test not in left)) for left, right in product(one, other)]
    )


def _few(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS or any(len(row) > MOST_TESTS for row in rows):
        raise _NotRows
    return rows


def _tests(node: Node) -> Iterator[Test]:
    match node:
        case Comparison(operator=operator, left=Name(name=fact), right=right):
            yield Test(fact=fact, operator=_OPERATORS[operator], value=_value(right))
        case Comparison(operator=operator, left=left, right=Name(name=fact)):
            yield Test(fact=fact, operator=_OPERATORS[_TURNED[operator]], value=_value(left))
        case Between(value=Name(name=fact), low=low, high=high):
            yield Test(fact=fact, operator="between", value=(_number(low), _number(high)))
        case In(value=Name(name=fact), tests=tests):
            yield from _within(fact, tests)
        case Name(name=fact):
            yield Test(fact=fact, operator="eq", value=True)
        case Call(function=Name(name="not"), arguments=(Name(name=fact),)):
            yield Test(fact=fact, operator="eq", value=False)
        case _:
            raise _NotRows


def _within(fact: str, tests: Sequence[Node]) -> Iterator[Test]:
    match tests:
        case [RangeNode(low=Node() as low, high=Node() as high, low_closed=True, high_closed=True)]:
            yield Test(fact=fact, operator="between", value=(_number(low), _number(high)))
        case [RangeNode(low=Node() as low, high=Node() as high, low_closed=first, high_closed=last)]:
            yield Test(fact=fact, operator="ge" if first else "gt", value=_number(low))
            yield Test(fact=fact, operator="le" if last else "lt", value=_number(high))
        case [ComparisonTest(operator=operator, operand=operand)]:
            yield Test(fact=fact, operator=_OPERATORS[operator], value=_value(operand))
        case [NotTest(tests=inner)]:
            yield Test(fact=fact, operator="not_in", value=_words(inner))
        case _:
            yield Test(fact=fact, operator="in", value=_words(tests))


def _words(tests: Sequence[Node]) -> tuple[str, ...]:
    words = tuple(test.value for test in tests if isinstance(test, Literal) and isinstance(test.value, str))
    if not words or len(words) != len(tests):
        raise _NotRows
    return words


def _value(node: Node) -> Value:
    if isinstance(node, Literal) and isinstance(node.value, str | bool):
        return node.value
    return _number(node)


def _number(node: Node) -> Decimal:
    match node:
        case Literal(value=Decimal() as number):
            return number
        case Negation(operand=Literal(value=Decimal() as number)):
            return -number
        case _:
            raise _NotRows
