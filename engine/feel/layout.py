"""Writes a tree as FEEL over several lines where one would be too long. Comments are lost, see `format`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.feel.format import AND, COMPARISON, binding, format_key, format_test, format_tree
from engine.feel.tree import (
    And,
    Call,
    ContextNode,
    For,
    FunctionDefinition,
    If,
    In,
    ListNode,
    Node,
    Or,
    Quantified,
)

_STEP = "  "


def layout(node: Node, *, width: int = 80) -> str:
    """The text of the node; parsing it gives an equal tree but for positions."""
    return _laid(node, width)


def _laid(node: Node, width: int) -> str:
    """`width` is what is left of a line."""
    text = format_tree(node)
    write = _WRITERS.get(type(node))
    return text if len(text) <= width or write is None else write(node, width)


def _inside(node: Node, level: int, width: int) -> str:
    """An operand, in parentheses if it binds less than `level`."""
    if binding(node) >= level:
        return _laid(node, width)
    return f"({_indented(_laid(node, width - 2), ' ')})"


def _indented(text: str, step: str = _STEP) -> str:
    """All lines but the first moved to the right; lines within texts stay, because texts have none."""
    return text.replace("\n", "\n" + step)


def _connective(node: And | Or, width: int) -> str:
    word, level = ("and", COMPARISON) if isinstance(node, And) else ("or", AND)
    rest = width - len(word) - 1
    parts = [_inside(each, level, rest) for each in node.operands]
    lead = " " * (len(word) + 1)
    return "\n".join([parts[0], *(f"{word} {_indented(part, lead)}" for part in parts[1:])])


def _if(node: If, width: int) -> str:
    return "\n".join(_branches(node, width))


def _branches(node: If, width: int) -> Iterator[str]:
    """if … then … else if … then … else …, all at one margin."""
    yield "if " + _indented(_laid(node.condition, width - 3), "   ")
    yield "then " + _indented(_laid(node.then, width - 5))
    otherwise = _laid(node.otherwise, width - 5)
    if isinstance(node.otherwise, If):
        yield "else " + (
            otherwise if "\n" not in otherwise else "\n".join(_branches(node.otherwise, width - 5))
        )
    else:
        yield "else " + _indented(otherwise)


def _for(node: For, width: int) -> str:
    head = ", ".join(format_tree(each) for each in node.iterations)
    return f"for {head}\nreturn {_indented(_laid(node.body, width - 7))}"


def _quantified(node: Quantified, width: int) -> str:
    head = ", ".join(format_tree(each) for each in node.iterations)
    return f"{node.quantifier} {head}\nsatisfies {_indented(_laid(node.condition, width - 10))}"


def _function(node: FunctionDefinition, width: int) -> str:
    if node.external:
        return format_tree(node)
    head = ", ".join(format_tree(each) for each in node.parameters)
    return f"function({head})\n{_STEP}{_indented(_laid(node.body, width - len(_STEP)))}"


def _block(opening: str, parts: list[str], closing: str) -> str:
    lines = ",\n".join(_STEP + _indented(part) for part in parts)
    return f"{opening}\n{lines}\n{closing}"


def _context(node: ContextNode, width: int) -> str:
    rest = width - len(_STEP)
    parts = [
        f"{format_key(each.key)}: {_laid(each.value, rest - len(each.key) - 2)}" for each in node.entries
    ]
    return _block("{", parts, "}")


def _list(node: ListNode, width: int) -> str:
    return _block("[", [_laid(each, width - len(_STEP)) for each in node.items], "]")


def _call(node: Call, width: int) -> str:
    head = format_tree(Call(function=node.function, arguments=()))[:-1]
    parts = [_laid(each, width - len(_STEP)) for each in node.arguments]
    if node.names:
        parts = [f"{name}: {part}" for name, part in zip(node.names, parts, strict=True)]
    return _block(head, parts, ")") if parts else format_tree(node)


def _in(node: In, width: int) -> str:
    if len(node.tests) < 2:
        return format_tree(node)
    head = format_tree(In(value=node.value, tests=())).removesuffix(")")
    return _block(head, [format_test(each) for each in node.tests], ")")


_WRITERS: dict[type[Node], Callable[[Any, int], str]] = {
    And: _connective,
    Or: _connective,
    If: _if,
    For: _for,
    Quantified: _quantified,
    FunctionDefinition: _function,
    ContextNode: _context,
    ListNode: _list,
    Call: _call,
    In: _in,
}
