"""The draft of a flow as a whole: saved against what was seen, checked, counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import Connection

from forms.shell import lang
from processes.approval import drafting, policies, strict
from processes.approval.api import plain, schemas
from processes.approval.api.calls import Calls
from processes.approval.checking import Remark, remarks
from processes.approval.errors import FlowRefused, NoDraft
from processes.approval.hits import PERIOD, hits
from processes.approval.model import Flow
from processes.approval.policies import Version

LARGEST_BODY = 1024 * 1024
"""Bytes of a body that holds a flow."""


def add_to(api: Blueprint, calls: Calls) -> None:
    """The calls about drafts."""

    @api.put("/flows/<key>/draft")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.DraftContent)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneFlow)  # type: ignore[untyped-decorator]
    def save(body: dict[str, Any], key: str) -> dict[str, Any]:
        """Keep the whole content as the draft. What is missing for a release is told by `check`."""
        flow = read_content(body["content"])
        with calls.writing("define", "rules.save") as tx:
            drafting.save_draft(tx, key, flow, seen=body["seen"] or None)
        return _one(calls, key)

    @api.delete("/flows/<key>/draft")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.SeenDraft, location="query")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def discard(args: dict[str, Any], key: str) -> None:
        """Throw the draft away."""
        with calls.writing("define", "rules.discard") as tx:
            drafting.discard_draft(tx, key, seen=args["seen"])

    @api.post("/flows/<key>/restore")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.RestoredVersion)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneFlow)  # type: ignore[untyped-decorator]
    def restore(body: dict[str, Any], key: str) -> dict[str, Any]:
        """Open a draft that says what a former version said."""
        with calls.writing("define", "rules.restore") as tx:
            drafting.restore(tx, key, body["version"], seen=body["seen"] or None)
        return _one(calls, key)

    @api.get("/flows/<key>/check")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.WhichVersion, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.CheckedFlow)  # type: ignore[untyped-decorator]
    def check(args: dict[str, Any], key: str) -> dict[str, Any]:
        """What is wrong or odd about the draft, or about a version."""
        with calls.reading() as connection:
            document = calls.document(connection, key)
            flow = which(connection, key, args["version"], calls.store.clock.now()).flow
            return _checked(remarks(connection, flow, document))

    @api.post("/check")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.UnsavedFlow)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.CheckedFlow)  # type: ignore[untyped-decorator]
    def check_unsaved(body: dict[str, Any]) -> dict[str, Any]:
        """The same of a flow that is kept nowhere."""
        with calls.reading() as connection:
            document = calls.documents.of(body["document_type"])
            return _checked(remarks(connection, read_content(body["content"]), document))

    @api.get("/flows/<key>/hits")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.WhichVersion, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.HitCounts)  # type: ignore[untyped-decorator]
    def counted(args: dict[str, Any], key: str) -> dict[str, Any]:
        """How often the points were entered and skipped lately."""
        with calls.reading() as connection:
            shown = which(connection, key, args["version"], calls.store.clock.now())
            found = hits(connection, key, shown.flow, calls.store.clock.now())
        items = [
            {"point": number, "entered": one.entered, "skipped": one.skipped}
            for number, one in sorted(found.items())
        ]
        return {"days": PERIOD.days, "version": shown.version, "items": items}


def read_content(raw: object) -> Flow:
    """The flow of a body's `content`. Raises FlowRefused with places that begin with it."""
    try:
        return strict.read(raw)
    except FlowRefused as refused:
        raise refused.within("content") from refused


def which(connection: Connection, key: str, number: int | None, at: datetime) -> Version:
    """The version of this number; without one the draft, else what is in force. Raises NoDraft, VersionNotFound."""
    if number is not None:
        return policies.version(connection, key, number)
    policies.policy(connection, key)
    found = policies.draft(connection, key) or policies.released(connection, key, at)
    if found is None:
        raise NoDraft(key=key)
    return found


def _checked(found: list[Remark]) -> dict[str, Any]:
    items = [
        {
            "place": one.place,
            "severity": one.severity,
            "code": one.code,
            "message": one.text(lang()),
            "zh": one.zh,
            "en": one.en,
        }
        for one in found
    ]
    return {"releasable": all(one.severity != "error" for one in found), "items": items}


def _one(calls: Calls, key: str) -> dict[str, Any]:
    with calls.reading() as connection:
        return plain.whole(connection, policies.policy(connection, key), calls.store.clock.now())
