"""Comparisons and arithmetic between values that do not fit, and what to write instead."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.feel.arithmetic import OPERATIONS
from engine.feel.checking.converting import DAYS, converted, duration_text, number_text, of_text
from engine.feel.checking.finding import Report
from engine.feel.checking.scope import Scope, Shape
from engine.feel.checking.shapes import shape_of
from engine.feel.mending.quantities import day_text
from engine.feel.render import format_number
from engine.feel.texts import Kind
from engine.feel.tree import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    In,
    ListNode,
    Literal,
    Name,
    Node,
    Path,
)

_UNORDERED = frozenset({"boolean", "list", "context", "range", "function"})
_DATE_SUM = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})\Z")


def check_comparison(node: Comparison, scope: Scope, report: Report) -> None:
    """left operator right"""
    left, right = shape_of(node.left, scope), shape_of(node.right, scope)
    if "null" in (left.kind, right.kind):
        _null(node, report)
    elif not _chained(node, left, right, report):
        compare(node.operator, (node.left, left), (node.right, right), node, report)


def check_between(node: Between, scope: Scope, report: Report) -> None:
    """value between low and high"""
    value = (node.value, shape_of(node.value, scope))
    for operator, end in ((">=", node.low), ("<=", node.high)):
        compare(operator, value, (end, shape_of(end, scope)), end, report)


def compare(
    operator: str, left: tuple[Node, Shape], right: tuple[Node, Shape], whole: Node, report: Report
) -> None:
    """A finding if the comparison can only be null."""
    (one, first), (other, second) = left, right
    _percent(left, right, report)
    if report.is_told(one) or report.is_told(other) or date_sum(other, first, report):
        return
    for node, mine, theirs in ((other, second, first), (one, first, second)):
        new = converted(node, mine.kind, theirs.kind, report) if theirs.kind != mine.kind else None
        if new is not None:
            report.add(new[0], node, replacement=new[1], kind=Kind(mine.kind), wanted=Kind(theirs.kind))
            return
    if not first.kind or not second.kind or _fits(operator, first.kind, second.kind):
        return
    replacement = _of_list(operator, one, first, other, second, report) if whole is not other else None
    replacement = None if replacement is None else report.embedded(replacement, whole)
    report.add(
        "operand_types" if replacement is None else "list_operand",
        whole,
        replacement=replacement,
        operator=operator,
        left=Kind(first.kind),
        right=Kind(second.kind),
    )


def range_meant(node: Node, report: Report) -> bool:
    """10-20 is a subtraction; true if it was hardly meant."""
    if not isinstance(node, Arithmetic) or node.operator != "-":
        return False
    low, high = (each.value if isinstance(each, Literal) else None for each in (node.left, node.right))
    if not isinstance(low, Decimal) or not isinstance(high, Decimal) or low >= high:
        return False
    report.add("cell_range", node, replacement=f"[{report.text(node.left)}..{report.text(node.right)}]")
    return True


def _percent(left: tuple[Node, Shape], right: tuple[Node, Shape], report: Report) -> None:
    """A share of 10 is 1000%."""
    (_, first), (other, _) = left, right
    share = first.fact is not None and first.fact.unit == "percent"
    value = other.value if isinstance(other, Literal) else None
    if share and isinstance(value, Decimal) and 2 <= value <= 100:
        share_of = format_number((value / 100).normalize())
        report.add("share", other, replacement=share_of, severity="note", value=report.text(other))


def _fits(operator: str, left: str, right: str) -> bool:
    return left == right and (operator in ("=", "!=") or left not in _UNORDERED)


def _null(node: Comparison, report: Report) -> None:
    if node.operator in ("=", "!=") or not isinstance(node.right, Literal):
        return
    operator = "!=" if node.operator in (">", "<") else "="
    replacement = f"{report.text(node.left)} {operator} null"
    report.add("null_comparison", node, replacement=replacement, operator=node.operator)


def _chained(node: Comparison, left: Shape, right: Shape, report: Report) -> bool:
    """10 < amount < 20"""
    inner = node.left
    if not isinstance(inner, Comparison) or right.kind in ("", "boolean") or report.in_brackets(inner):
        return False
    middle = report.text(inner.right)
    replacement = f"{report.text(inner)} and {middle} {node.operator} {report.text(node.right)}"
    report.add("chained", node, replacement=replacement)
    return True


def date_sum(node: Node, other: Shape, report: Report) -> bool:
    """2026-12-01 without quotation marks is arithmetic."""
    match = _DATE_SUM.match(report.text(node)) if isinstance(node, Arithmetic) and report.source else None
    text = day_text(match[1], match[3], match[4]) if match is not None else None
    if text is None or other.kind not in ("", "date", "date and time"):
        return False
    report.add("date_sum", node, replacement=text)
    return True


def _of_list(
    operator: str, one: Node, first: Shape, other: Node, second: Shape, report: Report
) -> str | None:
    """A list compared with a single value: one of its elements was meant."""
    if first.element is None or first.element.kind != second.kind:
        return None
    source, value = report.text(one), report.text(other)
    if operator == "=":
        return f"list contains({source}, {value})"
    return f"some each in {source} satisfies each {operator} {value}"


def check_arithmetic(node: Arithmetic, scope: Scope, report: Report) -> None:
    """left operator right"""
    left, right = shape_of(node.left, scope).kind, shape_of(node.right, scope).kind
    known = left and right and "null" not in (left, right)
    if not known or (node.operator, left, right) in OPERATIONS or report.is_told(node):
        return
    for other, mine, theirs in ((node.right, right, left), (node.left, left, right)):
        new = _operand(node.operator, other, mine, theirs, report)
        if new is not None:
            report.add(new[0], other, replacement=new[1], kind=Kind(mine), wanted=Kind(theirs))
            return
    report.add("operand_types", node, operator=node.operator, left=Kind(left), right=Kind(right))


def _operand(operator: str, node: Node, kind: str, other: str, report: Report) -> tuple[str, str] | None:
    if operator in "+-" and kind == "number" and other in ("date", "date and time", "time", DAYS):
        written = number_text(node)
        if written is not None and re.fullmatch(r"\d+", written):
            return "number_for_duration", duration_text(written, DAYS)
        return "number_for_duration", f'@"P1D" * {_tight(node, report)}'
    if operator == "+" and other == "string" and kind not in ("", "list", "context", "function"):
        return "text_and_value", f"string({report.text(node)})"
    if other == "number" and isinstance(node, Literal) and isinstance(node.value, str):
        return of_text(node.value, "number")
    return None


def _tight(node: Node, report: Report) -> str:
    """The operand of a product."""
    text = report.text(node)
    return text if isinstance(node, (Name, Path, Call, Literal)) else f"({text})"


def check_in(node: In, scope: Scope, report: Report) -> None:
    """value in (…): plain values are compared with it."""
    value = shape_of(node.value, scope)
    for test in node.tests:
        if not date_sum(test, value, report) and value.kind != "boolean":
            range_meant(test, report)
        items = test.items if isinstance(test, ListNode) else (test,)
        for item in items:
            if isinstance(item, Literal) and item.value is not None and value.kind != "list":
                compare("=", (node.value, value), (item, shape_of(item, scope)), item, report)
