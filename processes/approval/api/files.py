"""Flows as files: taken out, looked at, taken in as drafts."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from forms.shell import lang
from processes.approval.api import file_schemas as schemas
from processes.approval.api.calls import Calls
from processes.approval.files import importing, writing
from processes.approval.files.planning import Plan, Planned, plan
from processes.approval.files.reading import decoded, read


def add_to(api: Blueprint, calls: Calls) -> None:
    """The calls about files."""

    @api.get("/file")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.WhichFlows, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, content_type="application/json", description="a file of flows")  # type: ignore[untyped-decorator]
    def file(args: dict[str, Any]) -> Response:
        """One flow (`key`, `version`), the flows of a type, or all: what is in force, of one flow its draft first."""
        at, origin = calls.store.clock.now(), request.host_url.rstrip("/")
        with calls.reading() as connection:
            if args["key"]:
                text = writing.one_flow(connection, args["key"], args["version"], at=at, origin=origin)
            else:
                text = writing.all_flows(connection, args["document_type"] or None, at=at, origin=origin)
        return Response(text, mimetype="application/json")

    @api.post("/import/preview")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Into, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.ImportPlan)  # type: ignore[untyped-decorator]
    def preview(args: dict[str, Any]) -> dict[str, Any]:
        """What importing the file in the body would do; nothing is kept."""
        text = decoded(request.get_data())
        with calls.reading("define") as connection:
            into = dict(enumerate(args["into"]))
            found = plan(
                connection, calls.documents, text, read(text), into, lang(), at=calls.store.clock.now()
            )
        return {"stamp": found.stamp, "items": _plain(found)}

    @api.post("/import")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Import, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Imported)  # type: ignore[untyped-decorator]
    def take(args: dict[str, Any]) -> dict[str, Any]:
        """Take the file in the body in as drafts, all of it or nothing, as its preview said."""
        text, into = decoded(request.get_data()), dict(enumerate(args["into"]))
        with calls.writing("define", "rules.import") as tx:
            done = importing.take(tx, calls.documents, text, into, stamp=args["stamp"] or None, lang=lang())
        return {"items": [{"key": one.key, "what": one.what} for one in done]}


def _plain(found: Plan) -> list[dict[str, Any]]:
    return [_planned(one) for one in found.flows]


def _planned(one: Planned) -> dict[str, Any]:
    unfit = [*([one.refusal] if one.refusal else []), *one.unfit]
    return {
        "flow": one.file.key,
        "document_type": one.file.document_type,
        "what": one.what,
        "key": one.key,
        "compared_with": one.before and one.before.version,
        "changes": one.changes,
        "unfit": [
            {"line": each.line, "place": each.fault.place, "message": each.fault.text(lang())}
            for each in unfit
        ],
    }
