"""Recording who decided what: once per work item, with a hash of the facts that were decided about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, exists, false, func, insert, select

from engine.ids import new_id
from engine.ports import AdapterCall
from engine.store.schema import runtime
from engine.store.uow import Transaction
from engine.store.values import encode
from processes.approval import evaluations, shared_visits, tables
from processes.approval.back import TO_APPLICANT, Back, demand
from processes.approval.errors import (
    ApplicantDecided,
    DeciderUnknown,
    DecisionUnknown,
    OpinionNeeded,
)
from processes.approval.evaluations import Subject
from processes.approval.model import Point

LONGEST_OPINION = 2000
SYSTEM = ""  # the person of a decision that a deadline took


def record(
    call: AdapterCall,
    subject: Subject,
    point: Point,
    *,
    action: str,
    opinion: str,
    facts: Mapping[str, Any],
    back: Back = TO_APPLICANT,
    by_system: bool = False,
    signers: int = 1,
) -> dict[str, Any]:
    """Keep one decision; {action, opinion, by, on_behalf_of, settled}.

    Whoever completed the work item decided, perhaps in the place of somebody else: that is read from the store,
    never from the process's data. Where the
    deadline decided (`by_system`), nobody and no work item is named.
    `settled`: whether the point is decided by it, whatever the other `signers` say.
    """
    found = _Completed(None, SYSTEM, None, None) if by_system else _completed_item(call)
    if found is None:
        kept = shared_visits.given_before(call, point.id)
    else:
        if found.answer is not None:  # one of several who share the visit: what he himself filled in
            action, opinion, back = shared_visits.said(found.answer)
        signing = Signing(
            root_id=call.root_id,
            instance_id=call.instance_id,
            work_item_id=found.item_id,
            person=found.person,
            on_behalf_of=found.behalf_of,
            action=action,
            opinion=opinion,
            back=back if action == "return" and not by_system else TO_APPLICANT,
        )
        kept = keep(call.tx, subject, point, signing, facts)
    settled = _vote_is_settled(call, point, signers) if point.mode == "vote" else kept["action"] != "agree"
    return kept | {"settled": settled}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signing:
    """Who said what at which work item."""

    root_id: int | None
    instance_id: int | None
    work_item_id: int | None
    person: str
    on_behalf_of: str | None
    action: str
    opinion: str
    back: Back = TO_APPLICANT


def keep(
    tx: Transaction, subject: Subject, point: Point, signing: Signing, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep one decision; {action, opinion, by, on_behalf_of}.

    Raises DecisionUnknown, OpinionNeeded, ApplicantDecided.
    """
    if signing.action not in point.actions:
        raise DecisionUnknown(action=signing.action, number=point.number)
    said = signing.opinion.strip()[:LONGEST_OPINION]
    if signing.action != "agree" and not said:
        raise OpinionNeeded
    if signing.person == subject.applicant:
        raise ApplicantDecided(login=signing.person)
    back = demand(tx.connection, signing.instance_id or 0, point, signing.back)
    tx.connection.execute(
        insert(tables.decision).values(
            id=new_id(),
            policy=subject.policy,
            version=subject.version,
            point=point.number,
            point_id=point.id,
            root_id=signing.root_id,
            instance_id=signing.instance_id,
            work_item_id=signing.work_item_id,
            document_type=subject.document_type,
            document_id=subject.document_id,
            person=signing.person,
            on_behalf_of=signing.on_behalf_of,
            action=signing.action,
            opinion=said,
            returned_to=back.to,
            comes_back=back.comes_back,
            snapshot_sha256=snapshot_hash(facts),
            at=tx.now,
        )
    )
    told = {"return_to": back.to, "come_back": back.comes_back}
    return {
        "action": signing.action,
        "opinion": said,
        "by": signing.person,
        "on_behalf_of": signing.on_behalf_of,
        **told,
    }


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


def deciders(connection: Connection, root_id: int | None, subject: Subject) -> set[str]:
    """Who decided in this process about this document before, in whatever way."""
    table = tables.decision
    query = select(table.c.person).where(
        table.c.root_id == root_id,
        table.c.document_type == subject.document_type,
        table.c.document_id == subject.document_id,
    )
    return set(connection.scalars(query))


def _vote_is_settled(call: AdapterCall, point: Point, signers: int) -> bool:
    """Whether enough have agreed, or so many have not that enough cannot agree any more."""
    assert point.share is not None
    asked = evaluations.of_instance(call.tx.connection, call.instance_id or 0)
    votes = shared_visits.votes(call, point.id, after=evaluations.begun(asked).id if asked else 0)
    agreed = votes.count(True)
    needed = point.share * signers
    return bool(agreed >= needed or signers - votes.count(False) < needed)


@dataclass(frozen=True, slots=True)
class _Completed:
    """A work item, who completed it for whom, and his answer if others share the visit."""

    item_id: int | None
    person: str
    behalf_of: str | None
    answer: str | None


def _completed_item(call: AdapterCall) -> _Completed | None:
    """The work item whose completion this step follows.

    None where everybody who shares the visit was recorded before. Raises DeciderUnknown.

    A repetition after an incident finds the scope of its first visit in the store. The first attempt comes in
    the very command that completed the item: it is the one whose record does not wait for a repetition.
    """
    item, done, token, signer = runtime.work_item, tables.decision, runtime.token, runtime.signer
    task, step = runtime.activity.alias("task"), runtime.activity.alias("step")
    own_scope = select(step.c.scope_id).where(step.c.id == int(call.idempotency_key)).scalar_subquery()
    mine = func.coalesce(task.c.scope_id == own_scope, false())
    stuck = exists().where(token.c.scope_id == task.c.scope_id, token.c.element == call.element_id)
    query = (
        select(item.c.id, item.c.closed_by, item.c.behalf_of, signer.c.answer)
        .join(task, task.c.id == item.c.activity_id)
        .outerjoin(done, done.c.work_item_id == item.c.id)
        .outerjoin(signer, signer.c.work_item_id == item.c.id)
        .where(
            item.c.instance_id == call.instance_id,
            item.c.state == "completed",
            done.c.id.is_(None),
            func.coalesce(signer.c.kind, "own") != "delegate",  # an opinion, no decision
            mine | (own_scope.is_(None) & ~stuck),
        )
        .order_by(item.c.closed_at.desc(), item.c.id.desc())
        .limit(1)
    )
    row = call.tx.connection.execute(query).first()
    if row is None:
        return None
    if row.closed_by is None:
        raise DeciderUnknown
    return _Completed(row.id, row.closed_by, row.behalf_of, row.answer)
