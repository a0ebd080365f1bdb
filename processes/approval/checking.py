"""Everything that can be said about a flow before it is released: faults, then findings, each at its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from engine import organisation
from engine.organisation.snapshot import snapshot
from processes.approval import findings
from processes.approval.check import check
from processes.approval.documents import DocumentType
from processes.approval.errors import Fault
from processes.approval.findings.finding import Finding, Tone
from processes.approval.model import Flow

Severity = Literal["error", "warning", "info"]
_SEVERITIES: dict[Tone, Severity] = {"bad": "error", "warn": "warning", "info": "info"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One thing about a flow. error: it is not released so."""

    place: str
    severity: Severity
    code: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en


def faults(connection: Connection, flow: Flow, document: DocumentType) -> list[Fault]:
    """What makes a flow unusable here: unknown facts, positions, departments, people, values that do not fit."""
    return check(
        flow,
        document,
        {one.code for one in organisation.positions(connection)},
        {one.login for one in organisation.everyone(connection)},
        {one.code for one in snapshot(connection).departments.values()},
    )


def remarks(connection: Connection, flow: Flow, document: DocumentType) -> list[Remark]:
    """Faults; where there are none, what is odd about the conditions, and points without holders."""
    wrong = faults(connection, flow, document)
    if wrong:
        return [_fault(one) for one in wrong]
    found = findings.of_flow(flow, document, flow.entry)
    return [_finding(one) for one in (*found, *findings.unheld(connection, flow))]


def _fault(fault: Fault) -> Remark:
    return Remark(place=fault.place, severity="error", code="FLOW_FAULT", zh=fault.zh, en=fault.en)


def _finding(one: Finding) -> Remark:
    return Remark(place=one.place, severity=_SEVERITIES[one.tone], code=one.code, zh=one.zh, en=one.en)
