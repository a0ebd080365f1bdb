"""The route a document would take if it were submitted now, by the flow that is for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from processes.approval import policies, selecting
from processes.approval.chosen import pinned
from processes.approval.chosen.check import Asking
from processes.approval.chosen.choice import NOTHING, Choice, adjusted
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import ApprovalError, NothingReleased, PolicyDisabled
from processes.approval.model import Flow
from processes.approval.policies import Policy, Version
from processes.approval.route import RoutePoint, preview
from processes.approval.selecting import Considered

#: What is shown in the place of points where no flow is for a document: Chinese, English.
_NO_FLOW = ("没有适用的审批流程", "No approval flow is for it")
_THEN = {
    "approve": ("提交后直接批准", "Once submitted it is approved"),
    "refuse": ("提交后不予批准", "Once submitted it is refused"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """The route of a document as it is now. `version` is None where no flow is for it; `choice` the applicant's.

    `passed`: the flows that were asked before it and are not for it.
    """

    version: Version | None
    points: Sequence[RoutePoint]
    facts: Mapping[str, Any] = field(default_factory=dict)
    choice: Choice = NOTHING
    policy: Policy | None = None
    passed: Sequence[Considered] = ()

    def title(self, lang: str) -> str:
        """The flow with its version; empty where none is for the document."""
        if self.policy is None or self.version is None:
            return ""
        name, number = self.policy.title(lang), self.version.version
        return f"{name} 第 {number} 版" if lang == "zh" else f"{name}, version {number}"

    @property
    def flow(self) -> Flow:
        """The flow without what the applicant said."""
        return self.version.flow if self.version else Flow(points=())


def route_preview(
    connection: Connection,
    documents: Documents,
    document_type: str,
    document_id: int | None,
    applicant: str,
    facts: Mapping[str, object] | None = None,
    *,
    at: datetime,
) -> Sequence[RoutePoint]:
    """The points a document would pass or skip at a moment. Nothing is stored. No flow in force at all: no points.

    `facts` replace those in the store (a document that is being typed).
    """
    return outlook(connection, documents, document_type, document_id, applicant, facts, at=at).points


def outlook(
    connection: Connection,
    documents: Documents,
    document_type: str,
    document_id: int | None,
    applicant: str,
    facts: Mapping[str, object] | None = None,
    choice: Choice | None = None,
    *,
    at: datetime,
) -> Outlook:
    """The same with the flow. `choice` is what the applicant wants; None: what is kept for the document."""
    document = documents.of(document_type)
    stored = {} if document_id is None else document.read(connection, document_id)
    known: dict[str, Any] = {**stored, **(facts or {})}
    try:
        found, passed = selecting.choose(connection, document_type, document, applicant, lambda: known, at)
    except (PolicyDisabled, NothingReleased):
        return Outlook(version=None, points=[])
    except ApprovalError as error:
        return Outlook(version=None, points=[_instead(error.text("zh"), error.text("en"))])
    if found is None or found.version is None:
        then = _instead(*_THEN[policies.without_flow(connection, document_type)])
        return Outlook(version=None, points=[then], passed=passed)
    asking = Asking(connection=connection, applicant=applicant, facts=known)
    wanted = _wanted(asking, found.version.flow, document, document_id, choice)
    points = preview(connection, adjusted(found.version.flow, wanted), known, document, applicant)
    return Outlook(
        version=found.version,
        points=points,
        facts=known,
        choice=wanted,
        policy=found.policy,
        passed=passed,
    )


def _wanted(
    asking: Asking, flow: Flow, document: DocumentType, document_id: int | None, choice: Choice | None
) -> Choice:
    if flow.model == "fixed":
        return NOTHING
    if document_id is None:
        return choice or NOTHING
    return pinned.chosen(asking, flow, document.key, document_id, choice)


def _instead(zh: str, en: str) -> RoutePoint:
    """What stands there instead of points."""
    name, name_en = _NO_FLOW
    return RoutePoint(number=0, name=name, name_en=name_en, entered=False, why_zh=zh, why_en=en)
