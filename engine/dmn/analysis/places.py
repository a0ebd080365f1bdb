"""Where in a table something stands: for findings that name an element or a line, the cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Literal

from engine.definition.findings import Cell, Finding
from engine.dmn.model import (
    Boxed,
    Decision,
    DecisionTable,
    Definitions,
    Element,
    KnowledgeModel,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The cells of one table as findings name them. `decision` is the name of who owns the table."""

    decision: str
    table: DecisionTable

    def whole(self, **more: object) -> Cell:
        """The table itself."""
        return self._cell(**more)

    def row(self, index: int, **more: object) -> Cell:
        """A row, counted from 0 as the model does."""
        return self._cell(row=index + 1, rule=self.table.rules[index].id, **more)

    def column(self, side: Literal["input", "output"], index: int, row: int | None = None) -> Cell:
        """A column, or one cell of it."""
        named = partial(self._cell if row is None else partial(self.row, row), side=side, column=index + 1)
        return named(name=self.name(side, index))

    def name(self, side: Literal["input", "output"], index: int) -> str:
        """What people call a column."""
        if side == "output":
            output = self.table.outputs[index]
            return output.label or output.name or self.decision
        clause = self.table.inputs[index]
        return clause.label or clause.expression.text or f"#{index + 1}"

    def _cell(self, **more: object) -> Cell:
        return Cell(decision=self.decision, table=self.table.id, **more)  # type: ignore[arg-type]

    def parts(self) -> Iterator[tuple[Element, Cell]]:
        """Everything in the table that may be named, the inner parts last."""
        table = self.table
        yield table, self.whole()
        for side, clauses in (("input", table.inputs), ("output", table.outputs)):
            for index, clause in enumerate(clauses):
                yield clause, self.column(side, index)  # type: ignore[arg-type]
        for index, clause in enumerate(table.inputs):
            yield clause.expression, self.column("input", index)
        for number, rule in enumerate(table.rules):
            yield rule, self.row(number)
            for index, cell in enumerate(rule.tests):
                yield cell, self.column("input", index, number)
            for index, cell in enumerate(rule.outputs):
                yield cell, self.column("output", index, number)


def tables(definitions: Definitions) -> Iterator[Place]:
    """All decision tables of a model, those inside of contexts and functions too."""
    for element in definitions.elements:
        logic: Boxed | None = None
        if isinstance(element, Decision):
            logic = element.logic
        elif isinstance(element, KnowledgeModel):
            logic = element.function
        for table in _tables(logic):
            yield Place(decision=element.name, table=table)


def _tables(part: object) -> Iterator[DecisionTable]:
    """The tables in boxed logic, however deep."""
    if isinstance(part, DecisionTable):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _tables(each)
    elif isinstance(part, Element):
        for each in fields(part):
            yield from _tables(getattr(part, each.name))


def located(findings: list[Finding], definitions: Definitions) -> list[Finding]:
    """The findings, each that names something in a table with its cell: by id, else by a line with one cell."""
    by_id: dict[str, Cell] = {}
    by_line: dict[int, list[Cell]] = {}
    for place in tables(definitions):
        for part, cell in place.parts():
            if part.id:
                by_id[part.id] = cell
            if part.line and cell.side:
                by_line.setdefault(part.line, []).append(cell)

    def found(one: Finding) -> Cell | None:
        here = by_line.get(one.line or 0, [])
        cell = by_id.get(one.element or "")
        if (cell is None or not cell.side) and len(here) == 1:
            return here[0]
        return cell

    return [one if one.cell is not None else replace(one, cell=found(one)) for one in findings]
