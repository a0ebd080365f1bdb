"""The route a document would take if it were submitted now, by the flow that is for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from processes.approval import policies, selecting
from processes.approval.documents import Documents
from processes.approval.errors import ApprovalError, NothingReleased, PolicyDisabled
from processes.approval.route import RoutePoint, preview

#: What is shown in the place of points where no flow is for a document: Chinese, English.
_NO_FLOW = ("没有适用的审批流程", "No approval flow is for it")
_THEN = {
    "approve": ("提交后直接批准", "Once submitted it is approved"),
    "refuse": ("提交后不予批准", "Once submitted it is refused"),
}


def route_preview(
    connection: Connection,
    documents: Documents,
    document_type: str,
    document_id: int | None,
    applicant: str,
    facts: Mapping[str, object] | None = None,
    *,
    at: datetime,
) -> list[RoutePoint]:
    """The points a document would pass or skip at a moment. Nothing is stored. No flow in force at all: no points.

    `facts` replace those in the store (a document that is being typed).
    """
    document = documents.of(document_type)
    stored = {} if document_id is None else document.read(connection, document_id)
    known: dict[str, Any] = {**stored, **(facts or {})}
    try:
        found, _ = selecting.choose(connection, document_type, document, applicant, lambda: known, at)
    except (PolicyDisabled, NothingReleased):
        return []
    except ApprovalError as error:
        return [_instead(error.text("zh"), error.text("en"))]
    if found is None or found.version is None:
        return [_instead(*_THEN[policies.without_flow(connection, document_type)])]
    return preview(connection, found.version.flow, known, document, applicant)


def _instead(zh: str, en: str) -> RoutePoint:
    """What stands there instead of points."""
    name, name_en = _NO_FLOW
    return RoutePoint(number=0, name=name, name_en=name_en, entered=False, why_zh=zh, why_en=en)
