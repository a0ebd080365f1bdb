"""Walking a flow: which point comes next, and the whole route as it would be now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.errors import BusinessError
from processes.approval.approvers import Approver, approvers_of
from processes.approval.chosen.choice import NOTHING, adjusted
from processes.approval.conditions import Undecided, enters, explain_point, feel_text
from processes.approval.documents import DocumentType
from processes.approval.errors import ApprovalError, ConditionUndecided
from processes.approval.foreseeing import foreseen
from processes.approval.model import Flow, Point


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A point whose condition was asked, with the answer."""

    point: Point
    entered: bool
    why_zh: str
    why_en: str

    @property
    def condition(self) -> str:
        """The condition in FEEL."""
        return feel_text(self.point.condition)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutePoint:
    """A point of a preview: entered or skipped, why, and who would decide. `fault` where nobody can tell.

    `passed`: entered, but everybody here will have agreed before. `unsure`: who is asked depends on who decided.
    """

    number: int
    name: str
    name_en: str
    entered: bool
    why_zh: str
    why_en: str
    approvers: tuple[Approver, ...] = ()
    fault_zh: str = ""
    fault_en: str = ""
    id: str = ""
    passed: bool = False
    unsure: bool = False

    def title(self, lang: str) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en

    def why(self, lang: str) -> str:
        """The reason in the reader's language."""
        return self.why_zh if lang == "zh" else self.why_en

    def fault(self, lang: str) -> str:
        """What is wrong, in the reader's language; empty if nothing is."""
        return self.fault_zh if lang == "zh" else self.fault_en


def ask(point: Point, facts: Mapping[str, Any], document: DocumentType) -> Asked:
    """Ask the condition of one point. Raises ConditionUndecided, which names what is missing."""
    try:
        entered = enters(point, facts)
    except Undecided as undecided:
        raise _undecided(point, document, undecided) from undecided
    zh, en = (explain_point(point, facts, document, lang) for lang in ("zh", "en"))
    return Asked(point=point, entered=entered, why_zh=zh, why_en=en)


def next_points(flow: Flow, after: int, facts: Mapping[str, Any], document: DocumentType) -> list[Asked]:
    """The points after this one up to the first that is entered: that one is last, unless none is left."""
    asked: list[Asked] = []
    for point in flow.after(after):
        asked.append(ask(point, facts, document))
        if asked[-1].entered:
            break
    return asked


def preview(
    connection: Connection,
    flow: Flow,
    facts: Mapping[str, Any],
    document: DocumentType,
    applicant: str,
    decided: Collection[str] = (),
) -> list[RoutePoint]:
    """Every point as it would be decided now. Nothing is stored; a fault is shown at its point.

    `decided` are the logins of those who decided in this process about the document already.
    """
    asked = adjusted(flow, NOTHING)
    points = [_previewed(connection, point, facts, document, applicant, decided) for point in asked.points]
    return foreseen(connection, asked, points, facts, applicant, decided)


def _previewed(
    connection: Connection,
    point: Point,
    facts: Mapping[str, Any],
    document: DocumentType,
    applicant: str,
    decided: Collection[str],
) -> RoutePoint:
    entered, zh, en, fault_zh, fault_en = True, "", "", "", ""
    approvers: tuple[Approver, ...] = ()
    try:
        asked = ask(point, facts, document)
        entered, zh, en = asked.entered, asked.why_zh, asked.why_en
        if entered:
            approvers = tuple(
                approvers_of(connection, point, applicant, facts=facts, decided=decided, document=document)
            )
    except ApprovalError as error:
        fault_zh, fault_en = error.text("zh"), error.text("en")
    except BusinessError as error:
        fault_zh, fault_en = str(error.facts.get("message_zh", error.message)), error.message
    return RoutePoint(
        number=point.number,
        name=point.name,
        name_en=point.name_en,
        entered=entered,
        why_zh=zh,
        why_en=en,
        approvers=approvers,
        fault_zh=fault_zh,
        fault_en=fault_en,
        id=point.id,
    )


def _undecided(point: Point, document: DocumentType, undecided: Undecided) -> ConditionUndecided:
    return ConditionUndecided(
        number=point.number,
        name=point.name,
        name_en=point.name_en,
        missing=document.facts_in_words(undecided.missing, "zh"),
        missing_en=document.facts_in_words(undecided.missing, "en"),
        condition=undecided.text,
    )
