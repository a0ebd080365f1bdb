"""What kind of value a node has, told without evaluating it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.feel.arithmetic import OPERATIONS
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.checking.scope import BOOLEAN, NOTHING, Scope, Shape, element_of, from_text, joined
from engine.feel.durations import YearsMonths
from engine.feel.handbook.entries import FUNCTIONS
from engine.feel.temporal import at_literal
from engine.feel.tree import (
    And,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ComparisonTest,
    ContextNode,
    Filter,
    For,
    FunctionDefinition,
    If,
    In,
    Input,
    InstanceOf,
    ListNode,
    Literal,
    Name,
    Negation,
    Node,
    Or,
    Path,
    Quantified,
    RangeNode,
    TypeNode,
)
from engine.feel.types import ALIASES, SIMPLE_KINDS
from engine.feel.values import kind_of

_RESULTS = {name: each.result for _, _, rows in FUNCTIONS.values() for name, each in rows.items()}


def shape_of(node: Node, scope: Scope) -> Shape:
    """The shape of the node's value."""
    if isinstance(node, _BOOLEANS):
        return BOOLEAN
    tell = _TELLERS.get(type(node))
    return tell(node, scope) if tell is not None else NOTHING


def _path(node: Path, scope: Scope) -> Shape:
    source = shape_of(node.source, scope)
    if source.kind == "list":
        inner = scope.member(source.element or NOTHING, node.name)
        return Shape("list", element=inner or NOTHING)
    return scope.member(source, node.name) or NOTHING


def _filter(node: Filter, scope: Scope) -> Shape:
    source = shape_of(node.source, scope)
    index = shape_of(node.condition, scope.inside(element_of(source))).kind
    if index == "number":
        return element_of(source)
    as_list = source if source.kind == "list" else Shape("list", element=element_of(source))
    return as_list if index == "boolean" else NOTHING


def _arithmetic(node: Arithmetic, scope: Scope) -> Shape:
    left, right = shape_of(node.left, scope).kind, shape_of(node.right, scope).kind
    return Shape(RESULTS.get((node.operator, left, right), ""))


def _at(node: AtLiteral, scope: Scope) -> Shape:
    value = at_literal(node.text)
    return Shape(kind_of(value)) if value is not None else NOTHING


def _call(node: Call, scope: Scope) -> Shape:
    if not isinstance(node.function, Name) or node.function.name not in BUILTIN_NAMES:
        return NOTHING
    if scope.find(node.function.name) is not None:
        return NOTHING
    result = _RESULTS.get(node.function.name, "")
    first = shape_of(node.arguments[0], scope) if node.arguments else NOTHING
    if result == "first":
        return replace(first, fact=None)
    if result == "element":
        return element_of(first) if len(node.arguments) == 1 else first
    if node.function.name == "duration":
        return _duration(node)
    return from_text(result)


def _duration(node: Call) -> Shape:
    text = node.arguments[0] if len(node.arguments) == 1 else None
    value = at_literal(text.value) if isinstance(text, Literal) and isinstance(text.value, str) else None
    months = isinstance(value, YearsMonths)
    return Shape("years and months duration" if months else kind_of(value)) if value is not None else NOTHING


def _for(node: For, scope: Scope) -> Shape:
    for iteration in node.iterations:
        stops = iteration.stop is not None
        scope = scope.binding(
            iteration.name, Shape("") if stops else element_of(shape_of(iteration.source, scope))
        )
    return Shape("list", element=shape_of(node.body, scope.binding("partial", Shape("list"))))


def _context(node: ContextNode, scope: Scope) -> Shape:
    members: dict[str, Shape] = {}
    for entry in node.entries:
        members[entry.key] = shape_of(entry.value, scope)
        scope = scope.binding(entry.key, members[entry.key])
    return Shape("context", members=members)


def of_type(node: TypeNode | None) -> Shape:
    """The shape of a declared type."""
    if node is None:
        return NOTHING
    name = ALIASES.get(node.name, node.name)
    return Shape(name) if name in SIMPLE_KINDS else NOTHING


_D, _M, _T, _Y, _P = "date", "date and time", "time", "years and months duration", "days and time duration"


def _result(operator: str, left: str, right: str) -> str:
    """The kind that an operation gives; the table of operations has no other ones."""
    if operator == "-" and left in (_D, _M, _T) and right in (_D, _M, _T):
        return _P
    if operator == "/" and left == right:
        return "number"
    if left == right:
        return left
    return next(kind for kind in (_M, _D, _T, _Y, _P) if kind in (left, right))


RESULTS: dict[tuple[str, str, str], str] = {key: _result(*key) for key in OPERATIONS}

_BOOLEANS = (And, Or, Comparison, Between, In, InstanceOf, Quantified)
_TELLERS: dict[type[Node], Callable[[Any, Scope], Shape]] = {
    Literal: lambda node, scope: Shape(kind_of(node.value)),
    AtLiteral: _at,
    Name: lambda node, scope: scope.find(node.name) or NOTHING,
    Input: lambda node, scope: scope.input,
    Path: _path,
    Filter: _filter,
    Negation: lambda node, scope: Shape(shape_of(node.operand, scope).kind),
    Arithmetic: _arithmetic,
    If: lambda node, scope: joined([shape_of(each, scope) for each in (node.then, node.otherwise)]),
    For: _for,
    Call: _call,
    ListNode: lambda node, scope: Shape(
        "list", element=joined([shape_of(each, scope) for each in node.items])
    ),
    ContextNode: _context,
    RangeNode: lambda node, scope: Shape("range"),
    ComparisonTest: lambda node, scope: Shape("range"),
    FunctionDefinition: lambda node, scope: Shape("function"),
}
