"""Everything about a flow that needs the store: who holds its positions, and the other flows of its type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from engine import organisation
from processes.approval import policies
from processes.approval.documents import DocumentType
from processes.approval.findings.among import InType, among
from processes.approval.findings.finding import Finding
from processes.approval.findings.holders import unheld
from processes.approval.model import Flow
from processes.approval.selecting import in_scope


def further(
    connection: Connection, key: str, flow: Flow, document: DocumentType, at: datetime
) -> list[Finding]:
    """About a flow as it reads now, beside the others of its type as they are in force."""
    found = of_type(connection, document, at, instead={key: flow})
    return [*unheld(connection, flow), *(one for of, one in found if of in ("", key))]


def of_type(
    connection: Connection,
    document: DocumentType,
    at: datetime,
    *,
    instead: Mapping[str, Flow] | None = None,
) -> list[tuple[str, Finding]]:
    """About the flows of a type together; `instead`: flows as they are being changed, on or off."""
    changed, everybody = instead or {}, organisation.everyone(connection)
    looked_at: list[InType] = []
    for one in policies.of_type(connection, document.key):
        version = policies.released(connection, one.key, at) if one.enabled else None
        flow = changed.get(one.key) or (version.flow if version else None)
        if flow is not None:
            people = frozenset(each.id for each in everybody if in_scope(connection, flow, each))
            looked_at.append(
                InType(key=one.key, name=one.name, name_en=one.name_en, flow=flow, people=people)
            )
    refuses = policies.without_flow(connection, document.key) == "refuse"
    return among(looked_at, document, everybody, refuses=refuses)
