"""Parts that should be true or false and are not, and conditions that never change."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.checking.finding import Report
from engine.feel.checking.scope import Scope
from engine.feel.checking.shapes import shape_of
from engine.feel.compiler import compile_tree
from engine.feel.errors import FeelError
from engine.feel.names import free_names
from engine.feel.run import Run
from engine.feel.texts import Kind
from engine.feel.tree import And, Call, Comparison, If, Input, Literal, Name, Node, Or, Path, Quantified

# Their answers change although they read no variable.
_CLOCK = frozenset({"now", "today"})
_FITTING = ("", "boolean", "null")


def check_parts(node: Node, scope: Scope, report: Report) -> None:
    """The operands of and and or, and the condition of if."""
    parts: tuple[Node, ...] = ()
    if isinstance(node, (And, Or)):
        parts = node.operands
    elif isinstance(node, If):
        parts = (node.condition,)
    for part in parts:
        kind = shape_of(part, scope).kind
        if isinstance(part, Literal) and (part.value is None or isinstance(part.value, bool)):
            report.add("constant", part, severity="note", value=report.text(part))
        elif kind not in _FITTING:
            report.add("not_boolean", part, name=report.text(part), kind=Kind(kind))


def check_satisfies(node: Quantified, inner: Scope, report: Report) -> None:
    """What every element is asked; `inner` is the scope of the condition."""
    kind = shape_of(node.condition, inner).kind
    if kind not in _FITTING:
        report.add("not_boolean", node.condition, name=report.text(node.condition), kind=Kind(kind))


def check_whole(tree: Node, scope: Scope, report: Report) -> None:
    """A condition has to be able to be true and to be false."""
    kind = shape_of(tree, scope).kind
    if report.found:
        return
    if kind not in _FITTING:
        report.add("not_boolean", tree, name=report.text(tree), kind=Kind(kind))
    elif not _changes(tree):
        try:
            value = compile_tree("", tree)({}, Run())
        except FeelError:
            return
        if value is None or isinstance(value, bool):
            word = {True: "true", False: "false", None: "null"}[value]
            report.add("constant", tree, severity="note", value=word)


def _changes(tree: Node) -> bool:
    return bool(free_names(tree, BUILTIN_NAMES)) or _reads_outside(tree)


def _reads_outside(tree: Node) -> bool:
    if isinstance(tree, Call) and isinstance(tree.function, Name) and tree.function.name in _CLOCK:
        return True
    return isinstance(tree, Input) or any(_reads_outside(child) for child in tree.children())


def check_contradiction(node: And, scope: Scope, report: Report) -> None:
    """amount > 10 and amount < 5; level = "A" and level = "B" """
    limits: dict[str, list[Comparison]] = {}
    for each in node.operands:
        if isinstance(each, Comparison) and isinstance(each.right, Literal) and _is_variable(each.left):
            limits.setdefault(report.text(each.left), []).append(each)
    for subject, comparisons in limits.items():
        if any(_exclude(one, other) for one, other in _pairs(comparisons)):
            report.add("contradiction", node, severity="note", name=subject)
            return


def _is_variable(node: Node) -> bool:
    return isinstance(node, (Name, Input)) or (isinstance(node, Path) and _is_variable(node.source))


def _pairs(comparisons: list[Comparison]) -> Iterator[tuple[Comparison, Comparison]]:
    for index, one in enumerate(comparisons):
        for other in comparisons[index + 1 :]:
            yield one, other


def _exclude(one: Comparison, other: Comparison) -> bool:
    """Can no value meet both?"""
    if one.operator == other.operator == "=":
        return _constant(one) != _constant(other)
    low, high = (one, other) if one.operator in (">", ">=", "=") else (other, one)
    if low.operator not in (">", ">=", "=") or high.operator not in ("<", "<=", "="):
        return False
    floor, ceiling = _constant(low), _constant(high)
    if not isinstance(floor, Decimal) or not isinstance(ceiling, Decimal):
        return False
    strict = low.operator == ">" or high.operator == "<"
    return floor >= ceiling if strict else floor > ceiling


def _constant(comparison: Comparison) -> object:
    return comparison.right.value if isinstance(comparison.right, Literal) else None
