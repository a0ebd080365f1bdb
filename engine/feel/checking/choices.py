"""Texts that stand for a choice: without quotation marks, or not among the values a fact may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.feel.checking.finding import Report
from engine.feel.checking.scope import Scope, Shape
from engine.feel.checking.shapes import shape_of
from engine.feel.facts import Fact, Known
from engine.feel.hints import nearest, plain
from engine.feel.render import literal
from engine.feel.tree import And, Comparison, ComparisonTest, In, ListNode, Literal, Name, Node, NotTest, Or

CONSTANTS: dict[str, str] = {
    **dict.fromkeys(("yes", "true", "是", "真", "对", "有"), "true"),
    **dict.fromkeys(("no", "false", "否", "假", "无"), "false"),
    **dict.fromkeys(("null", "none", "nil", "nothing", "empty", "blank", "空", "空值"), "null"),
}


def check_choices(node: Comparison | In, scope: Scope, report: Report) -> None:
    """level = A, level in [A, B], level = "Z" """
    for subject, value in _pairs(node):
        if isinstance(subject, Literal):
            continue
        shape = shape_of(subject, scope)
        check_choice(shape, value, scope, report)


def check_choice(shape: Shape, value: Node, scope: Scope, report: Report) -> None:
    """One value that a subject of the shape is compared with."""
    values = shape.fact.values if shape.fact is not None else {}
    if isinstance(value, Name):
        constant = value.name.lower() in CONSTANTS and value.name not in values
        if scope.find(value.name) is None and not constant and (shape.kind == "string" or values):
            _unquoted(value, value.name, values, report)
    elif isinstance(value, Literal) and isinstance(value.value, str) and values and value.value not in values:
        code = named(value.value, values)
        allowed = ", ".join(literal(each) for each in list(values)[:8])
        report.add(
            "value_not_allowed",
            value,
            replacement=literal(code) if code is not None else None,
            value=value.value,
            allowed=allowed,
        )


def _unquoted(node: Name, text: str, values: Mapping[str, tuple[str, str]], report: Report) -> None:
    code = text if text in values or not values else named(text, values)
    if code is None:
        return
    report.add("text_without_quotes", node, replacement=literal(code), name=text)


def named(text: str, values: Mapping[str, tuple[str, str]]) -> str | None:
    """The code that somebody meant by a text: its label in any language, or a misspelt code."""
    for code, labels in values.items():
        if plain(text) in {plain(label) for label in labels}:
            return code
    return nearest(text, values)


def _pairs(node: Comparison | In) -> Iterator[tuple[Node, Node]]:
    if isinstance(node, Comparison):
        if node.operator in ("=", "!="):
            yield node.left, node.right
            yield node.right, node.left
        return
    for test in node.tests:
        for value in _values(test):
            yield node.value, value


def _values(test: Node) -> Iterator[Node]:
    if isinstance(test, (ListNode, NotTest)):
        yield from test.items if isinstance(test, ListNode) else test.tests
    elif isinstance(test, ComparisonTest):
        if test.operator in ("=", "!="):
            yield test.operand
    else:
        yield test


def check_alternatives(node: Or | And, scope: Scope, report: Report) -> None:
    """level = "A" or "B": each alternative needs its own comparison."""
    subject: Comparison | None = None
    for operand in node.operands:
        if isinstance(operand, Comparison):
            subject = operand
        elif subject is not None and _is_value(operand, subject, scope):
            text = literal(operand.name) if isinstance(operand, Name) else report.text(operand)
            fitting = subject.operator == ("=" if isinstance(node, Or) else "!=")
            new = f"{report.text(subject.left)} {subject.operator} {text}"
            report.add("alternative", operand, replacement=new if fitting else None)


def _is_value(node: Node, subject: Comparison, scope: Scope) -> bool:
    """Is it a bare value of the kind that the subject is compared with?"""
    if isinstance(node, Name):
        return scope.find(node.name) is None and shape_of(subject.left, scope).kind == "string"
    return isinstance(node, Literal) and shape_of(node, scope).kind in ("string", "number")


def labelled(name: str, known: Known) -> str | None:
    """The fact that people call so."""
    wanted = plain(name.replace("的", ""))
    for path, fact in known.items():
        if isinstance(fact, Fact) and wanted in (plain(fact.zh.replace("的", "")), plain(fact.en)):
            return path
    return None
