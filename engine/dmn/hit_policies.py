"""What the rows that match make together."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from engine.feel.builtins.registry import BUILTINS
from engine.feel.compare import same
from engine.feel.run import Run


class Hits(NamedTuple):
    """The rows that match, at least one: their numbers and results in the order of the table.

    `priorities` holds per output the values from the most to the least important.
    """

    numbers: tuple[int, ...]
    results: list[object]
    priorities: tuple[tuple[object, ...], ...]
    names: tuple[str, ...]
    aggregation: str

    @property
    def rows(self) -> str:
        return ", ".join(map(str, self.numbers))


def _unique(hits: Hits, run: Run) -> object:
    if len(hits.results) > 1:
        return run.report("hit_policy_unique", rows=hits.rows)
    return hits.results[0]


def _any(hits: Hits, run: Run) -> object:
    if not all(same(result, hits.results[0], run) for result in hits.results):
        return run.report("hit_policy_any", rows=hits.rows)
    return hits.results[0]


def _first(hits: Hits, run: Run) -> object:
    return hits.results[0]


def _priority(hits: Hits, run: Run) -> object:
    return _by_priority(hits)[0]


def _output_order(hits: Hits, run: Run) -> object:
    return _by_priority(hits)


def _rule_order(hits: Hits, run: Run) -> object:
    return hits.results


def _by_priority(hits: Hits) -> list[object]:
    """Sorted by the first output's priority, then the second's, rows of equal priority as in the table."""
    return sorted(hits.results, key=lambda result: _ranks(hits, result))


def _ranks(hits: Hits, result: object) -> tuple[int, ...]:
    values = [result.get(name) for name in hits.names] if isinstance(result, dict) else [result]
    return tuple(_rank(value, order) for value, order in zip(values, hits.priorities, strict=False))


def _rank(value: object, order: tuple[object, ...]) -> int:
    return next((rank for rank, each in enumerate(order) if same(value, each)), len(order))


def _collect(hits: Hits, run: Run) -> object:
    if not hits.aggregation:
        return hits.results
    if len(hits.names) > 1 and hits.aggregation != "COUNT":
        rows = [result for result in hits.results if isinstance(result, dict)]
        return {name: _aggregate(hits, [row[name] for row in rows], run) for name in hits.names}
    return _aggregate(hits, hits.results, run)


def _aggregate(hits: Hits, results: list[object], run: Run) -> object:
    if hits.aggregation == "COUNT":
        return Decimal(len(results))
    return BUILTINS[hits.aggregation.lower()].call([results], run, 0)


POLICIES: dict[str, Callable[[Hits, Run], object]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "COLLECT": _collect,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
}
