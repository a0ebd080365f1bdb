"""Asking a waiting point again by a newer version: one approval, in the caller's transaction (docs/adr/0017)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from adapters.crm.notices import tell_all
from engine import organisation
from engine.kernel.loop_reshaping import Reshape
from engine.service import Engine
from engine.store.uow import Transaction
from processes.approval import evaluations, point_data
from processes.approval.chosen import pinned
from processes.approval.documents import Documents
from processes.approval.errors import ApprovalError
from processes.approval.evaluations import Visit
from processes.approval.model import Flow
from processes.approval.running import carrying
from processes.approval.running.asking import Outcome, outcome, subject_of
from processes.approval.running.place import moved
from processes.approval.running.plan import Plan
from processes.approval.running.waiting import Waiting, has_incident, waiting

EVENT: Final = "approval.asked_again"
"""The word of the audit event: `{version, point, what, lose, get}`."""


class StoppedByIncident(ApprovalError):
    """An incident of this process has to be dealt with first."""

    zh = "请先处理该流程的异常事件。"
    status = 409


def ask_again(engine: Engine, documents: Documents, tx: Transaction, instance_id: int) -> Plan | None:
    """Ask the point where an approval waits by the newest version that takes it along; None where nothing is to do.

    Raises CannotBeAsked, StoppedByIncident, Suspended, Conflict.
    """
    engine.lock_in(tx, instance_id)  # a decision of this moment is either seen or comes too late
    now = waiting(tx.connection, instance_id)
    if now is None:
        return None
    policy = now.entered.policy
    newest = carrying.newest(tx.connection, policy, now.version, tx.now)
    if newest == now.version:
        return None
    if has_incident(tx.connection, instance_id):
        raise StoppedByIncident
    flow = pinned.flow_of(tx.connection, instance_id, policy, newest)
    found = outcome(tx.connection, now, flow, documents.of(now.entered.document_type), keep=True, at=tx.now)
    _keep(tx, now, newest, found, instance_id)
    _tell(tx, now, found.plan)
    engine.reshape_in(tx, instance_id, now.loop, _reshape(now, newest, flow, found, tx))
    return found.plan


def _reshape(now: Waiting, version: int, flow: Flow, found: Outcome, tx: Transaction) -> Reshape:
    plan = found.plan
    old = pinned.flow_of(tx.connection, now.entered.instance_id, now.entered.policy, now.version)
    place = moved(now.place, old, flow, evaluations.ids(tx.connection, now.entered.instance_id))
    subject = subject_of(now, version)
    point: dict[str, Any] = {**now.point, "skipped": True, "goes_on": place.after}
    if found.asked is not None and found.asked.entered:
        point = {
            **point_data.told(found.asked, found.chosen, flow, subject),
            "groups": [list(group) for group in plan.groups],
            "again": plan.again,
            "left": [list(group) for group in plan.added],
            "goes_on": place.after,
        }
    return Reshape(
        values={**point_data.carried(subject, flow, place), "point": point},
        to_come=[list(group) for group in plan.to_come],
        added=[] if plan.again else [list(group) for group in plan.added],
        removed=[list(group) for group in plan.removed],
        changed=[(list(before), list(after)) for before, after in plan.changed],
    )


def _keep(tx: Transaction, now: Waiting, version: int, found: Outcome, instance_id: int) -> None:
    """What was asked, and what became of it, in the record."""
    visit = Visit(root_id=now.root_id, instance_id=instance_id, activity_id=now.visit, element=now.loop)
    if found.asked is not None:
        approvers = {found.asked.point.number: found.chosen}
        evaluations.keep_of(tx, visit, subject_of(now, version), [found.asked], found.facts, approvers)
    plan = found.plan
    payload = {
        "version": version,
        "point": now.entered.point_id,
        "what": plan.what,
        "lose": list(plan.lose),
        "get": list(plan.get),
    }
    tx.audit(
        EVENT, root=now.root_id, instance=instance_id, activity=now.visit, element=now.loop, payload=payload
    )


def _tell(tx: Transaction, now: Waiting, plan: Plan) -> None:
    """Whoever has no task any more is told so, each in his language."""
    people = _people(tx, plan.lose)
    number = now.point["number"]
    tell_all(
        tx,
        people,
        zh=f"审批规则已修改，{now.title} 的审批点 {number} {now.point['name']} 不再需要您审批，待办已取消。",
        en=f"The approval rules were changed: {now.title} needs no decision of yours any more "
        f"(point {number}, {now.point['name_en']}). Your task is gone.",
        about=("case", now.root_id),
        root=now.root_id,
    )


def _people(tx: Transaction, logins: Sequence[str]) -> list[organisation.Person]:
    found = (organisation.by_login(tx.connection, login) for login in logins)
    return [person for person in found if person is not None]
