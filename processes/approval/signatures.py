"""Decisions of those who share the visit of an approval task: each is recorded when he signs.

Only the last of them moves the process on, so that its step `approval.record` records him; the others are recorded
here, in the transaction in which they sign.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Row, select

from engine.facts import Facts
from engine.service.facts import WorkItemSigned
from engine.store.schema import runtime
from engine.store.uow import Transaction
from processes.approval import decisions, evaluations
from processes.approval.chosen import pinned
from processes.approval.documents import Documents
from processes.approval.evaluations import Subject


def listen(facts: Facts, documents: Documents) -> None:
    """Record whoever signs and is not the last one."""
    facts.subscribe(WorkItemSigned, partial(_signed, documents))


def _signed(documents: Documents, fact: WorkItemSigned, tx: Transaction) -> None:
    connection = tx.connection
    item = connection.execute(select(runtime.work_item).where(runtime.work_item.c.id == fact.id)).one()
    asked = evaluations.latest_entered(connection, item.instance_id, item.activity_id)
    if asked is None:
        return  # somebody shared a task that is no approval
    point = pinned.flow_of(connection, item.instance_id, asked.policy, asked.version).point(asked.point)
    assert point is not None
    subject = Subject(
        policy=asked.policy,
        version=asked.version,
        document_type=asked.document_type,
        document_id=asked.document_id,
        applicant=asked.applicant,
    )
    facts = documents.of(asked.document_type).read(connection, asked.document_id)
    decisions.keep(tx, subject, point, _signing(item, fact), facts)


def _signing(item: Row[Any], fact: WorkItemSigned) -> decisions.Signing:
    return decisions.Signing(
        root_id=item.root_id,
        instance_id=item.instance_id,
        work_item_id=item.id,
        person=fact.by,
        on_behalf_of=item.behalf_of,
        action=str(fact.values.get("action") or ""),
        opinion=str(fact.values.get("opinion") or ""),
    )
