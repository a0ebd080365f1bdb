"""Points with rules that find nobody here now, whatever their kind, and deadlines after which nothing happens."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from engine import organisation
from processes.approval.finding import FALLBACK
from processes.approval.findings.finding import Finding
from processes.approval.findings.limits import unmet
from processes.approval.model import Flow, Point


def unheld(connection: Connection, flow: Flow) -> Iterator[Finding]:
    """What rules of points do not find today; unknown positions are faults elsewhere.

    And what nobody can meet of the limits of a composed route.
    """
    yield from unmet(connection, flow)
    known = {one.code: one for one in organisation.positions(connection)}
    for point in flow.points:
        for code in point.position_codes:
            position = known.get(code)
            if position is not None and not organisation.holders(connection, code):
                yield _of(
                    point,
                    f"没有人担任{position.name}：将由备用审批人审批",
                    f"Nobody holds {position.name_en}: the fallback decides",
                )
        yield from _rules(connection, point)
        if point.deadline is not None and point.overdue == "nothing":
            yield Finding(
                code="LATE_UNNOTICED",
                tone="info",
                point=point.number,
                zh="有时限但没有超时处理：到期后只显示逾期",
                en="It has a deadline, but nothing happens then: the task only shows as late",
            )


def _rules(connection: Connection, point: Point) -> Iterator[Finding]:
    """People who left, levels that nobody has above him, and stand-ins who are not there either."""
    for rule in point.approver_rules:
        if rule.kind == "person" and not _works_here(connection, rule.person):
            yield _of(
                point,
                f"{rule.person} 已不在岗：将由备用审批人审批",
                f"{rule.person} does not work here now: the fallback decides",
            )
        if rule.kind == "superior" and not any(
            len(organisation.superiors(connection, one.id)) >= rule.levels
            for one in organisation.everyone(connection)
        ):
            yield _of(
                point,
                f"没有人有第 {rule.levels} 级上级：将由备用审批人审批",
                f"Nobody has a superior {rule.levels} levels up: the fallback decides",
            )
        stand_in = rule.fallback or FALLBACK
        there = (
            _works_here(connection, stand_in.person)
            if stand_in.person
            else bool(organisation.holders(connection, stand_in.position))
        )
        if not there:
            yield _of(
                point,
                "备用审批人也不在：找不到审批人时审批将停住",
                "Nor is the fallback there: where nobody is found, the approval stops",
            )


def _works_here(connection: Connection, login: str) -> bool:
    person = organisation.by_login(connection, login)
    return person is not None and person.is_active


def _of(point: Point, zh: str, en: str) -> Finding:
    return Finding(code="NO_HOLDER", tone="warn", point=point.number, zh=zh, en=en)
