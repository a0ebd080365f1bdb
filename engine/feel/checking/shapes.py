"""What kind of value a node has, told without evaluating it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.feel.arithmetic import OPERATIONS
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.durations import YearsMonths
from engine.feel.facts import Fact, Known, kind_known
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
#: (kind, member) → kind of the member.
MEMBERS: dict[tuple[str, str], str] = {
    **{("date", name): "number" for name in ("year", "month", "day", "weekday")},
    **{("date and time", name): "number" for name in ("year", "month", "day", "weekday")},
    **{(kind, name): "number" for kind in ("time", "date and time") for name in ("hour", "minute", "second")},
    **{(kind, "time offset"): "days and time duration" for kind in ("time", "date and time")},
    **{(kind, "timezone"): "string" for kind in ("time", "date and time")},
    **{("days and time duration", name): "number" for name in ("days", "hours", "minutes", "seconds")},
    **{("years and months duration", name): "number" for name in ("years", "months")},
    **{("range", name): "boolean" for name in ("start included", "end included")},
    **{("range", name): "" for name in ("start", "end")},
}


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind` is "" where it cannot be told. `path` leads to what is known about members, `fact` to the rest."""

    kind: str = ""
    element: Shape | None = None
    members: Mapping[str, Shape] | None = None
    path: str = ""
    fact: Fact | None = None


NOTHING = Shape()
BOOLEAN = Shape("boolean")


@dataclass(frozen=True)
class Scope:
    """What names stand for at one place of a tree.

    `within` is the element a filter looks at, whose members are names; `input` is the `?` of a cell.
    """

    known: Known
    local: Mapping[str, Shape] = field(default_factory=dict)
    within: Shape | None = None
    input: Shape = NOTHING

    def binding(self, name: str, shape: Shape) -> Scope:
        return replace(self, local={**self.local, name: shape})

    def inside(self, element: Shape) -> Scope:
        return replace(self, local={**self.local, "item": element}, within=element)

    def find(self, name: str) -> Shape | None:
        """What the name stands for; None for an unknown one."""
        if self.within is not None:
            inner = self.member(self.within, name)
            if inner is not None:
                return inner
        return self.local[name] if name in self.local else self.at(name)

    def at(self, path: str) -> Shape | None:
        """What is known under a path."""
        kind = kind_known(self.known, path)
        below = path + "."
        if kind is None:
            return Shape(path=path) if any(each.startswith(below) for each in self.known) else None
        found = self.known[path]
        shape = from_text(kind, path)
        return replace(shape, fact=found) if isinstance(found, Fact) else shape

    def member(self, shape: Shape, name: str) -> Shape | None:
        """A member as far as it is known."""
        if shape.members is not None and name in shape.members:
            return shape.members[name]
        found = self.at(f"{shape.path}.{name}") if shape.path else None
        if found is None and (shape.kind, name) in MEMBERS:
            return Shape(MEMBERS[shape.kind, name])
        return found

    def is_open(self) -> bool:
        """May a name be a member of an element about which nothing is known?"""
        element = self.within
        return element is not None and element.kind in ("", "context") and element.members is None

    def members_within(self) -> list[str]:
        """The members that the element a filter looks at is known to have."""
        if self.within is None or not self.within.path:
            return []
        below = self.within.path + "."
        names = [path.removeprefix(below) for path in self.known if path.startswith(below)]
        return [name for name in names if "." not in name]


def from_text(kind: str, path: str = "") -> Shape:
    """list<number> → a list of numbers."""
    if kind.startswith("list"):
        inner = kind[5:-1] if kind.startswith("list<") else ""
        return Shape("list", element=from_text(inner, path), path=path)
    return Shape(kind, path=path)


def shape_of(node: Node, scope: Scope) -> Shape:
    """The shape of the node's value."""
    if isinstance(node, _BOOLEANS):
        return BOOLEAN
    tell = _TELLERS.get(type(node))
    return tell(node, scope) if tell is not None else NOTHING


def element_of(shape: Shape) -> Shape:
    """What iterating over a value of the shape gives."""
    if shape.kind == "list":
        return shape.element or NOTHING
    return NOTHING if shape.kind in ("", "range") else shape


def joined(shapes: list[Shape]) -> Shape:
    """The shape that all of them have."""
    kinds = {shape.kind for shape in shapes}
    if len(kinds) != 1:
        return NOTHING
    return shapes[0] if len(shapes) == 1 else replace(shapes[0], fact=None)


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
