"""The output side of a decision table: names, types, defaults, and values in order of priority."""

from __future__ import annotations

from engine.dmn.compiling import Compiling, null
from engine.dmn.model import DecisionTable, LiteralExpression, OutputClause, TableRule
from engine.feel import FeelError
from engine.feel.conform import conform
from engine.feel.functions import Closure, Scope
from engine.feel.parser import parse_tests
from engine.feel.run import Run

_WITH_VALUES = ("PRIORITY", "OUTPUT ORDER")


class Outputs:
    """The output side of a table: names, types, defaults, and values in order of priority."""

    def __init__(self, table: DecisionTable, compiling: Compiling) -> None:
        self.names = tuple(clause.name for clause in table.outputs)
        self._types = tuple(compiling.type_of(clause) for clause in table.outputs)
        self._defaults = tuple(
            compiling.literal(clause.default, clause) if clause.default is not None else null
            for clause in table.outputs
        )
        self._has_default = any(clause.default is not None for clause in table.outputs)
        self.are_constant = all(compiling.is_constant(cell) for rule in table.rules for cell in rule.outputs)
        self.priorities = tuple(_values(clause, compiling) for clause in table.outputs)
        if table.hit_policy in _WITH_VALUES and not any(self.priorities):
            compiling.notes.note("DMN_PRIORITY_VALUES", table.id, table.line, policy=table.hit_policy)

    def closure(self, rule: TableRule, compiling: Compiling) -> Closure:
        """What a row gives: its single cell, or a context of all."""
        cells = tuple(compiling.literal(cell, rule) for cell in rule.outputs)
        return lambda scope, run: self._build(cells, scope, run)

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
