"""Functions that expressions call: an unknown one would give null in every instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Rule
from engine.feel import Expression
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.tree import Call, Entry, Filter, For, Iteration, Name, Node, Parameter, Path, Quantified
from engine.kernel.program import Expr

RULES: Final[Mapping[str, Rule]] = {
    "FUNCTION_UNKNOWN": Rule(
        severity="error",
        en="“{name}”: the function “{function}” in “{text}” does not exist.",
        zh="“{name}”：“{text}”中的函数“{function}”不存在。",
        fix_en="Did you mean “{near}”? Applications are called with gx:adapter.",
        fix_zh="是否应为“{near}”？应用请用 gx:adapter 调用。",
    ),
}


def unknown_functions(compiled: Expr) -> list[str]:
    """Names called that are neither built in nor defined in the expression itself."""
    inner = getattr(compiled, "inner", compiled)
    if not isinstance(inner, Expression):
        return []
    nodes = list(_walk(inner.tree))
    own = {name for node in nodes for name in _defined(node)}
    called = (_called(node) for node in nodes if isinstance(node, Call))
    return [name for name in called if name is not None and name not in BUILTIN_NAMES and name not in own]


def is_plain(tree: Node) -> bool:
    """Whether evaluating it is a matter of a few steps: no call and no iteration."""
    return not any(isinstance(node, Call | For | Quantified | Filter) for node in _walk(tree))


def _walk(node: Node) -> Iterator[Node]:
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        yield current
        open_nodes.extend(current.children())


def _defined(node: Node) -> Iterator[str]:
    if isinstance(node, Iteration | Parameter):
        yield node.name
    elif isinstance(node, Entry):
        yield node.key


def _called(call: Call) -> str | None:
    """The function's name; methods of values are called by a path. None: it is computed."""
    if isinstance(call.function, Name):
        return call.function.name
    return call.function.name if isinstance(call.function, Path) else None
