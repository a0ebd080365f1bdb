"""Decision tables as closures: the inputs once, then row by row, then the hit policy."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dmn.compiling import Compiling, null
from engine.dmn.hit_policies import POLICIES, Hits
from engine.dmn.model import DecisionTable, InputClause, LiteralExpression, OutputClause
from engine.feel import FeelError
from engine.feel.closures.protocol import Test
from engine.feel.conform import conform, convert
from engine.feel.functions import Closure, Scope
from engine.feel.parser import parse_tests
from engine.feel.run import Run
from engine.feel.types import ANY, FeelType
from engine.feel.values import adopt, kind_of

_WITH_VALUES = ("PRIORITY", "OUTPUT ORDER")


@dataclass(frozen=True, slots=True)
class Column:
    """An input: where its value comes from and which values it may have."""

    name: str
    value: Closure
    wanted: FeelType
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class Row:
    """`tests` holds only the cells that test something: (column, test)."""

    number: int
    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Closure, ...]


def compile_table(table: DecisionTable, compiling: Compiling) -> Closure:
    columns = tuple(_column(each, compiling) for each in table.inputs)
    rows = tuple(
        Row(
            number,
            tuple(
                (index, test)
                for index, cell in enumerate(rule.tests)
                if (test := compiling.tests(cell, rule, table.inputs[index].variable)) is not None
            ),
            tuple(compiling.literal(cell, rule) for cell in rule.outputs),
        )
        for number, rule in enumerate(table.rules, 1)
    )
    outputs = _Outputs(table, compiling)
    policy = POLICIES[table.hit_policy]
    stops_early = table.hit_policy == "FIRST"

    def decide(scope: Scope, run: Run) -> object:
        values = _inputs(columns, scope, run)
        if values is None:
            return None
        hits = []
        for row in rows:
            for index, test in row.tests:
                if test(values[index], scope, run) is not True:
                    break
            else:
                hits.append(row)
                if stops_early:
                    break
        run.tick(len(rows))
        if not hits:
            run.hit(table, ())
            return outputs.default(scope, run)
        numbers = tuple(row.number for row in hits)
        run.hit(table, numbers)
        results = [outputs.result(row, scope, run) for row in hits]
        return policy(Hits(numbers, results, outputs.priorities, outputs.names, table.aggregation), run)

    return decide


def _column(clause: InputClause, compiling: Compiling) -> Column:
    allowed = compiling.tests(LiteralExpression(text=clause.values), clause) if clause.values else None
    name = clause.label or clause.expression.text
    value = compiling.literal(clause.expression, clause)
    return Column(name, value, compiling.type_of(clause.expression), allowed)


def _inputs(columns: tuple[Column, ...], scope: Scope, run: Run) -> list[object] | None:
    """The inputs' values; None if one is not allowed."""
    values = []
    for column in columns:
        value = _converted(column.value(scope, run), column.wanted)
        if column.allowed is not None and value is not None and not _allowed(column, value, scope, run):
            run.report("input_value", name=column.name, kind=kind_of(value))
            return None
        values.append(value)
    return values


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


class _Outputs:
    """The output side of a table: names, types, defaults, and values in order of priority."""

    def __init__(self, table: DecisionTable, compiling: Compiling) -> None:
        self.names = tuple(clause.name for clause in table.outputs)
        self._types = tuple(compiling.type_of(clause) for clause in table.outputs)
        self._defaults = tuple(
            compiling.literal(clause.default, clause) if clause.default is not None else null
            for clause in table.outputs
        )
        self._has_default = any(clause.default is not None for clause in table.outputs)
        self.priorities = tuple(_values(clause, compiling) for clause in table.outputs)
        if table.hit_policy in _WITH_VALUES and not any(self.priorities):
            compiling.notes.note("DMN_PRIORITY_VALUES", table.id, table.line, policy=table.hit_policy)

    def result(self, row: Row, scope: Scope, run: Run) -> object:
        return self._build(row.outputs, scope, run)

    def _build(self, cells: tuple[Closure, ...], scope: Scope, run: Run) -> object:
        if len(cells) == 1:
            return conform(cells[0](scope, run), self._types[0], self.names[0], run, 0)
        return {
            name: conform(cell(scope, run), wanted, name, run, 0)
            for name, cell, wanted in zip(self.names, cells, self._types, strict=True)
        }

    def default(self, scope: Scope, run: Run) -> object:
        """What a table gives when no row matches."""
        return self._build(self._defaults, scope, run) if self._has_default else None


def _values(clause: OutputClause, compiling: Compiling) -> tuple[object, ...]:
    """The output values in order of priority: those of the clause, else those its type allows."""
    text = clause.values or compiling.types.allowed.get(clause.type_ref, "")
    if not text:
        return ()
    try:
        tests = parse_tests(text, compiling.names).tests
    except FeelError:
        return ()
    run = Run()
    cells = (LiteralExpression(text=text[test.start : test.end]) for test in tests)
    return tuple(compiling.literal(cell, clause)({}, run) for cell in cells)
