"""What can be said about an expression without evaluating it: unknown names, operands that cannot fit,
conditions that are none or never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.feel.arithmetic import OPERATIONS
from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.compiler import compile_tree
from engine.feel.errors import Diagnostic, FeelError
from engine.feel.hints import nearest
from engine.feel.names import free_names, unbound
from engine.feel.run import Run
from engine.feel.texts import Kind
from engine.feel.tree import (
    And,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ContextNode,
    In,
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
)
from engine.feel.values import kind_of

_BOOLEANS = (And, Or, Comparison, Between, In, InstanceOf, Quantified)
_UNORDERED = frozenset({"boolean", "list", "context", "range", "function"})
# Their answers change although they read no variable.
_CLOCK = frozenset({"now", "today"})


def check(tree: Node, known: Mapping[str, str], *, condition: bool = False) -> tuple[Diagnostic, ...]:
    """The faults of an expression over the variables `known`: name, also path, to kind; "" for any kind.

    With `condition` the whole must be able to be true and to be false.
    """
    found = [*_unknown(tree, known), *_misfits(tree, known)]
    if condition:
        found.extend(_no_condition(tree, known))
    return tuple(sorted(found, key=lambda diagnostic: diagnostic.position))


def _unknown(tree: Node, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    roots = {name.partition(".")[0] for name in known} | set(known)
    for name, called in unbound(tree):
        if name.name in roots or name.name in BUILTIN_NAMES:
            continue
        code, choices = ("unknown_function", BUILTIN_NAMES) if called else ("unknown_variable", roots)
        args: dict[str, object] = {"name": name.name, "suggestion": nearest(name.name, choices)}
        yield Diagnostic(code=code, position=name.start, args=args)


def kind_in(node: Node, known: Mapping[str, str]) -> str:
    """The kind of value a node has; "" where that cannot be told."""
    if isinstance(node, _BOOLEANS):
        return "boolean"
    if isinstance(node, Literal):
        return kind_of(node.value)
    if isinstance(node, AtLiteral):
        value = compile_tree(node.text, node)({}, Run())
        return kind_of(value) if value is not None else ""
    if isinstance(node, (Name, Path)):
        return known.get(_dotted(node), "")
    if isinstance(node, Negation):
        return kind_in(node.operand, known)
    if isinstance(node, Arithmetic):
        left, right = kind_in(node.left, known), kind_in(node.right, known)
        return left if left == right and left in ("number", "string") else ""
    kinds = {ListNode: "list", ContextNode: "context", RangeNode: "range"}
    return kinds.get(type(node), "")


def _dotted(node: Node) -> str:
    if isinstance(node, Name):
        return node.name
    return f"{_dotted(node.source)}.{node.name}" if isinstance(node, Path) else "?"


def _misfits(tree: Node, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Comparisons and arithmetic that can only be null."""
    for child in tree.children():
        yield from _misfits(child, known)
    if not isinstance(tree, (Comparison, Arithmetic)):
        return
    left, right = kind_in(tree.left, known), kind_in(tree.right, known)
    if left and right and "null" not in (left, right) and not _fits(tree, left, right):
        args: dict[str, object] = {"operator": tree.operator, "left": Kind(left), "right": Kind(right)}
        yield Diagnostic(code="operand_types", position=tree.start, args=args)


def _fits(tree: Comparison | Arithmetic, left: str, right: str) -> bool:
    if isinstance(tree, Arithmetic):
        return (tree.operator, left, right) in OPERATIONS
    return left == right and (tree.operator in ("=", "!=") or left not in _UNORDERED)


def _no_condition(tree: Node, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    kind = kind_in(tree, known)
    if kind not in ("", "boolean"):
        yield Diagnostic(code="not_boolean", args={"name": "?", "kind": Kind(kind)}, position=tree.start)
    elif not free_names(tree, BUILTIN_NAMES) and not _reads_clock(tree):
        try:
            value = compile_tree("", tree)({}, Run())
        except FeelError:
            return
        if isinstance(value, bool):
            args: dict[str, object] = {"value": "true" if value else "false"}
            yield Diagnostic(code="constant", severity="note", args=args, position=tree.start)


def _reads_clock(tree: Node) -> bool:
    if isinstance(tree, Call) and isinstance(tree.function, Name) and tree.function.name in _CLOCK:
        return True
    return any(_reads_clock(child) for child in tree.children())
