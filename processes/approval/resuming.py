"""Where the approval of a returned document begins when it is submitted again: at the start, or at that point.

A point says which (`after_return`). At the point itself it begins only if nothing has changed that the flow asks
about: none of the facts that its conditions and tables of amounts read, not its version, and not what the applicant
chose. The points before it are then passed by those who agreed there before the return, and recorded as that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from engine.ports import AdapterCall
from processes.approval import decisions, evaluations, tables
from processes.approval.approvers import Approver
from processes.approval.chosen import pinned
from processes.approval.documents import DocumentType
from processes.approval.evaluations import Evaluation, Subject
from processes.approval.model import Flow, Point
from processes.approval.policies import Version
from processes.approval.route import Asked, ask
from processes.approval.selecting import Facts


def passed_to(call: AdapterCall, version: Version, flow: Flow, read: Facts, document: DocumentType) -> int:
    """The number of the point after which the approval begins, 0 at its start. Points that are passed are kept.

    `flow`: that of the version, as the applicant adjusted it.
    """
    if all(point.after_return == "start" for point in flow.points):
        return 0
    connection = call.tx.connection
    subject = Subject(
        policy=version.policy,
        version=version.version,
        document_type=document.key,
        document_id=call.inputs["document_id"],
        applicant=call.inputs["applicant"],
    )
    found = _returned(connection, subject)
    point = None if found is None else flow.point(found[1])
    if found is None or point is None or point.after_return != "here":
        return 0
    facts = read()
    if pinned.choice_of(connection, found[0]) != pinned.choice_of(connection, call.instance_id or 0):
        return 0
    before = {one.point: one for one in evaluations.of_instance(connection, found[0])}
    agreed = _agreed(connection, found[0])
    asked: list[Asked] = []
    chosen: dict[int, list[Approver]] = {}
    for earlier in flow.points[: point.number - 1]:
        then = before.get(earlier.number)
        if then is None or not _same(flow, then.facts, facts):
            return 0
        asked.append(ask(earlier, facts, document))
        if asked[-1].entered != (then.entered or then.passed):
            return 0
        if asked[-1].entered:
            chosen[earlier.number] = _those_who_agreed(then, agreed.get(earlier.number, ()))
            if not chosen[earlier.number]:
                return 0
    evaluations.keep(call, subject, asked, facts, chosen)
    return point.number - 1


def _returned(connection: Connection, subject: Subject) -> tuple[int, int] | None:
    """The latest approval of the document and the point that returned it to the applicant, by the same version."""
    done = tables.decision
    query = (
        select(done)
        .where(done.c.document_type == subject.document_type, done.c.document_id == subject.document_id)
        .order_by(done.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None or row.action != "return" or row.returned_to is not None or row.instance_id is None:
        return None
    same = (row.policy, row.version) == (subject.policy, subject.version)
    return (row.instance_id, row.point) if same else None


def _agreed(connection: Connection, instance_id: int) -> dict[int, set[str]]:
    """Point → who agreed there in one approval."""
    done = tables.decision.c
    query = select(done.point, done.person).where(done.instance_id == instance_id, done.action == "agree")
    found: dict[int, set[str]] = {}
    for number, person in connection.execute(query):
        found.setdefault(number, set()).add(person)
    return found


def _those_who_agreed(then: Evaluation, agreed: Iterable[str]) -> list[Approver]:
    """People who agreed, with where: those who stood in for an approver too. Nobody where a deadline agreed."""
    if then.passed:
        return list(then.approvers)
    asked = {one.login: one for one in then.approvers}
    people = [person for person in sorted(agreed) if person != decisions.SYSTEM]
    return [
        replace(asked.get(person) or Approver(login=person, position="", how="person"), at=then.point)
        for person in people
    ]


def _same(flow: Flow, then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return all(then.get(name) == now.get(name) for name in _facts(flow))


def _facts(flow: Flow) -> set[str]:
    """The facts that the flow asks about."""
    asked = {name for point in flow.points for name in _of_point(point)}
    return asked | set(flow.entry.facts)


def _of_point(point: Point) -> Iterable[str]:
    yield from point.condition.facts
    yield from (rule.fact for rule in point.rules if rule.fact)
