"""What a version would do with an approval that waits: asked without writing anything, or in earnest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.errors import BusinessError
from processes.approval import decisions
from processes.approval.approvers import Approver, approvers_of, groups_of
from processes.approval.documents import DocumentType
from processes.approval.errors import ApprovalError
from processes.approval.evaluations import Subject
from processes.approval.model import Flow, Point
from processes.approval.route import Asked, ask
from processes.approval.running.plan import Plan, gone, plan
from processes.approval.running.waiting import Waiting


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The plan with what it is founded on. `asked`: None where the version has no such point."""

    plan: Plan
    facts: Mapping[str, Any]
    asked: Asked | None
    chosen: tuple[Approver, ...] = ()


class CannotBeAsked(ApprovalError):
    """The point cannot be asked again: {why}"""

    zh = "无法重新评估：{why_zh}"
    status = 409


def outcome(
    connection: Connection,
    now: Waiting,
    flow: Flow,
    document: DocumentType,
    *,
    keep: bool,
    at: datetime | None = None,
) -> Outcome:
    """What becomes of the waiting point. With `keep` whose turn it is moves on. Raises CannotBeAsked."""
    facts = document.read(connection, now.entered.document_id)
    point = flow.of_id(now.entered.point_id)
    if point is None:
        return Outcome(plan=gone(now, "removed"), facts=facts, asked=None)
    try:
        asked = ask(point, facts, document)
        if not asked.entered:
            return Outcome(plan=gone(now, "skipped"), facts=facts, asked=asked)
        chosen = _approvers(connection, now, point, facts, document, keep=keep, at=at)
    except ApprovalError as error:
        raise CannotBeAsked(why=error.text("en"), why_zh=error.text("zh")) from error
    except BusinessError as error:
        zh = str(error.facts.get("message_zh", error.message))
        raise CannotBeAsked(why=error.message, why_zh=zh) from error
    return Outcome(
        plan=plan(now, point, groups_of(point, chosen)), facts=facts, asked=asked, chosen=tuple(chosen)
    )


def subject_of(now: Waiting, version: int) -> Subject:
    """What is being approved, by another version."""
    entered = now.entered
    return Subject(
        policy=entered.policy,
        version=version,
        document_type=entered.document_type,
        document_id=entered.document_id,
        applicant=entered.applicant,
    )


def _approvers(
    connection: Connection,
    now: Waiting,
    point: Point,
    facts: Mapping[str, Any],
    document: DocumentType,
    *,
    keep: bool,
    at: datetime | None,
) -> list[Approver]:
    """Whom the point asks. A rule that leaves out who decided before does not mean those who signed here."""
    fresh = any(rule.fresh for rule in point.rules)
    subject = subject_of(now, now.version)
    decided = decisions.deciders(connection, now.root_id, subject) - set(now.signed) if fresh else set()
    return approvers_of(
        connection,
        point,
        now.entered.applicant,
        facts=facts,
        decided=decided,
        keep=keep,
        document=document,
        at=at,
    )
