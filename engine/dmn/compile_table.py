"""Decision tables as closures: the inputs once, then row by row, then the hit policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.dmn.compiling import CellTest, Compiling
from engine.dmn.hit_policies import POLICIES, Hits
from engine.dmn.model import DecisionTable, InputClause, LiteralExpression
from engine.dmn.row_index import Index, index_of
from engine.dmn.table_outputs import Outputs
from engine.feel.closures.protocol import Test
from engine.feel.conform import convert
from engine.feel.functions import Closure, Scope
from engine.feel.run import Run
from engine.feel.tree import Node
from engine.feel.types import ANY, FeelType
from engine.feel.values import adopt, kind_of

MAX_KEPT = 512
Tests = tuple[tuple[int, Test], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An input: where its value comes from and which values it may have."""

    name: str
    value: Closure
    wanted: FeelType
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class Row:
    """`tests` holds only the cells that test something: (column, test); `rest` those that no index answers."""

    number: int
    tests: Tests
    rest: Tests
    output: Closure


class Rows:
    """The rows of a table and the indexes of its columns. A set of rows is a number with a bit for each."""

    def __init__(self, rows: tuple[Row, ...], indexes: tuple[tuple[int, Index], ...]) -> None:
        self.all = rows
        self._asked = tuple((column, index.rows) for column, index in indexes)
        self._every = (1 << len(rows)) - 1

    def left(self, values: list[object]) -> int | None:
        """The rows that the indexes leave over; None if one of them cannot tell."""
        left = self._every
        for column, rows_for in self._asked:
            found = rows_for(values[column])
            if found is None:
                return None
            left &= found
        return left

    def _rows_of(self, bits: int) -> Iterator[Row]:
        while bits:
            lowest = bits & -bits
            yield self.all[lowest.bit_length() - 1]
            bits ^= lowest

    def matching(
        self, left: int | None, values: list[object], scope: Scope, run: Run, *, first: bool
    ) -> list[Row]:
        """The rows that match, in order; with `first` at most one."""
        hits = []
        for row in self.all if left is None else self._rows_of(left):
            for column, test in row.tests if left is None else row.rest:
                if test(values[column], scope, run) is not True:
                    break
            else:
                hits.append(row)
                if first:
                    break
        return hits


def compile_table(table: DecisionTable, compiling: Compiling) -> Closure:
    inputs = _inputs(tuple(_column(each, compiling) for each in table.inputs))
    outputs = Outputs(table, compiling)
    rows, count = _rows(table, outputs, compiling), len(table.rules)
    policy, first = POLICIES[table.hit_policy], table.hit_policy == "FIRST"
    # Where cells are plain and outputs literals, the rows that are left over say everything.
    is_fixed = outputs.are_constant and not any(row.rest for row in rows.all)
    answers: dict[int, tuple[tuple[int, ...], object]] = {}

    def decide(scope: Scope, run: Run) -> object:
        values = inputs(scope, run)
        if values is None:
            return None
        left = rows.left(values)
        known = answers.get(left) if left is not None else None
        if known is not None:
            run.hit(table, known[0])
            return known[1]
        run.tick(count)
        hits = rows.matching(left, values, scope, run, first=first)
        numbers = tuple(row.number for row in hits)
        run.hit(table, numbers)
        if not hits:
            return outputs.default(scope, run)
        results = [row.output(scope, run) for row in hits]
        made = policy(Hits(numbers, results, outputs.priorities, outputs.names, table.aggregation), run)
        if is_fixed and left is not None and run.diagnostics is None and len(answers) < MAX_KEPT:
            answers[left] = numbers, made
        return made

    return decide


def _rows(table: DecisionTable, outputs: Outputs, compiling: Compiling) -> Rows:
    cells = [
        [
            compiling.tests(cell, rule, clause.variable)
            for cell, clause in zip(rule.tests, table.inputs, strict=True)
        ]
        for rule in table.rules
    ]
    found = ((place, index_of([_nodes(row[place]) for row in cells])) for place in range(len(table.inputs)))
    indexes = tuple((place, index) for place, index in found if index is not None)
    answered = frozenset(place for place, _ in indexes)
    rows = []
    for number, (rule, row) in enumerate(zip(table.rules, cells, strict=True), 1):
        tests = tuple((place, cell.test) for place, cell in enumerate(row) if cell is not None)
        rest = tuple(each for each in tests if each[0] not in answered)
        rows.append(Row(number, tests, rest, outputs.closure(rule, compiling)))
    return Rows(tuple(rows), indexes)


def _nodes(cell: CellTest | None) -> tuple[Node, ...] | None:
    return None if cell is None else cell.nodes


def _column(clause: InputClause, compiling: Compiling) -> Column:
    cell = compiling.tests(LiteralExpression(text=clause.values), clause) if clause.values else None
    name = clause.label or clause.expression.text
    value = compiling.literal(clause.expression, clause)
    return Column(name, value, compiling.type_of(clause.expression), cell.test if cell else None)


def _inputs(columns: tuple[Column, ...]) -> Callable[[Scope, Run], list[object] | None]:
    """The inputs' values; None if one is not allowed."""
    if all(column.wanted is ANY and column.allowed is None for column in columns):
        closures = tuple(column.value for column in columns)
        return lambda scope, run: [value(scope, run) for value in closures]

    def read(scope: Scope, run: Run) -> list[object] | None:
        values = []
        for column in columns:
            value = _converted(column.value(scope, run), column.wanted)
            if column.allowed is not None and value is not None and not _allowed(column, value, scope, run):
                run.report("input_value", name=column.name, kind=kind_of(value))
                return None
            values.append(value)
        return values

    return read


def _converted(value: object, wanted: FeelType) -> object:
    """As the column's type where the standard converts; else as it is: tools write types nobody chose."""
    if wanted is ANY or value is None or wanted.conforms(value):
        return value
    converted = convert(value, wanted)
    return value if converted is None else converted


def _allowed(column: Column, value: object, scope: Scope, run: Run) -> bool:
    assert column.allowed is not None
    if isinstance(value, list):
        return all(column.allowed(adopt(each), scope, run) is True for each in value)
    return column.allowed(value, scope, run) is True
