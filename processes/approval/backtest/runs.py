"""Approvals of the past, as their evaluations tell: which point was asked on which facts, and where it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, select, type_coerce

from engine.store.types import from_micros
from engine.store.values import decode
from processes.approval import tables

Facts = Mapping[str, Any]
MOST = 200_000
"""Evaluations that are read at most: the latest ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """One point that was asked, on the facts of that moment; one that was passed, because everybody had agreed
    before, is entered too: its condition held."""

    point: int
    entered: bool
    facts: Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One approval from its first point. `decided`: the action at the point that was asked last, empty for none.

    Where it went back to a passed point, that point and those after it count with their last answers.
    """

    instance_id: int
    root_id: int
    document_id: int
    applicant: str
    version: int
    at: datetime
    steps: tuple[Step, ...]
    decided: str

    @property
    def last_entered(self) -> int | None:
        """The number of the point that was entered last."""
        return next((step.point for step in reversed(self.steps) if step.entered), None)

    @property
    def stopped_at(self) -> int | None:
        """The point that ended it, or at which it waits; None where all agreed."""
        return None if self.decided == "agree" else self.last_entered

    @property
    def facts(self) -> Facts:
        """What was known at last."""
        return self.steps[-1].facts


def runs(connection: Connection, policy: str, since: datetime, until: datetime) -> list[Run]:
    """The approvals that began in [since, until), the oldest first; those of the latest 200,000 evaluations."""
    rows: dict[int, list[_Read]] = defaultdict(list)
    for read in reversed(_evaluations(connection, policy, since, until)):
        rows[read.instance_id].append(read)
    actions = _actions(connection, policy, since)
    found = [
        _run(passed, actions, last=passed[-1] is own[-1])
        for own in rows.values()
        for passed in _passes(own)
        if passed[0].point == 1  # others began before the period
    ]
    found.sort(key=lambda run: run.at)
    return found


class _Read(NamedTuple):
    """An evaluation as it is read; `at` in microseconds."""

    instance_id: int
    root_id: int
    version: int
    point: int
    outcome: str
    document_id: int
    applicant: str
    facts: str
    at: int


def _evaluations(connection: Connection, policy: str, since: datetime, until: datetime) -> list[_Read]:
    """The latest first. Plain tuples: there are many, and few of their moments are needed."""
    table = tables.evaluation
    names = ("instance_id", "root_id", "version", "point", "outcome", "document_id", "applicant", "facts")
    query = (
        select(*(table.c[name] for name in names), type_coerce(table.c.at, BigInteger))
        .where(table.c.policy == policy, table.c.at >= since, table.c.at < until)
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(MOST)
    )
    return [_Read._make(row) for row in connection.execute(query)]


def _passes(rows: list[_Read]) -> Iterator[list[_Read]]:
    """An approval that starts anew at its first point passes again."""
    begin = 0
    for place in range(1, len(rows)):
        if rows[place].point == 1:
            yield rows[begin:place]
            begin = place
    yield rows[begin:]


def _run(rows: list[_Read], actions: Mapping[tuple[int, int], str], *, last: bool) -> Run:
    """A pass that another follows was returned at the point that was asked last."""
    first = rows[0]
    text = first.facts
    facts: Facts = decode(text)
    steps: dict[int, Step] = {}
    for row in rows:
        if row.facts != text:
            text = row.facts
            facts = decode(text)
        if row.point in steps:  # it went back: what came after is asked anew
            steps = {number: step for number, step in steps.items() if number < row.point}
        steps[row.point] = Step(row.point, row.outcome != "skipped", facts)
    ordered = tuple(steps[point] for point in sorted(steps))
    asked = next((row.point for row in reversed(rows) if row.outcome == "entered"), None)
    decided = "agree" if asked is None else actions.get((first.instance_id, asked), "")
    return Run(
        instance_id=first.instance_id,
        root_id=first.root_id,
        document_id=first.document_id,
        applicant=first.applicant,
        version=first.version,
        at=from_micros(first.at),
        steps=ordered,
        decided=decided if last or asked is None else "return",
    )


def _actions(connection: Connection, policy: str, since: datetime) -> dict[tuple[int, int], str]:
    """(approval, point) → the last thing somebody decided there."""
    table = tables.decision
    query = (
        select(table.c.instance_id, table.c.point, table.c.action)
        .where(table.c.policy == policy, table.c.at >= since)
        .order_by(table.c.id)
    )
    return {(instance, point): action for instance, point, action in connection.execute(query)}
