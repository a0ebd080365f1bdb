"""Whether a document can be taken back: the approval that runs, whose it is, and who has decided in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from engine.organisation import Person
from engine.store.schema import runtime
from processes.approval import tables
from processes.approval.chosen import pinned
from processes.approval.model import Point
from processes.called import with_called


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """An approval that runs: its instance, the token that called it, whose request it is, and the point it is at."""

    instance_id: int
    root_id: int
    called_by: int | None
    applicant: str
    document_type: str
    document_id: int
    point: Point | None

    @property
    def permits(self) -> bool:
        """Whether the point permits taking the document back."""
        return self.point is None or "withdraw" in self.point.operations


def of_instance(connection: Connection, instance_id: int) -> list[Running]:
    """The approvals that run in an instance and in those it called, the latest first."""
    return _running(connection, runtime.instance.c.id.in_(with_called([instance_id])))


def of_root(connection: Connection, root_id: int) -> list[Running]:
    """The approvals that run in a whole tree."""
    return _running(connection, runtime.instance.c.root_id == root_id)


def may_withdraw(connection: Connection, person: Person, found: Iterable[Running]) -> bool:
    """Whether one of these approvals is this person's and undecided, at a point that permits it."""
    return any(
        one.applicant == person.login and one.permits and decided(connection, one) is None for one in found
    )


def decided(connection: Connection, one: Running) -> Row[Any] | None:
    """The first decision in an approval; signatures of those who were added count, opinions do not."""
    table = tables.decision
    query: Select[Any] = select(table.c.person, table.c.at).where(
        table.c.root_id == one.root_id, table.c.instance_id == one.instance_id
    )
    return connection.execute(query.order_by(table.c.id).limit(1)).first()


def _running(connection: Connection, where: Any) -> list[Running]:
    found: dict[int, Running] = {}
    for row in connection.execute(_query(where)):
        if row.instance_id not in found:  # the latest evaluation of each approval comes first
            found[row.instance_id] = Running(
                instance_id=row.instance_id,
                root_id=row.root_id,
                called_by=row.parent_token,
                applicant=row.applicant,
                document_type=row.document_type,
                document_id=row.document_id,
                point=pinned.flow_of(connection, row.instance_id, row.policy, row.version).point(row.point),
            )
    return list(found.values())


def _query(where: Any) -> Select[Any]:
    asked, instance = tables.evaluation, runtime.instance
    return (
        select(asked, instance.c.parent_token)
        .join(instance, instance.c.id == asked.c.instance_id)
        .where(where, instance.c.state.in_(("running", "suspended")))
        .order_by(asked.c.id.desc())
    )
