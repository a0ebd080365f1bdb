"""A table under analysis, and findings about it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.findings import Cell, Finding
from engine.dmn.analysis import outputs as results
from engine.dmn.analysis.columns import Column
from engine.dmn.analysis.declared import Declarations, column_texts
from engine.dmn.analysis.kinds import KINDS
from engine.dmn.analysis.places import Place
from engine.dmn.analysis.rows import RowAnalysis, analyse_rows
from engine.dmn.analysis.texts import ANALYSIS_RULES
from engine.dmn.model import DecisionTable, Element
from engine.feel.names import odd


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A table under analysis. `inputs`: per column of `rows` the inputs of the table that have its expression."""

    place: Place
    rows: RowAnalysis
    inputs: tuple[tuple[int, ...], ...]
    outputs: results.Outputs
    names: frozenset[str]
    declared: Declarations

    @property
    def table(self) -> DecisionTable:
        return self.place.table


def subject_of(place: Place, names: frozenset[str], declared: Declarations) -> Subject:
    table, columns, inputs = place.table, [], []
    for text, indexes in column_texts(table):
        known = declared.of_input(table.inputs[indexes[0]])
        more = tuple(table.inputs[index].values for index in indexes[1:] if table.inputs[index].values)
        inputs.append(indexes)
        columns.append(
            Column(
                name=text,
                label=place.name("input", indexes[0]),
                kind=KINDS.get(known.kind, ""),
                allowed=(*known.allowed, *more),
                whole=known.whole,
                listed=known.listed,
            )
        )
    cells = [
        [tuple(rule.tests[index].text for index in indexes) for indexes in inputs] for rule in table.rules
    ]
    return Subject(
        place=place,
        rows=analyse_rows(columns, cells, odd(names)),
        inputs=tuple(inputs),
        outputs=results.Outputs(table, odd(names), declared),
        names=names,
        declared=declared,
    )


def finding(code: str, at: Element, cell: Cell, /, **args: object) -> Finding:
    return Finding(
        code=code,
        rule=ANALYSIS_RULES[code],
        element=at.id or cell.rule or cell.table or None,
        line=at.line or None,
        args=args,
        cell=cell,
    )
