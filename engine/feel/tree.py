"""The tree of an expression: frozen nodes, each with its place in the text.

Backtests, gap checks, sentences and the compiler all read this tree; nothing else knows the grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Literal as Choice

ArithmeticOperator = Choice["+", "-", "*", "/", "**"]
ComparisonOperator = Choice["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """`start` and `end` are 0-based offsets of the node in the expression's text."""

    start: int = 0
    end: int = 0

    def children(self) -> Iterator[Node]:
        """The nodes directly below, in the order of the text."""
        for each in fields(self):
            yield from _nodes(getattr(self, each.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True, kw_only=True, slots=True)
class Literal(Node):
    """null, true, false, a Decimal or a str."""

    value: object


@dataclass(frozen=True, kw_only=True, slots=True)
class AtLiteral(Node):
    """@"…": `text` is the ISO text of a date, time, date and time or duration."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Name(Node):
    """A variable, with inner white space reduced to one space."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Input(Node):
    """The question mark of a unary test."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Path(Node):
    """source.name"""

    source: Node
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter(Node):
    """source[condition], also an index."""

    source: Node
    condition: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Arithmetic(Node):
    """left operator right"""

    operator: ArithmeticOperator
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Negation(Node):
    """-operand"""

    operand: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class And(Node):
    """Two or more operands."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Or(Node):
    """Two or more operands."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison(Node):
    """left operator right"""

    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Between(Node):
    """value between low and high"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class In(Node):
    """value in (test, test, …)"""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparisonTest(Node):
    """A unary test such as `> 10`; as a value of its own it is a half-open range."""

    operator: ComparisonOperator
    operand: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class NotTest(Node):
    """not(test, test, …)"""

    tests: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AnyTest(Node):
    """The dash of a decision table's cell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TestList(Node):
    """The comma-separated tests of a cell."""

    tests: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeNode(Node):
    """A type by name with its parts: list<T>, range<T>, context<a: T>, function<T, T> -> T."""

    name: str
    arguments: tuple[TypeNode, ...] = ()
    members: tuple[str, ...] = ()
    result: TypeNode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceOf(Node):
    """value instance of type"""

    value: Node
    type: TypeNode


@dataclass(frozen=True, kw_only=True, slots=True)
class If(Node):
    """if condition then … else …"""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Iteration(Node):
    """name in source, or name in source..stop"""

    name: str
    source: Node
    stop: Node | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class For(Node):
    """for iterations return body; the body may read `partial`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantified(Node):
    """some or every iterations satisfies condition"""

    quantifier: Choice["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Call(Node):
    """function(argument, …); `names` is empty for positional arguments, else as long as `arguments`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter(Node):
    """A formal parameter; `type` may be absent."""

    name: str
    type: TypeNode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionDefinition(Node):
    """function(parameters) body; an external one keeps its body only to be shown."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ListNode(Node):
    """[item, item, …]"""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Node):
    """key: value"""

    key: str
    value: Node


@dataclass(frozen=True, kw_only=True, slots=True)
class ContextNode(Node):
    """{key: value, …}; each value may read the entries before it."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeNode(Node):
    """[low..high] with open or closed ends."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation(Node):
    """An operation of another language over FEEL values: no text of FEEL gives this node.

    `apply` gets the values of the operands; BadArgument, ArithmeticError and ValueError make it null.
    """

    apply: Callable[..., object]
    operands: tuple[Node, ...]
