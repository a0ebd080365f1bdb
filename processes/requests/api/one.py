"""Requests that there are: a page of them, one with its record, taking one back."""

from __future__ import annotations

import json
from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import Connection, Row, select

from engine.organisation import Person
from forms.accounts import signed_in
from forms.shell import lang
from processes.approval.chosen import content
from processes.approval.chosen.kept import of_document
from processes.approval.field_rights import hidden_from
from processes.requests import routes, rows
from processes.requests.api import plain, schemas
from processes.requests.tables import request
from processes.requests.web.site import Site


def add_to(api: Blueprint, site: Site) -> None:
    """The calls that look at requests, and withdrawing."""

    @api.get("")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.WhichRequests, location="query")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.RequestPage)  # type: ignore[untyped-decorator]
    def listing(args: dict[str, Any]) -> dict[str, Any]:
        """The caller's requests, or all that he sees, the latest first; drafts too."""
        person = signed_in()
        with site.store.read() as connection:
            mine = request.c.applicant_id == person.id
            query = select(request).where(
                rows.visible(connection, person) if args["whose"] == "all" else mine
            )
            for name, column in (("kind", request.c.key), ("state", request.c.state)):
                if args[name]:
                    query = query.where(column == args[name])
            if args["cursor"] is not None:
                query = query.where(request.c.id < args["cursor"])
            found = connection.execute(query.order_by(request.c.id.desc()).limit(args["limit"] + 1)).all()
            shown = [plain.request_head(connection, row) for row in found[: args["limit"]]]
        return {"items": shown, "next": shown[-1]["id"] if len(found) > args["limit"] else None}

    @api.get("/<int:request_id>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneRequest)  # type: ignore[untyped-decorator]
    def one(request_id: int) -> dict[str, Any]:
        """What a request says, where it has come to, and what was decided."""
        return whole(site, signed_in(), request_id)

    @api.post("/<int:request_id>/withdraw")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneRequest)  # type: ignore[untyped-decorator]
    def withdraw(request_id: int) -> dict[str, Any]:
        """Take it back while nobody has decided, or instead of correcting it."""
        person = signed_in()
        site.requests.withdraw(person, request_id)
        return whole(site, person, request_id)


def whole(site: Site, person: Person, request_id: int) -> dict[str, Any]:
    """A request with everything that its page tells. Raises NotFound."""
    with site.store.read() as connection:
        row = rows.find(connection, person, request_id)
        hidden = hidden_from(connection, person, row.instance_id or 0)
        return {
            **plain.request_head(connection, row),
            "values": plain.values_of(row, hidden),
            "route": _route(connection, row),
            "note": row.note,
            "points": routes.points(connection, site.history, row, lang(), hidden),
            "record": routes.record(connection, site.history, row, lang(), hidden),
            "holders": routes.holders(connection, row, lang()),
            "may_withdraw": site.requests.may_withdraw(connection, person, row),
        }


def _route(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """What the applicant said about the route."""
    found: dict[str, Any] = json.loads(content.dump(of_document(connection, row.key, row.id).choice))
    return found
