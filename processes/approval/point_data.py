"""What a running approval knows of its version and of the point to be decided: data of its process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from processes.approval.approvers import Approver, groups_of, logins
from processes.approval.evaluations import Subject
from processes.approval.model import Flow
from processes.approval.route import Asked
from processes.approval.running.place import Place


def carried(subject: Subject, flow: Flow, place: Place) -> dict[str, Any]:
    """What an approval knows of its version, when it takes another."""
    return {
        "policy_version": subject.version,
        "point_count": len(flow.points),
        "settled": list(place.settled),
        "comes_back": place.comes_back,
    }


def told(entered: Asked, chosen: Sequence[Approver], flow: Flow, subject: Subject) -> dict[str, Any]:
    """The point as process data."""
    point = entered.point
    return {
        "id": point.id,
        "number": point.number,
        "of": len(flow.points),
        "name": point.name,
        "name_en": point.name_en,
        "policy": subject.policy,
        "version": subject.version,
        "positions": list(point.position_codes),
        "approvers": logins(chosen),
        "groups": groups_of(point, chosen),
        "mode": point.mode,
        "share": point.share,
        "deadline": point.deadline,
        "remind": point.remind,
        "overdue": point.overdue,
        "actions": list(point.actions),
        "operations": list(point.operations),
        "editable": list(point.editable),
        "why": entered.why_zh,
        "why_en": entered.why_en,
    }
