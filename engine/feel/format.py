"""Writes a tree as FEEL again, in one line, evenly spaced, with no more parentheses than needed.

A tree has no comments, so they are lost; `layout` writes long expressions over several lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.names import KEYWORDS
from engine.feel.render import literal
from engine.feel.tree import (
    And,
    AnyTest,
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
    Iteration,
    ListNode,
    Literal,
    Name,
    Negation,
    Node,
    NotTest,
    Or,
    Parameter,
    Path,
    Quantified,
    RangeNode,
    TestList,
    TypeNode,
)

LOOSEST, AND, COMPARISON, _SUM, _PRODUCT, _POWER, _NEGATION, _INSTANCE, _POSTFIX = range(9)
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


def format_tree(node: Node) -> str:
    """The text of the node; parsing it gives an equal tree but for positions."""
    return _WRITERS[type(node)](node)


def binding(node: Node) -> int:
    """How tightly a node binds: the parts of a tighter one need parentheses if they are looser."""
    if isinstance(node, Arithmetic):
        return _ARITHMETIC[node.operator]
    return _BINDINGS.get(type(node), _POSTFIX + 1)


def _within(node: Node, level: int) -> str:
    """The text of an operand, in parentheses if it binds less than `level`."""
    text = format_tree(node)
    return f"({text})" if binding(node) < level else text


def format_test(node: Node) -> str:
    """A test of a cell: there, not(…) is about the input, unless it stands in parentheses."""
    if isinstance(node, ComparisonTest):
        return _comparison_test(node)
    is_not = isinstance(node, Call) and isinstance(node.function, Name) and node.function.name == "not"
    return f"({format_tree(node)})" if is_not else format_tree(node)


def _comparison_test(node: ComparisonTest) -> str:
    return f"{node.operator} {_within(node.operand, _SUM)}"


def format_item(node: Node) -> str:
    """An element of a list or an argument: there, > 10 needs no parentheses."""
    return _comparison_test(node) if isinstance(node, ComparisonTest) else format_tree(node)


def _tests(nodes: tuple[Node, ...]) -> str:
    return ", ".join(format_test(node) for node in nodes)


def _joined(nodes: tuple[Node, ...]) -> str:
    return ", ".join(format_item(node) for node in nodes)


def _comparison(node: Comparison) -> str:
    return f"{_within(node.left, COMPARISON)} {node.operator} {_within(node.right, _SUM)}"


def _between(node: Between) -> str:
    ends = f"{_within(node.low, _SUM)} and {_within(node.high, _SUM)}"
    return f"{_within(node.value, COMPARISON)} between {ends}"


def _in(node: In) -> str:
    tests = _tests(node.tests)
    single = len(node.tests) == 1 and not isinstance(node.tests[0], (AnyTest, NotTest))
    bare = single and binding(node.tests[0]) >= _SUM
    return f"{_within(node.value, COMPARISON)} in {format_item(node.tests[0]) if bare else f'({tests})'}"


def _arithmetic(node: Arithmetic) -> str:
    level = _ARITHMETIC[node.operator]
    return f"{_within(node.left, level)} {node.operator} {_within(node.right, level + 1)}"


def _call(node: Call) -> str:
    arguments = [format_item(argument) for argument in node.arguments]
    if node.names:
        arguments = [f"{name}: {text}" for name, text in zip(node.names, arguments, strict=True)]
    return f"{_within(node.function, _POSTFIX)}({', '.join(arguments)})"


def _iteration(node: Iteration) -> str:
    stop = f"..{format_tree(node.stop)}" if node.stop is not None else ""
    return f"{node.name} in {format_tree(node.source)}{stop}"


def _quantified(node: Quantified) -> str:
    return f"{node.quantifier} {_joined(node.iterations)} satisfies {format_tree(node.condition)}"


def _if(node: If) -> str:
    then, otherwise = format_tree(node.then), format_tree(node.otherwise)
    return f"if {format_tree(node.condition)} then {then} else {otherwise}"


def _function(node: FunctionDefinition) -> str:
    external = "external " if node.external else ""
    return f"function({_joined(node.parameters)}) {external}{format_tree(node.body)}"


def _parameter(node: Parameter) -> str:
    return node.name if node.type is None else f"{node.name}: {format_tree(node.type)}"


def _context(node: ContextNode) -> str:
    return (
        "{" + ", ".join(f"{format_key(each.key)}: {format_tree(each.value)}" for each in node.entries) + "}"
    )


def format_key(key: str) -> str:
    """A key of a context, in quotation marks if it could be read as something else."""
    plain = key.replace(" ", "").replace("_", "").isalnum() and not key[0].isdigit() and key not in KEYWORDS
    return key if plain else literal(key)


def _range(node: RangeNode) -> str:
    opening, closing = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
    return f"{opening}{format_tree(node.low)}..{format_tree(node.high)}{closing}"


def _type(node: TypeNode) -> str:
    if node.members:
        members = zip(node.members, node.arguments, strict=True)
        return "context<" + ", ".join(f"{name}: {format_tree(each)}" for name, each in members) + ">"
    inner = f"<{_joined(node.arguments)}>" if node.arguments or node.result else ""
    return node.name + inner + (f"->{format_tree(node.result)}" if node.result else "")


_BINDINGS: dict[type[Node], int] = {
    If: LOOSEST,
    For: LOOSEST,
    Quantified: LOOSEST,
    FunctionDefinition: LOOSEST,
    Or: LOOSEST,
    And: AND,
    Comparison: COMPARISON,
    Between: COMPARISON,
    In: COMPARISON,
    Negation: _NEGATION,
    InstanceOf: _INSTANCE,
}

_WRITERS: dict[type[Node], Callable[[Any], str]] = {
    Literal: lambda node: literal(node.value),
    AtLiteral: lambda node: "@" + literal(node.text),
    Name: lambda node: node.name,
    Input: lambda node: "?",
    Path: lambda node: f"{_within(node.source, _POSTFIX)}.{node.name}",
    Filter: lambda node: f"{_within(node.source, _POSTFIX)}[{format_tree(node.condition)}]",
    Arithmetic: _arithmetic,
    Negation: lambda node: f"-{_within(node.operand, _NEGATION)}",
    And: lambda node: " and ".join(_within(each, COMPARISON) for each in node.operands),
    Or: lambda node: " or ".join(_within(each, AND) for each in node.operands),
    Comparison: _comparison,
    Between: _between,
    In: _in,
    ComparisonTest: lambda node: f"({_comparison_test(node)})",
    NotTest: lambda node: f"not({_tests(node.tests)})",
    AnyTest: lambda node: "-",
    TestList: lambda node: _tests(node.tests),
    TypeNode: _type,
    InstanceOf: lambda node: f"{_within(node.value, _INSTANCE)} instance of {format_tree(node.type)}",
    If: _if,
    Iteration: _iteration,
    For: lambda node: f"for {_joined(node.iterations)} return {format_tree(node.body)}",
    Quantified: _quantified,
    Call: _call,
    Parameter: _parameter,
    FunctionDefinition: _function,
    ListNode: lambda node: f"[{_joined(node.items)}]",
    ContextNode: _context,
    RangeNode: _range,
}
