"""How often points were entered and skipped lately, and which rows of their conditions held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from processes.approval import policies, tables
from processes.approval.comparing import pairs
from processes.approval.model import Condition, Flow, Test

PERIOD = timedelta(days=90)
Row = tuple[Test, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hits:
    """Of one point: how often it was entered, skipped, and how often a row of its condition held first.

    A row that was in force and never held has 0; one that never was in force is missing.
    """

    entered: int = 0
    skipped: int = 0
    rows: Mapping[Row, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """How often its condition was asked."""
        return self.entered + self.skipped


def hits(connection: Connection, key: str, flow: Flow, now: datetime) -> dict[int, Hits]:
    """Point of `flow` → its hits of the last 90 days; points of former versions count for their successors."""
    table = tables.evaluation
    query = (
        select(table.c.version, table.c.point_id, table.c.outcome, table.c.hit, func.count())
        .where(table.c.policy == key, table.c.at >= now - PERIOD)
        .group_by(table.c.version, table.c.point_id, table.c.outcome, table.c.hit)
    )
    found: dict[int, Hits] = {}
    successors: dict[int, dict[str, tuple[int, Condition]]] = {}
    for version, identity, outcome, row, count in connection.execute(query):
        if version not in successors:
            successors[version] = _successors(policies.version(connection, key, version).flow, flow)
        if identity in successors[version]:  # steps that applicants composed are in no version
            now_number, condition = successors[version][identity]
            known = found.get(now_number, Hits())
            known = replace(known, rows={**dict.fromkeys(condition.rows, 0), **known.rows})
            found[now_number] = _more(known, outcome == "entered", count, _row(condition, row))
    return found


def _more(hits: Hits, entered: bool, count: int, row: Row | None) -> Hits:
    rows = hits.rows if row is None else {**hits.rows, row: hits.rows.get(row, 0) + count}
    if entered:
        return replace(hits, entered=hits.entered + count, rows=rows)
    return replace(hits, skipped=hits.skipped + count)


def _row(condition: Condition, number: int | None) -> Row | None:
    return condition.rows[number - 1] if number is not None and number <= len(condition.rows) else None


def _successors(then: Flow, now: Flow) -> dict[str, tuple[int, Condition]]:
    """Id of a point then → its number now, and the condition it had."""
    return {
        before.id: (after.number, before.condition)
        for before, after in pairs(then, now)
        if before is not None
    }
