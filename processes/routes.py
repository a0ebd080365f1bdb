"""Approval routes as pages announce them before anything is submitted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from adapters.crm import opportunities
from adapters.crm.web.hooks import RouteStep
from engine import organisation
from engine.organisation import Language
from engine.store.uow import Store
from processes.approval.chosen import papers
from processes.approval.documents import Documents
from processes.approval.explaining import approver_details, not_this_flow, substitute_words
from processes.approval.naming import naming
from processes.approval.opportunities import KEY
from processes.approval.previewing import Outlook, outlook
from processes.approval.route import RoutePoint
from processes.approval.rule_words import words_of
from processes.approval.standing.subjects import amount_of, document_kind

LANGS: tuple[Language, Language] = ("zh", "en")
About = tuple[Collection[str], tuple[Decimal | None, bool], str]
"""What substitutes are limited to: kinds, the amount and whether it is comparable, and the applicant."""


def opportunity_route(store: Store, documents: Documents, opportunity_id: int) -> Sequence[RouteStep]:
    """The points an opportunity would pass or skip as it is now; none without a flow in force."""
    with store.read() as connection:
        row = opportunities.row_of(connection, opportunity_id)
        owner = organisation.person(connection, row.owner_id)
        applicant, now = owner.login if owner else "", store.clock.now()
        return route_steps(connection, documents, KEY, row.id, applicant, at=now)


def route_steps(
    connection: Connection,
    documents: Documents,
    document_type: str,
    document_id: int | None,
    applicant: str,
    facts: Mapping[str, Any] | None = None,
    *,
    at: datetime,
) -> list[RouteStep]:
    """The points a document would pass or skip at a moment, with everything a page says about them."""
    now, document = at, documents.of(document_type)
    found = outlook(connection, documents, document_type, document_id, applicant, facts, at=at)
    stored = {} if document_id is None else document.read(connection, document_id)
    about: About = (
        {document_kind(document_type)},
        amount_of(document, {**stored, **(facts or {})}),
        applicant,
    )
    flow = _each(lambda lang: _flow(found, lang))
    return [_step(connection, documents, document_type, one, about, flow, now) for one in found.points]


def route_page(store: Store, documents: Documents, document_type: str, document_id: int) -> str:
    """The page on which the route of a document is chosen; empty where its flow is fixed, or none is for it."""
    with store.read() as connection:
        owner = papers.owner_of(connection, document_type, document_id)
        applicant = owner.login if owner else ""
        found = outlook(connection, documents, document_type, document_id, applicant, at=store.clock.now())
    if found.version is None or found.flow.model == "fixed":
        return ""
    return f"/routes/{document_type}/{document_id}"


def route_step(connection: Connection, point: RoutePoint) -> RouteStep:
    """A point with who would decide; a fault stands where the reason would."""
    people = [organisation.by_login(connection, approver.login) for approver in point.approvers]
    why: dict[Language, str] = {"zh": point.fault_zh or point.why_zh, "en": point.fault_en or point.why_en}
    return RouteStep(
        title={"zh": point.name, "en": point.name_en},
        people=[person for person in people if person is not None],
        why=why,
        needed=point.entered and not point.passed,
        passed=point.passed,
    )


def _step(
    connection: Connection,
    documents: Documents,
    document_type: str,
    point: RoutePoint,
    about: About,
    flow: Mapping[Language, Sequence[str]],
    now: datetime,
) -> RouteStep:
    """The same with its details."""

    def details(lang: Language) -> list[str]:
        names = naming(connection, lang, documents.of(document_type))
        told: list[str] = []
        for one in point.approvers:
            name = names.name(one.login)
            told.append(
                f"{name}：{words_of(one, names)}" if lang == "zh" else f"{name}: {words_of(one, names)}"
            )
            told += approver_details(connection, one, lang)
        return list(dict.fromkeys(told))

    def substitutes(lang: Language) -> list[str]:
        return [
            words
            for one in point.approvers
            for words in substitute_words(connection, one.login, *about, now, lang)
            if not point.passed
        ]

    return replace(
        route_step(connection, point),
        substitutes=_each(substitutes),
        details=_each(details),
        flow=flow,
    )


def _flow(found: Outlook, lang: Language) -> list[str]:
    title = found.title(lang)
    others = [not_this_flow(one.policy.title(lang), one.why(lang), lang) for one in found.passed]
    return [title, *others] if title else others


def _each(words: Callable[[Language], Sequence[str]]) -> dict[Language, Sequence[str]]:
    return {lang: words(lang) for lang in LANGS}
