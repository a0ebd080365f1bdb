"""What was decided about a document before it came back to its applicant: that part of its route stays as it is.

Otherwise whoever returned a document could be left out of the next round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from engine.store.schema import runtime
from processes.approval import tables as approval_tables
from processes.approval.chosen import content, tables
from processes.approval.chosen.check import Asking, faults
from processes.approval.chosen.choice import NOTHING, Choice
from processes.approval.model import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """Of the approval before: the choice it ran by, and the points at which somebody decided, by id."""

    choice: Choice = NOTHING
    policy: str = ""
    points: frozenset[str] = frozenset()

    @property
    def steps(self) -> int:
        """How many of its composed steps were decided: the first ones."""
        return sum(1 for number in range(1, len(self.choice.steps) + 1) if f"step{number}" in self.points)


NEVER = Decided()


def decided_of(connection: Connection, document_type: str, document_id: int | None) -> Decided:
    """What was decided in the process that still runs about the document; nothing where none does."""
    if document_id is None:
        return NEVER
    table, instance = tables.pinned, runtime.instance
    query = (
        select(table.c.instance_id, table.c.policy, table.c.content)
        .join(instance, instance.c.id == table.c.root_id)
        .where(
            table.c.document_type == document_type,
            table.c.document_id == document_id,
            instance.c.state.in_(("running", "suspended")),
        )
        .order_by(table.c.instance_id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return NEVER
    done = approval_tables.decision
    points = connection.scalars(select(done.c.point_id).where(done.c.instance_id == row.instance_id))
    return Decided(choice=content.load(row.content), policy=row.policy, points=frozenset(points))


def with_decided(asking: Asking, flow: Flow, wanted: Choice, before: Decided) -> Choice:
    """The wanted choice, but what was decided as it was. Where that is not allowed any more, as wanted."""
    if not before.points:
        return wanted
    kept = _composed(wanted, before) if flow.model == "self" else _adjusted(wanted, before)
    return kept if not faults(asking, flow, kept) or faults(asking, flow, wanted) else wanted


def _composed(wanted: Choice, before: Decided) -> Choice:
    return replace(wanted, steps=(*before.choice.steps[: before.steps], *wanted.steps[before.steps :]))


def _adjusted(wanted: Choice, before: Decided) -> Choice:
    """Points that decided are asked again, and the same people."""
    people = {point: chosen for point, chosen in wanted.people.items() if point not in before.points}
    people |= {point: chosen for point, chosen in before.choice.people.items() if point in before.points}
    again = [point for point in before.choice.added if point in before.points]
    return replace(
        wanted,
        skipped={point: why for point, why in wanted.skipped.items() if point not in before.points},
        added=(*(point for point in wanted.added if point not in before.points), *again),
        people=people,
    )
