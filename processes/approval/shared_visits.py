"""What was said at a visit of an approval task that several people share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from engine.ports import AdapterCall
from engine.store.schema import runtime
from engine.store.values import decode
from processes.approval import tables
from processes.approval.back import Back, back_of
from processes.approval.errors import DeciderUnknown


def said(answer: str) -> tuple[str, str, Back]:
    """(action, opinion, where a return goes) of what somebody filled in."""
    values = decode(answer)
    return str(values.get("action") or ""), str(values.get("opinion") or ""), back_of(values)


def given_before(call: AdapterCall, point: str) -> dict[str, Any]:
    """The decision of the holder where everybody who shares the visit was recorded already. Raises DeciderUnknown.

    So it is where the last signer was removed: the visit that has nobody left, and whose step was never made.
    """
    item, done, signer = runtime.work_item, tables.decision, runtime.signer
    task, step, other = (
        runtime.activity.alias("task"),
        runtime.activity.alias("step"),
        runtime.work_item.alias("other"),
    )
    made = exists().where(
        step.c.scope_id == task.c.scope_id, step.c.element == call.element_id, step.c.state == "completed"
    )
    left = exists().where(other.c.activity_id == item.c.activity_id, other.c.closed_at.is_(None))
    query = (
        select(done)
        .join(item, item.c.id == done.c.work_item_id)
        .join(signer, signer.c.work_item_id == item.c.id)
        .join(task, task.c.id == item.c.activity_id)
        .where(
            done.c.instance_id == call.instance_id,
            done.c.point_id == point,
            signer.c.kind == "own",
            ~made,
            ~left,
        )
        .order_by(done.c.id.desc())
        .limit(1)
    )
    row = call.tx.connection.execute(query).first()
    if row is None:
        raise DeciderUnknown
    return {
        "action": row.action,
        "opinion": row.opinion,
        "by": row.person,
        "on_behalf_of": row.on_behalf_of,
        "return_to": None,
        "come_back": False,
    }


def votes(call: AdapterCall, point: str, *, after: int) -> list[bool]:
    """What each visit of a point (its id) said since decision `after`: yes where all who share it agreed, else no.

    A visit that still waits for somebody has not voted yet.
    """
    item, done, other = runtime.work_item, tables.decision, runtime.work_item.alias("other")
    left = exists().where(other.c.activity_id == item.c.activity_id, other.c.closed_at.is_(None))
    query = (
        select(done.c.id, done.c.action, item.c.activity_id, left.label("left"))
        .outerjoin(item, item.c.id == done.c.work_item_id)
        .where(done.c.instance_id == call.instance_id, done.c.point_id == point, done.c.id > after)
    )
    said: dict[int, list[bool]] = {}
    waiting: set[int] = set()
    for row in call.tx.connection.execute(query):
        visit = row.activity_id or row.id  # a deadline's decision belongs to no item
        said.setdefault(visit, []).append(row.action == "agree")
        if row.left:
            waiting.add(visit)
    return [all(each) for visit, each in said.items() if not all(each) or visit not in waiting]
