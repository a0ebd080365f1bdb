"""Returning to a point that was passed: which ones there are, and what the point that returns permits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from processes.approval import evaluations
from processes.approval.chosen import pinned
from processes.approval.errors import CannotReturnThere
from processes.approval.evaluations import Evaluation
from processes.approval.model import Point


@dataclass(frozen=True, kw_only=True, slots=True)
class Back:
    """Where a return goes: the number of a passed point, or None for the applicant.

    `comes_back`: from there straight back to the point that returns; else every point is run again.
    """

    to: int | None = None
    comes_back: bool = False


TO_APPLICANT = Back()


def back_of(values: Mapping[str, Any]) -> Back:
    """Where the values of a decision form return to; only a return goes anywhere."""
    to = values.get("return_to")
    if values.get("action") != "return" or to is None:
        return TO_APPLICANT
    return Back(to=int(to), comes_back=bool(values.get("come_back")))


def passed(connection: Connection, instance_id: int, number: int) -> list[int]:
    """The points of one approval before point `number` that were entered, in order."""
    asked = [one for one in evaluations.of_instance(connection, instance_id) if one.entered]
    numbers = _numbers(connection, asked)
    found = {numbers.get(one.point_id, 0) if numbers else one.point for one in asked}
    return sorted(one for one in found if 0 < one < number)


def _numbers(connection: Connection, asked: Sequence[Evaluation]) -> dict[str, int]:
    """id → number in the version that answered last, where several versions answered; else nothing."""
    if len({one.version for one in asked}) < 2:
        return {}
    latest = asked[-1]
    flow = pinned.flow_of(connection, latest.instance_id, latest.policy, latest.version)
    return {point.id: point.number for point in flow.points}


def permitted(point: Point, before: list[int]) -> list[int]:
    """Those of the passed points that this point may return to."""
    if "return_any" in point.operations:
        return before
    return before[-1:] if "return_previous" in point.operations else []


def demand(connection: Connection, instance_id: int, point: Point, back: Back) -> Back:
    """The same, as far as the point permits it. Raises CannotReturnThere."""
    if back.to is None:
        return TO_APPLICANT
    if back.to not in permitted(point, passed(connection, instance_id, point.number)):
        raise CannotReturnThere(number=back.to)
    if back.comes_back and "come_back" not in point.operations:
        return Back(to=back.to)
    return back
