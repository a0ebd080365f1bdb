"""Approvals of the past, as their evaluations tell: which point was asked on which facts, and where it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, select, type_coerce

from engine.store.types import from_micros
from engine.store.values import decode
from processes.approval import tables
from processes.approval.backtest.decided import Decided
from processes.approval.backtest.versions import Several
from processes.approval.chosen.pinned import composed
from processes.approval.evaluations import AGAIN

Facts = Mapping[str, Any]
MOST = 200_000
"""Evaluations that are read at most: the latest ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """One point that was asked, on the facts of that moment.

    `entered`: its condition held. `passed`: it did, but everybody it would have asked had agreed before.
    `agreed`: who agreed at this visit. `round`: how often somebody had not agreed before it.
    """

    point: int
    entered: bool
    facts: Facts
    passed: bool = False
    agreed: tuple[str, ...] = ()
    round: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One approval from its first point. `decided`: the action at the point that was asked last, empty for none.

    Where it went back to a passed point, that point and those after it count with their last answers.
    `policy`: the flow it took, empty where none was for it. `start`: the facts that the flow was chosen on.
    `pinned`: a diagram named the flow. `refused`: as no flow was for it.
    """

    instance_id: int
    root_id: int
    document_id: int
    applicant: str
    policy: str
    version: int
    at: datetime
    start: Facts
    steps: tuple[Step, ...]
    decided: str
    pinned: bool = False
    refused: bool = False

    @property
    def last_entered(self) -> int | None:
        """The number of the point that somebody was asked at last."""
        return next((step.point for step in reversed(self.steps) if step.entered and not step.passed), None)

    @property
    def stopped_at(self) -> int | None:
        """The point that ended it, or at which it waits; None where all agreed."""
        return None if self.decided == "agree" else self.last_entered

    @property
    def facts(self) -> Facts:
        """What was known at last."""
        return self.steps[-1].facts if self.steps else self.start


def runs(
    connection: Connection,
    policies: Sequence[str],
    since: datetime,
    until: datetime,
    *,
    pinned: frozenset[int] = frozenset(),
    people: bool = True,
) -> list[Run]:
    """The approvals by these flows that began in [since, until), the oldest first; those of the latest 200,000
    evaluations. `pinned`: the instances whose diagrams named their flow. Without `people` nobody asks who agreed.

    Routes that applicants composed are left out: no version says what they would have been.
    """
    rows: dict[int, list[_Read]] = defaultdict(list)
    theirs = composed(connection, policies)
    for read in reversed(_evaluations(connection, policies, since, until)):
        if read.instance_id not in theirs:
            rows[read.instance_id].append(read)
    several = Several(connection, rows.items())
    decided = Decided(connection, policies, since, people=people, several=several.numbers)
    found: list[Run] = []
    for instance, answers in rows.items():
        own = several.renumbered(instance, answers)
        if own and own[0].point == 1:  # others began before the period
            found += _of_instance(own, decided, pinned=instance in pinned, people=people)
    found.sort(key=lambda run: run.at)
    return found


class _Read(NamedTuple):
    """An evaluation as it is read; `at` in microseconds."""

    id: int
    policy: str
    instance_id: int
    root_id: int
    version: int
    point: int
    point_id: str
    outcome: str
    document_id: int
    applicant: str
    facts: str
    at: int


def _evaluations(
    connection: Connection, policies: Sequence[str], since: datetime, until: datetime
) -> list[_Read]:
    """The latest first. Plain tuples: there are many, and few of their moments are needed."""
    table = tables.evaluation
    columns = [table.c[name] for name in _Read._fields if name != "at"]
    query = (
        select(*columns, type_coerce(table.c.at, BigInteger))
        .where(
            table.c.policy.in_(policies),
            table.c.at >= since,
            table.c.at < until,
            table.c.element.not_in(AGAIN),  # what newer versions asked again where it waited
        )
        .order_by(table.c.at.desc(), table.c.id.desc())
        .limit(MOST)
    )
    return [_Read._make(row) for row in connection.execute(query).all()]


def _of_instance(rows: list[_Read], decided: Decided, *, pinned: bool, people: bool) -> Iterator[Run]:
    """The passes of one approval: one that starts anew at its first point passes again.

    A pass that another follows was returned at the point that was asked last.
    """
    known: dict[str, Facts] = {}  # equal facts are one value: deciding once asks whether they changed
    start = known[rows[0].facts] = decode(rows[0].facts)
    begin = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place].point == 1:
            later = rows[place].id if place < len(rows) else None
            yield _run(rows[begin:place], later, decided, known, start, pinned=pinned, people=people)
            begin = place


def _run(
    rows: list[_Read],
    later: int | None,
    decided: Decided,
    known: dict[str, Facts],
    start: Facts,
    *,
    pinned: bool,
    people: bool,
) -> Run:
    first = rows[0]
    steps: dict[int, Step] = {}
    asked: int | None = None
    for place, row in enumerate(rows):
        facts = known.get(row.facts)
        if facts is None:
            facts = known[row.facts] = decode(row.facts)
        if row.point in steps:  # it went back: what came after is asked anew
            steps = {number: step for number, step in steps.items() if number < row.point}
        agreed: tuple[str, ...] = ()
        if row.outcome == "entered":
            asked = row.point
            if people:
                until = next((one.id for one in rows[place + 1 :] if one.point == row.point), later)
                agreed = decided.agreed(first.instance_id, row.point, row.id, until)
        steps[row.point] = Step(
            row.point,
            row.outcome != "skipped",
            facts,
            row.outcome == "passed",
            agreed,
            decided.refusals_before(first.instance_id, row.id) if people else 0,
        )
    action = "agree" if asked is None else decided.last(first.instance_id, asked)
    return Run(
        instance_id=first.instance_id,
        root_id=first.root_id,
        document_id=first.document_id,
        applicant=first.applicant,
        policy=first.policy,
        version=first.version,
        at=from_micros(first.at),
        start=start,
        steps=tuple(steps[point] for point in sorted(steps)),
        decided=action if later is None or asked is None else "return",
        pinned=pinned,
    )
