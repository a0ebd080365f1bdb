"""Cells that can be read and were hardly meant so: 10-20 is a subtraction, "A" or "B" is no choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.analysis.declared import Declarations
from engine.dmn.model import DecisionTable
from engine.feel.facts import Fact
from engine.feel.review import Advice, review_cell

# What is said about kinds is said once for the column, what is said about names when the model is read.
_CODES = frozenset(
    {"cell_range", "cell_alternatives", "cell_subject", "date_sum", "text_without_quotes", "foreign_constant"}
    | {"grouping", "foreign_function", "alternative"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """One cell, counted from 0, and what was probably meant by it."""

    row: int
    column: int
    text: str
    advice: Advice


def doubts(table: DecisionTable, names: frozenset[str], declared: Declarations) -> Iterator[Doubt]:
    """The doubtful input cells row by row. `names`: the variables of the model."""
    known: dict[str, Fact | str] = dict.fromkeys(names, "")
    inputs = []
    for clause in table.inputs:
        name = clause.expression.text.strip()
        inputs.append(Fact(name=name, zh=clause.label, en=clause.label, kind=declared.of_input(clause).kind))
    for row, rule in enumerate(table.rules):
        for column, cell in enumerate(rule.tests):
            for advice in review_cell(cell.text, known, inputs[column]):
                if advice.code in _CODES and advice.correction is not None:
                    yield Doubt(row=row, column=column, text=cell.text.strip(), advice=advice)
                    break
