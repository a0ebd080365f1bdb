"""Recording who decided what: once per work item, with a hash of the facts that were decided about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, insert, select

from engine import organisation
from engine.ids import new_id
from engine.ports import AdapterCall
from engine.store.schema import runtime
from engine.store.values import encode
from processes.approval import tables
from processes.approval.errors import (
    ApplicantDecided,
    DeciderUnknown,
    DecisionUnknown,
    OpinionNeeded,
)
from processes.approval.evaluations import Subject
from processes.approval.model import Point

LONGEST_OPINION = 2000
_task = runtime.activity.alias("task")


def record(
    call: AdapterCall,
    subject: Subject,
    point: Point,
    *,
    action: str,
    opinion: str,
    facts: Mapping[str, Any],
    asked: Sequence[str],
) -> dict[str, str]:
    """Keep one decision; {action, opinion, by}. `asked` are the logins of the point's approvers.

    Whoever completed the work item decided: that is read from the store, never from the process's data.
    """
    if action not in point.actions:
        raise DecisionUnknown(action=action, number=point.number)
    said = opinion.strip()[:LONGEST_OPINION]
    if action != "agree" and not said:
        raise OpinionNeeded
    item = _completed_item(call)
    if item.closed_by == subject.applicant:
        raise ApplicantDecided(login=item.closed_by)
    call.tx.connection.execute(
        insert(tables.decision).values(
            id=new_id(),
            policy=subject.policy,
            version=subject.version,
            point=point.number,
            root_id=call.root_id,
            instance_id=call.instance_id,
            work_item_id=item.id,
            document_type=subject.document_type,
            document_id=subject.document_id,
            person=item.closed_by,
            on_behalf_of=_principal(call, item.closed_by, asked),
            action=action,
            opinion=said,
            snapshot_sha256=snapshot_hash(facts),
            at=call.tx.now,
        )
    )
    return {"action": action, "opinion": said, "by": item.closed_by}


def snapshot_hash(facts: Mapping[str, Any]) -> str:
    """sha256 over the facts, independent of their order."""
    return sha256(encode(dict(sorted(facts.items()))).encode()).hexdigest()


def of_root(connection: Connection, root_id: int) -> list[Row[Any]]:
    """The decisions taken in one process, the oldest first."""
    table = tables.decision
    return list(
        connection.execute(select(table).where(table.c.root_id == root_id).order_by(table.c.id)).all()
    )


def of_document(connection: Connection, document_type: str, document_id: int) -> list[Row[Any]]:
    """The decisions ever taken about one document, the oldest first."""
    table = tables.decision
    query = select(table).where(table.c.document_type == document_type, table.c.document_id == document_id)
    return list(connection.execute(query.order_by(table.c.id)).all())


def _completed_item(call: AdapterCall) -> Row[Any]:
    """The work item whose completion this step follows. Raises DeciderUnknown.

    A repetition after an incident finds the scope of its first visit in the store. The first attempt comes in
    the very command that completed the item: it is the one whose record does not wait for a repetition.
    """
    connection = call.tx.connection
    row = connection.execute(_in_scope_of(int(call.idempotency_key))).first()
    row = row or connection.execute(_just_completed(call)).first()
    if row is None or row.closed_by is None:
        raise DeciderUnknown
    return row


def _unrecorded() -> Select[Any]:
    item, done = runtime.work_item, tables.decision
    return (
        select(item.c.id, item.c.closed_by)
        .join(_task, _task.c.id == item.c.activity_id)
        .outerjoin(done, done.c.work_item_id == item.c.id)
        .where(item.c.state == "completed", done.c.id.is_(None))
        .order_by(item.c.closed_at.desc(), item.c.id.desc())
        .limit(1)
    )


def _just_completed(call: AdapterCall) -> Select[Any]:
    token = runtime.token
    stuck = exists().where(token.c.scope_id == _task.c.scope_id, token.c.element == call.element_id)
    return _unrecorded().where(runtime.work_item.c.instance_id == call.instance_id, ~stuck)


def _in_scope_of(activity_id: int) -> Select[Any]:
    step = runtime.activity.alias("step")
    return _unrecorded().join(step, step.c.scope_id == _task.c.scope_id).where(step.c.id == activity_id)


def _principal(call: AdapterCall, login: str, asked: Sequence[str]) -> str | None:
    """For whom a deputy decided; None for somebody who was asked, or to whom the item was handed."""
    person = organisation.by_login(call.tx.connection, login)
    if person is None or login in asked:
        return None
    for principal in organisation.principals(call.tx.connection, person.id, call.tx.now):
        if principal.login in asked:
            return principal.login
    return None
