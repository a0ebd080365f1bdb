"""Trying flows without submitting anything, and what was asked about a document that was submitted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import Connection

from engine import organisation
from engine.errors import Invalid
from forms.accounts import signed_in
from forms.shell import lang
from processes.approval import evaluations, policies
from processes.approval.api import trial_schemas as schemas
from processes.approval.api.calls import Calls
from processes.approval.api.drafts import which
from processes.approval.api.facts import plain_facts, read_facts
from processes.approval.approvers import Approver
from processes.approval.chosen import pinned
from processes.approval.conditions import explain_point
from processes.approval.documents import DocumentType
from processes.approval.evaluations import Evaluation
from processes.approval.explaining import approver_details, substitute_words
from processes.approval.naming import Naming, naming
from processes.approval.previewing import outlook
from processes.approval.route import RoutePoint, preview
from processes.approval.rule_words import words_of
from processes.approval.selecting import consider
from processes.approval.standing.subjects import amount_of, document_kind

MOST_EVALUATIONS = 500


def add_to(api: Blueprint, calls: Calls) -> None:
    """The calls that try and explain."""

    @api.post("/try")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Trial)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.TriedRoute)  # type: ignore[untyped-decorator]
    def try_one(body: dict[str, Any]) -> dict[str, Any]:
        """Which flow a document would take, why the others are not for it, and its route; nothing is stored."""
        with calls.reading() as connection:
            document = calls.documents.of(body["document_type"])
            applicant = _applicant(connection, body["applicant"])
            facts = _facts(calls, connection, document, body)
            names = naming(connection, lang(), document)
            if body["key"] is not None:
                now = calls.store.clock.now()
                return _by_flow(connection, document, body, facts, applicant, names, now)
            return _by_type(connection, document, facts, applicant, names, calls.store.clock.now())

    @api.get("/route")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.AskedDocument, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.RoutePoints)  # type: ignore[untyped-decorator]
    def route(args: dict[str, Any]) -> dict[str, Any]:
        """Who would approve a document and why, if the caller submitted it now; for everybody who sees it."""
        person, document_type, identity = signed_in(), args["document_type"], args["document_id"]
        with calls.store.read() as connection:
            document = calls.documents.of(document_type)
            calls.demand_seen(connection, document_type, identity)
            now = calls.store.clock.now()
            found = outlook(connection, calls.documents, document_type, identity, person.login, at=now)
            names = naming(connection, lang(), document)
            amount = amount_of(document, document.read(connection, identity))
            about = ({document_kind(document_type)}, amount, person.login)
            return {
                "flow": found.version and found.version.policy,
                "version": found.version and found.version.version,
                "passed_flows": [
                    {"key": one.policy.key, "version": None, "fits": False, "why": one.why(names.lang)}
                    for one in found.passed
                ],
                "items": [
                    _point(one, names)
                    | {"approvers": [_ahead(connection, each, names, about, now) for each in one.approvers]}
                    for one in found.points
                ],
            }

    @api.get("/evaluations")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.AskedDocument, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Evaluations)  # type: ignore[untyped-decorator]
    def asked(args: dict[str, Any]) -> dict[str, Any]:
        """Every answer of a condition about a document, with its facts, who was asked and how he was found."""
        with calls.reading() as connection:
            document = calls.documents.of(args["document_type"])
            calls.demand_seen(connection, document.key, args["document_id"])
            names = naming(connection, lang(), document)
            found = evaluations.of_document(
                connection, document.key, args["document_id"], most=MOST_EVALUATIONS
            )
            return {"items": [_evaluation(connection, one, document, names) for one in found]}


def _applicant(connection: Connection, login: str) -> str:
    if login and organisation.by_login(connection, login) is None:
        raise Invalid(field="applicant", message="there is nobody of this login", message_zh="没有此用户")
    return login or signed_in().login


def _facts(
    calls: Calls, connection: Connection, document: DocumentType, body: Mapping[str, Any]
) -> dict[str, Any]:
    given = read_facts(document, body["facts"])
    if body["document_id"] is None:
        return given
    calls.demand_seen(connection, document.key, body["document_id"])
    return {**document.read(connection, body["document_id"]), **given}


def _by_flow(
    connection: Connection,
    document: DocumentType,
    body: Mapping[str, Any],
    facts: Mapping[str, Any],
    applicant: str,
    names: Naming,
    at: datetime,
) -> dict[str, Any]:
    """The route by one flow, whatever it is for: its draft, its version in force, or the version that is named."""
    if policies.policy(connection, body["key"]).document_type != document.key:
        raise Invalid(field="key", message="a flow of another type", message_zh="该流程属于其他类型")
    version = which(connection, body["key"], body["version"], at)
    return {
        "flow": body["key"],
        "version": version.version,
        "considered": [],
        "points": _points(preview(connection, version.flow, facts, document, applicant), names),
    }


def _by_type(
    connection: Connection,
    document: DocumentType,
    facts: Mapping[str, Any],
    applicant: str,
    names: Naming,
    at: datetime,
) -> dict[str, Any]:
    considered = list(consider(connection, document, applicant, lambda: facts, at))
    taken = next((one for one in considered if one.fits and one.version is not None), None)
    looked_at = [
        {
            "key": one.policy.key,
            "version": one.version and one.version.version,
            "fits": one.fits,
            "why": one.why(names.lang),
        }
        for one in considered
    ]
    if taken is None or taken.version is None:
        instead = policies.without_flow(connection, document.key)
        return {"flow": None, "without_flow": instead, "considered": looked_at, "points": []}
    return {
        "flow": taken.policy.key,
        "version": taken.version.version,
        "considered": looked_at,
        "points": _points(preview(connection, taken.version.flow, facts, document, applicant), names),
    }


def _points(found: Sequence[RoutePoint], names: Naming) -> list[dict[str, Any]]:
    return [_point(one, names) for one in found]


def _point(one: RoutePoint, names: Naming) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.title(names.lang),
        "entered": one.entered,
        "passed": one.passed,
        "why": one.why(names.lang),
        "fault": one.fault(names.lang),
        "approvers": [_approver(each, names) for each in one.approvers],
    }


def _ahead(
    connection: Connection,
    one: Approver,
    names: Naming,
    about: tuple[Collection[str], tuple[Decimal | None, bool], str],
    now: datetime,
) -> dict[str, Any]:
    """An approver with what the page of the document says about him."""
    return _approver(one, names) | {
        "details": approver_details(connection, one, names.lang),
        "substitutes": substitute_words(connection, one.login, *about, now, names.lang),
    }


def _approver(one: Approver, names: Naming) -> dict[str, Any]:
    return {
        "login": one.login,
        "name": names.name(one.login),
        "position": one.position,
        "how": words_of(one, names),
    }


def _evaluation(
    connection: Connection, one: Evaluation, document: DocumentType, names: Naming
) -> dict[str, Any]:
    point = pinned.flow_of(connection, one.instance_id, one.policy, one.version).point(one.point)
    return {
        "id": str(one.id),
        "flow": one.policy,
        "version": one.version,
        "point": one.point,
        "name": point.title(names.lang) if point else "",
        "outcome": "entered" if one.entered else "passed" if one.passed else "skipped",
        "why": explain_point(point, one.facts, document, names.lang) if point else "",
        "facts": plain_facts(one.facts),
        "applicant": one.applicant,
        "approvers": [_approver(each, names) for each in one.approvers],
        "at": one.at,
    }
