"""A route that is only announced: which points deciding once will pass, and who is then asked at the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.errors import BusinessError
from processes.approval.approvers import approvers_of
from processes.approval.expected import Asks, Consent, groups_at
from processes.approval.model import Flow, Point

if TYPE_CHECKING:
    from processes.approval.route import RoutePoint

_PASSED = ("此前都已同意，不再询问", "Not asked again: everybody here has agreed by then")
_PERHAPS = ("；如果此前已同意，则不再询问", "; not asked again if they have agreed by then")


def foreseen(
    connection: Connection,
    flow: Flow,
    points: Sequence[RoutePoint],
    facts: Mapping[str, Any],
    applicant: str,
    decided: Collection[str] = (),
) -> list[RoutePoint]:
    """The points as they will be asked if everybody agrees and nothing changes. `decided`: who has decided before."""
    if not flow.once and not any(rule.fresh for point in flow.points for rule in point.approver_rules):
        return list(points)
    consent = Consent()
    found: list[RoutePoint] = []
    for shown in points:
        point = flow.point(shown.number)
        if point is None or not shown.entered or shown.fault_en:
            found.append(shown)
            continue
        before = {*decided, *consent.sure}
        groups = groups_at(connection, point, applicant, facts, before)
        asks = consent.asks(point, groups) if flow.once else Asks()
        found.append(_as_asked(connection, shown, point, facts, applicant, before, asks, consent))
        if not asks.passed:
            consent.add(point, groups)
    return found


def _as_asked(
    connection: Connection,
    shown: RoutePoint,
    point: Point,
    facts: Mapping[str, Any],
    applicant: str,
    before: Collection[str],
    asks: Asks,
    consent: Consent,
) -> RoutePoint:
    if asks.passed:
        return replace(shown, passed=True, why_zh=_PASSED[0], why_en=_PASSED[1])
    fresh = any(rule.fresh for rule in point.approver_rules)
    # at this point they are asked or not, as they agreed before or not
    guessed = consent.perhaps - consent.sure
    approvers = shown.approvers
    if fresh:
        try:
            approvers = tuple(approvers_of(connection, point, applicant, facts=facts, decided=before))
        except BusinessError as error:
            said = str(error.facts.get("message_zh", error.message))
            unsure = consent.lost or bool(guessed)
            return replace(shown, approvers=(), fault_zh=said, fault_en=error.message, unsure=unsure)
    together = point.mode in ("all", "sequential") and not guessed.isdisjoint(one.login for one in approvers)
    unsure = asks.unsure or consent.lost or together or bool(fresh and guessed)
    return replace(
        shown,
        approvers=tuple(one for one in approvers if one.login not in asks.spared),
        unsure=unsure,
        why_zh=shown.why_zh + (_PERHAPS[0] if asks.unsure else ""),
        why_en=shown.why_en + (_PERHAPS[1] if asks.unsure else ""),
    )
