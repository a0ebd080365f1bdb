"""Returning to a passed approval point: where one may, and what the form of a decision says about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection

from engine.organisation import Language
from processes.approval import back
from processes.approval.chosen import pinned
from processes.approval.errors import VersionNotFound
from processes.approval.model import Flow, Point
from worklist.case import Case

RETURN_TO: Final = "return_to"
COME_BACK: Final = "come_back"


def targets(connection: Connection, case: Case, lang: Language) -> list[tuple[int, str]]:
    """(number, title) of the points that a decision may return to, in order; none where the form cannot say it."""
    found = _place(connection, case)
    if found is None or "return" not in case.decision.actions:
        return []
    flow, point = found
    numbers = back.permitted(point, back.passed(connection, case.item.instance_id, point.number))
    points = [flow.point(number) for number in numbers]
    return [(one.number, f"{one.number} {one.title(lang)}") for one in points if one is not None]


def may_come_back(case: Case) -> bool:
    """Whether a return may come straight back."""
    return "come_back" in case.permitted


def settled(connection: Connection, case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with where they return to: nothing of an earlier return remains. Raises CannotReturnThere."""
    if not case.decision or not _says(case):
        return dict(values)
    wanted = back.back_of(values)
    found = _place(connection, case)
    if wanted.to is not None and found is not None:
        wanted = back.demand(connection, case.item.instance_id, found[1], wanted)
    return {**values, RETURN_TO: wanted.to, COME_BACK: wanted.comes_back}


def _says(case: Case) -> bool:
    return case.form is not None and any(one.key == RETURN_TO for one in case.form.form.all())


def _place(connection: Connection, case: Case) -> tuple[Flow, Point] | None:
    point = case.values.get("point")
    if not _says(case) or not isinstance(point, dict):
        return None
    try:
        policy, version = str(point.get("policy")), int(point.get("version") or 0)
        flow = pinned.flow_of(connection, case.item.instance_id, policy, version)
    except VersionNotFound:
        return None
    known = flow.point(int(point.get("number") or 0))
    return None if known is None else (flow, known)
