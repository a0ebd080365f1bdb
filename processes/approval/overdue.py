"""What happens when the deadline of a point comes near or has passed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from adapters.crm.notices import tell_all
from engine import organisation
from engine.organisation import Person
from engine.ports import AdapterCall
from engine.store.schema import runtime
from engine.store.schema.audit import audit_event, audit_payload
from processes.approval.comparing import deadline_words
from processes.approval.evaluations import Evaluation, Subject
from processes.approval.model import ACTIONS, Point
from processes.approval.standing.telling import tell_substitutes

EVENT = "approval.overdue"  # in the trail of the process: who is asked since, and why


def remind(call: AdapterCall, point: Point) -> None:
    """Leave everybody who is asked a message, each in his language."""
    title, root = call.inputs["title"] or call.business_key, call.root_id or 0
    people = _people(call, call.inputs["approvers"])
    zh = f"请审批：{title}（审批点 {point.number} {point.name}）"
    en = f"Waiting for your decision: {title} (point {point.number}, {point.name_en})"
    tell_all(call.tx, people, zh=zh, en=en, about=("instance", root), root=call.root_id)
    item = runtime.work_item
    waiting = select(item.c.id).where(item.c.instance_id == call.instance_id, item.c.closed_at.is_(None))
    for item_id in call.tx.connection.scalars(waiting).all():
        tell_substitutes(call.tx, item_id, people, zh=zh, en=en, root=root)


def act(call: AdapterCall, point: Point, subject: Subject) -> dict[str, Any]:
    """Ask others, or decide in the place of those who did not."""
    asked = list(call.inputs["approvers"])
    if point.overdue in ACTIONS:
        _note(call, point, asked)
        return {
            "approvers": asked,
            "exhausted": True,
            "by_system": True,
            "action": point.overdue,
            "opinion": _reason(point),
        }
    others = list(_above(call, asked, subject) if point.overdue == "escalate" else _to(call, point, subject))
    new = [one.login for one in others if one.login not in asked]
    now = [*asked, *new] if point.overdue == "escalate" else (new or asked)
    _note(call, point, now)
    if not new:  # those who were asked still are
        remind(call, point)
    return {
        "approvers": now,
        "exhausted": not new or point.overdue == "transfer",
        "by_system": False,
        "action": None,
        "opinion": "",
    }


def asked_since(connection: Connection, asked: Evaluation, instance_id: int) -> tuple[str, list[str]] | None:
    """What the last passed deadline of a point did, and who is asked since; None where none has passed."""
    query = (
        select(audit_payload.c.body)
        .join(audit_event, audit_event.c.id == audit_payload.c.event)
        .where(
            audit_event.c.word == EVENT, audit_event.c.instance == instance_id, audit_event.c.at >= asked.at
        )
        .order_by(audit_event.c.id.desc())
    )
    for body in connection.scalars(query):
        said = json.loads(body or "{}")
        if said.get("point") == asked.point:
            return said["action"], said["approvers"]
    return None


def _above(call: AdapterCall, asked: Iterable[str], subject: Subject) -> Iterable[Person]:
    """For each of them the next superior who may decide and is not asked yet."""
    connection = call.tx.connection
    for person in _people(call, asked):
        chain = organisation.superiors(connection, person.id)
        yield from [
            one
            for one in chain
            if one.is_active and one.login != subject.applicant and one.login not in asked
        ][:1]


def _to(call: AdapterCall, point: Point, subject: Subject) -> Iterable[Person]:
    if point.overdue_to is None:
        return []
    if point.overdue_to.person:
        people = _people(call, [point.overdue_to.person])
    else:
        people = organisation.holders(call.tx.connection, point.overdue_to.position)
    return [one for one in people if one.is_active and one.login != subject.applicant]


def _people(call: AdapterCall, asked: Iterable[str]) -> list[Person]:
    found = (organisation.by_login(call.tx.connection, login) for login in asked)
    return [person for person in found if person is not None]


def _reason(point: Point) -> str:
    zh, en = deadline_words(point.deadline, "zh"), deadline_words(point.deadline, "en")
    return f"时限（{zh}）已过，系统按流程规定决定。 / Decided by the system: the deadline ({en}) has passed."


def _note(call: AdapterCall, point: Point, now: list[str]) -> None:
    call.tx.audit(
        EVENT,
        root=call.root_id,
        instance=call.instance_id,
        element=call.element_id,
        payload={"point": point.number, "action": point.overdue, "approvers": now},
    )
