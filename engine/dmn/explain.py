"""An answer with what led to it: the rows that matched, what else was decided, why parts became null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.dmn.model import Decision, DecisionTable, Definitions
from engine.feel.errors import Diagnostic
from engine.feel.run import Run
from engine.feel.values import deep_adopt


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A table and the rows that matched, numbered from 1; a table in a function may be asked several times."""

    table: DecisionTable
    rows: tuple[int, ...]


class ExplainingRun(Run):
    """A run that remembers which rows matched, in the order the tables were asked."""

    __slots__ = ("hits",)

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(False, now)
        self.hits: list[Hit] = []

    def hit(self, table: object, rows: tuple[int, ...]) -> None:
        if isinstance(table, DecisionTable):
            self.hits.append(Hit(table=table, rows=rows))


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """`decided`: the decisions of this model that were made on the way, in the order of the file."""

    value: object
    diagnostics: tuple[Diagnostic, ...]
    hits: tuple[Hit, ...]
    decided: tuple[tuple[Decision, object], ...]

    @classmethod
    def of(
        cls, value: object, *, run: ExplainingRun, definitions: Definitions, decided: Mapping[int, object]
    ) -> Explained:
        """From a finished run. `decided`: values by the identity of their elements."""
        made = [each for each in definitions.elements if isinstance(each, Decision) and id(each) in decided]
        return cls(
            value=value,
            diagnostics=tuple(run.diagnostics or ()),
            hits=tuple(run.hits),
            decided=tuple((each, deep_adopt(decided[id(each)])) for each in made),
        )

    def rows(self, table: DecisionTable) -> frozenset[int]:
        """The rows of a table that matched, each time it was asked."""
        return frozenset(row for hit in self.hits if hit.table is table for row in hit.rows)
