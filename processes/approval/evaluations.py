"""Keeping every answer of an entry condition, entered and skipped alike, and reading them back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from engine.ids import new_id
from engine.ports import AdapterCall
from engine.store.uow import Transaction
from engine.store.values import decode, encode
from processes.approval import tables
from processes.approval.approvers import Approver
from processes.approval.conditions import hit
from processes.approval.route import Asked

#: Activities in which a point waits: an evaluation in one of them asked it again there (docs/adr/0017).
AGAIN = ("decide_together", "decide_in_turn")


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """One answer, with the facts it was given on. `passed`: those it would have asked had agreed before."""

    id: int
    instance_id: int
    policy: str
    version: int
    point: int
    point_id: str
    element: str
    entered: bool
    passed: bool
    document_type: str
    document_id: int
    applicant: str
    facts: Mapping[str, Any]
    approvers: tuple[Approver, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What is being approved, by which version, for whom."""

    policy: str
    version: int
    document_type: str
    document_id: int
    applicant: str


def keep(
    call: AdapterCall,
    subject: Subject,
    asked: Sequence[Asked],
    facts: Mapping[str, Any],
    approvers: Mapping[int, Sequence[Approver]],
) -> None:
    """Store the answers of one step; `approvers` of the points whose condition held, by number.

    A point is passed where everybody it would ask has agreed before.
    """
    visit = Visit(
        root_id=call.root_id or 0,
        instance_id=call.instance_id or 0,
        activity_id=int(call.idempotency_key),
        element=call.element_id or "",
    )
    keep_of(call.tx, visit, subject, asked, facts, approvers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """The visit of an activity in which points were asked."""

    root_id: int
    instance_id: int
    activity_id: int
    element: str


def keep_of(
    tx: Transaction,
    visit: Visit,
    subject: Subject,
    asked: Sequence[Asked],
    facts: Mapping[str, Any],
    approvers: Mapping[int, Sequence[Approver]],
) -> None:
    """The same for any visit of the approval's process."""
    written = encode(dict(facts), name="facts")
    rows = [
        {
            "id": new_id(),
            "policy": subject.policy,
            "version": subject.version,
            "point": one.point.number,
            "point_id": one.point.id,
            **asdict(visit),
            "document_type": subject.document_type,
            "document_id": subject.document_id,
            "applicant": subject.applicant,
            "facts": written,
            "outcome": _outcome(one, approvers.get(one.point.number, ())),
            "condition": one.condition,
            "hit": hit(one.point.condition, facts) if one.entered else None,
            "approvers": json.dumps([asdict(each) for each in approvers.get(one.point.number, ())]),
            "at": tx.now,
        }
        for one in asked
    ]
    if rows:
        tx.connection.execute(insert(tables.evaluation), rows)


def _outcome(asked: Asked, approvers: Sequence[Approver]) -> str:
    if not asked.entered:
        return "skipped"
    return "passed" if approvers and all(one.at for one in approvers) else "entered"


def of_instance(connection: Connection, instance_id: int) -> list[Evaluation]:
    """Everything that was asked in one approval, in order."""
    table = tables.evaluation
    query = select(table).where(table.c.instance_id == instance_id).order_by(table.c.id)
    return [_evaluation(row) for row in connection.execute(query)]


def ids(connection: Connection, instance_id: int) -> set[str]:
    """The points that were ever asked in one approval."""
    table = tables.evaluation
    return set(connection.scalars(select(table.c.point_id).where(table.c.instance_id == instance_id)))


def of_document(
    connection: Connection, document_type: str, document_id: int, *, most: int
) -> list[Evaluation]:
    """What was ever asked about a document, in order; the first `most` answers."""
    table = tables.evaluation
    mine = (table.c.document_type == document_type, table.c.document_id == document_id)
    query = select(table).where(*mine).order_by(table.c.id).limit(most)
    return [_evaluation(row) for row in connection.execute(query)]


def latest_of_root(connection: Connection, root_id: int) -> Evaluation | None:
    """The last point that was asked in a process."""
    table = tables.evaluation
    query = select(table).where(table.c.root_id == root_id).order_by(table.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _evaluation(row)


def roots_of_document(connection: Connection, document_type: str, document_id: int) -> list[int]:
    """The processes in which a document was in approval, in order."""
    table = tables.evaluation
    query = select(table.c.root_id).where(
        table.c.document_type == document_type, table.c.document_id == document_id
    )
    return sorted(set(connection.scalars(query)))


def begun(asked: Sequence[Evaluation]) -> Evaluation:
    """When the point that was asked last was entered: before newer versions asked it again where it waits."""
    latest = asked[-1]
    return next(
        (one for one in reversed(asked) if one.point_id == latest.point_id and one.element not in AGAIN),
        latest,
    )


def latest_entered(connection: Connection, instance_id: int, before: int) -> Evaluation | None:
    """The last point that was entered before a visit: ids are in order of time."""
    table = tables.evaluation
    query = (
        select(table)
        .where(
            table.c.instance_id == instance_id,
            table.c.outcome == "entered",
            table.c.activity_id < before,
        )
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _evaluation(row)


def approver_of(kept: Mapping[str, Any]) -> Approver:
    """An approver as it was kept."""
    left_out = tuple((login, why) for login, why in kept.get("left_out", ()))
    return Approver(**{**kept, "left_out": left_out, "via": tuple(kept.get("via", ()))})


def _evaluation(row: Row[Any]) -> Evaluation:
    return Evaluation(
        id=row.id,
        instance_id=row.instance_id,
        policy=row.policy,
        version=row.version,
        point=row.point,
        point_id=row.point_id,
        element=row.element,
        entered=row.outcome == "entered",
        passed=row.outcome == "passed",
        document_type=row.document_type,
        document_id=row.document_id,
        applicant=row.applicant,
        facts=decode(row.facts),
        approvers=tuple(approver_of(each) for each in json.loads(row.approvers)),
        at=row.at,
    )
