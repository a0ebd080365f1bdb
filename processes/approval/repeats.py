"""One who stands at several points of a flow decides once (审批去重): where that is said, and nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from engine.ports import AdapterCall
from processes.approval import decisions, tables
from processes.approval.approvers import Approver
from processes.approval.evaluations import Subject
from processes.approval.model import Point


def agreed(call: AdapterCall, subject: Subject, facts: Mapping[str, Any]) -> dict[str, int]:
    """Who has agreed in this approval to exactly these facts, and at which point.

    Whatever was said before somebody did not agree is no agreement any more: the document may have come back.
    """
    done = tables.decision
    query = select(done.c.person, done.c.point, done.c.action, done.c.snapshot_sha256).where(
        done.c.instance_id == call.instance_id,
        done.c.document_type == subject.document_type,
        done.c.document_id == subject.document_id,
        done.c.person != decisions.SYSTEM,
    )
    now = decisions.snapshot_hash(facts)
    found: dict[str, int] = {}
    for row in call.tx.connection.execute(query.order_by(done.c.id)):
        if row.action != "agree":
            found.clear()
        elif row.snapshot_sha256 == now:
            found[row.person] = row.point
    return found


def passed(found: Sequence[Approver], agreed: Mapping[str, int]) -> list[Approver]:
    """The people of a point with where they agreed, if all of them have; nobody otherwise."""
    if not found or any(one.login not in agreed for one in found):
        return []
    return [replace(one, at=agreed[one.login]) for one in found]


def left(found: Sequence[Approver], point: Point, agreed: Mapping[str, int]) -> list[Approver]:
    """Whom a point still asks: where each must agree, not those who have."""
    if point.mode not in ("all", "sequential"):
        return list(found)
    return [one for one in found if one.login not in agreed] or list(found)
