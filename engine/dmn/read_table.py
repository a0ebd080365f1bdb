"""Reads decision tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from engine.dmn.cell_input import input_variable
from engine.dmn.model import (
    Aggregation,
    DecisionTable,
    HitPolicy,
    InputClause,
    LiteralExpression,
    OutputClause,
    TableRule,
)
from engine.dmn.node import XmlNode, attribute, child, children, place, text_in
from engine.dmn.notes import Notes

ReadLiteral = Callable[[XmlNode, Notes], LiteralExpression]


def read_table(node: XmlNode, notes: Notes, read_literal: ReadLiteral) -> DecisionTable:
    """The table; cells that are missing are findings and count as empty."""
    inputs = tuple(_input(each, notes, read_literal) for each in children(node, "input"))
    columns = children(node, "output")
    outputs = tuple(_output(each, notes, read_literal, len(columns) > 1) for each in columns)
    policy = _policy(node, notes)
    return DecisionTable(
        inputs=inputs,
        outputs=outputs,
        rules=tuple(
            _rule(each, notes, read_literal, len(inputs), len(outputs)) for each in children(node, "rule")
        ),
        hit_policy=policy,
        aggregation=_aggregation(node, notes),
        **_place(node),
    )


def _place(node: XmlNode) -> Any:
    return place(node)


def _policy(node: XmlNode, notes: Notes) -> HitPolicy:
    written = attribute(node, "hitPolicy").replace("_", " ") or "UNIQUE"
    for policy in get_args(HitPolicy):
        if policy == written:
            return policy  # type: ignore[no-any-return]
    notes.add("DMN_HIT_POLICY", node, policy=written)
    return "UNIQUE"


def _aggregation(node: XmlNode, notes: Notes) -> Aggregation:
    written = attribute(node, "aggregation")
    for aggregation in get_args(Aggregation):
        if aggregation == written:
            return aggregation  # type: ignore[no-any-return]
    notes.add("DMN_AGGREGATION", node, aggregation=written)
    return ""


def _input(node: XmlNode, notes: Notes, read_literal: ReadLiteral) -> InputClause:
    inner = child(node, "inputExpression")
    expression = read_literal(inner if inner is not None else node, notes)
    values = text_in(child(node, "inputValues"))
    return InputClause(
        label=attribute(node, "label"),
        expression=expression,
        variable=input_variable(node),
        values=values,
        **_place(node),
    )


def _output(node: XmlNode, notes: Notes, read_literal: ReadLiteral, several: bool) -> OutputClause:
    default = child(node, "defaultOutputEntry")
    name = attribute(node, "name")
    if several and not name:
        name = attribute(node, "label") or attribute(node, "id")
    return OutputClause(
        name=notes.name(name),
        label=attribute(node, "label"),
        values=text_in(child(node, "outputValues")),
        default=read_literal(default, notes) if default is not None else None,
        **_place(node),
    )


def _rule(node: XmlNode, notes: Notes, read_literal: ReadLiteral, inputs: int, outputs: int) -> TableRule:
    tests = [read_literal(each, notes) for each in children(node, "inputEntry")]
    results = [read_literal(each, notes) for each in children(node, "outputEntry")]
    for cells, expected in ((tests, inputs), (results, outputs)):
        if len(cells) != expected:
            notes.add("DMN_ROW_WIDTH", node, found=len(cells), expected=expected)
        cells.extend([LiteralExpression(text="")] * (expected - len(cells)))
    return TableRule(tests=tuple(tests[:inputs]), outputs=tuple(results[:outputs]), **_place(node))
