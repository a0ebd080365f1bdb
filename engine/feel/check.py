"""What can be said about an expression without evaluating it: unknown names, operands that cannot fit,
conditions that are none or never change. Nothing that may be meant so is a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.checking.calls import check_call, check_filter, check_path
from engine.feel.checking.choices import check_alternatives, check_choices
from engine.feel.checking.conditions import check_contradiction, check_parts, check_satisfies, check_whole
from engine.feel.checking.finding import Report
from engine.feel.checking.grouping import check_grouping
from engine.feel.checking.names import check_name
from engine.feel.checking.operands import check_arithmetic, check_between, check_comparison, check_in
from engine.feel.checking.scope import NOTHING, Scope, Shape
from engine.feel.checking.shapes import shape_of
from engine.feel.checking.walk import satisfying, walk
from engine.feel.errors import Diagnostic, LimitExceeded
from engine.feel.facts import Known
from engine.feel.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    If,
    In,
    ListNode,
    Name,
    Node,
    Or,
    Path,
    Quantified,
    TestList,
)


def check(
    tree: Node, known: Known, *, condition: bool = False, source: str = "", input: Shape = NOTHING
) -> tuple[Diagnostic, ...]:
    """The faults of an expression over the variables `known`: name, also path, to fact or kind.

    With `condition` the whole must be able to be true and to be false. `source` is the text that was read.
    `input` is what `?` stands for. Raises LimitExceeded for a tree that is too deep.
    """
    report = Report(source)
    scope = Scope(known, input=input)
    try:
        for node, inner in walk(tree, scope):
            _check_node(node, inner, report)
        if condition:
            check_whole(tree, scope, report)
    except RecursionError:
        raise LimitExceeded("limit_depth") from None
    return tuple(sorted(report.found, key=lambda each: each.position))


def kind_in(node: Node, known: Known) -> str:
    """The kind of value a node has; "" where that cannot be told."""
    return shape_of(node, Scope(known)).kind


def _check_node(node: Node, scope: Scope, report: Report) -> None:
    for each in _CHECKS.get(type(node), ()):
        each(node, scope, report)


def _check_operand_paths(node: Comparison, scope: Scope, report: Report) -> None:
    """A misspelt member is said before what follows from it."""
    for operand in (node.left, node.right):
        if isinstance(operand, Path):
            check_path(operand, scope, report)


_CHECKS: dict[type[Node], tuple[Callable[[Any, Scope, Report], None], ...]] = {
    Or: (check_alternatives, check_parts),
    And: (check_alternatives, check_parts, check_contradiction),
    If: (check_parts,),
    Quantified: (lambda node, scope, report: check_satisfies(node, satisfying(node, scope), report),),
    Comparison: (check_choices, _check_operand_paths, check_comparison),
    Between: (check_between,),
    In: (check_choices, check_grouping, check_in),
    Arithmetic: (check_arithmetic,),
    Call: (check_grouping, check_call),
    ListNode: (check_grouping,),
    TestList: (check_grouping,),
    Path: (check_path,),
    Filter: (check_filter,),
    Name: (check_name,),
}
