"""Beginning a request, changing and submitting it, with its files."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from flask_smorest import Blueprint
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from engine.organisation import Person
from forms.accounts import signed_in
from forms.files import answer as answer_file
from forms.files import received
from forms.shell import lang
from processes.approval.chosen.kept import Kept, of_document
from processes.approval.previewing import route_preview
from processes.requests import files, moves, routes, rows
from processes.requests.api import plain, schemas
from processes.requests.api.one import whole
from processes.requests.api.reading import demand_sane, route_of
from processes.requests.web.site import Site
from processes.routes import route_step


def add_to(api: Blueprint, site: Site) -> None:
    """The calls of an applicant."""

    @api.post("")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.NewRequest)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.OneRequest)  # type: ignore[untyped-decorator]
    def begin(body: dict[str, Any]) -> dict[str, Any]:
        """A draft with what is sent, right or wrong."""
        person, values = signed_in(), demand_sane(body["values"])
        kept = site.requests.save_draft(
            person,
            body["kind"],
            values,
            request_id=None,
            revision=0,
            submission=body["submission"] or secrets.token_urlsafe(16),
            route=route_of(body["route"], Kept()),
        )
        return whole(site, person, kept)

    @api.put("/<int:request_id>")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.ChangedRequest)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneRequest)  # type: ignore[untyped-decorator]
    def change(body: dict[str, Any], request_id: int) -> dict[str, Any]:
        """Keep other values in a draft; `revision` is the one that was read."""
        person, values = signed_in(), demand_sane(body["values"])
        with site.store.read() as connection:
            row = _own(connection, person, request_id)
            route = route_of(body["route"], of_document(connection, row.key, row.id))
        site.requests.save_draft(
            person,
            row.key,
            values,
            request_id=request_id,
            revision=body["revision"],
            submission="",
            route=route,
        )
        return whole(site, person, request_id)

    @api.delete("/<int:request_id>")  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def discard(request_id: int) -> None:
        """Throw a draft away."""
        site.requests.discard(signed_in(), request_id)

    @api.post("/<int:request_id>/submit")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Submission)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneRequest)  # type: ignore[untyped-decorator]
    def submit(body: dict[str, Any], request_id: int) -> dict[str, Any]:
        """Submit a draft, or a request that came back; sent twice it is submitted once."""
        person = signed_in()
        with site.store.read() as connection:
            row = _own(connection, person, request_id)
            route = route_of(body["route"], of_document(connection, row.key, row.id))
        values = rows.values(row) if body["values"] is None else demand_sane(body["values"])
        if row.state in rows.CORRECTED:
            site.requests.correct(person, request_id, values, revision=body["revision"], route=route)
        else:
            site.requests.submit(
                person,
                row.key,
                values,
                request_id=request_id,
                revision=body["revision"],
                submission=row.submission or "",
                route=route,
            )
        return whole(site, person, request_id)

    @api.post("/route")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.Typed)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.RouteAhead)  # type: ignore[untyped-decorator]
    def route(body: dict[str, Any]) -> dict[str, Any]:
        """Who would approve what is sent and why, and what is computed of it; nothing is kept."""
        person, values = signed_in(), demand_sane(body["values"])
        with site.store.read() as connection:
            kind = site.kinds.latest(connection, body["kind"])
            facts, known = routes.ahead(connection, kind, person, values)
            points = route_preview(
                connection,
                site.documents,
                kind.key,
                None,
                person.login,
                facts,
                at=site.store.clock.now(),
            )
            steps = [route_step(connection, point) for point in points]
        shown = [
            {
                "point": point.id,
                "title": one.title[lang()],
                "needed": one.needed,
                "why": (one.why or {}).get(lang(), ""),
                "people": [each.login for each in one.people],
            }
            for point, one in zip(points, steps, strict=True)
        ]
        return {"steps": shown, "values": plain.jsonable(known)}

    @api.post("/<int:request_id>/files")  # type: ignore[untyped-decorator]
    @api.response(201, schemas.KeptFiles)  # type: ignore[untyped-decorator]
    def upload(request_id: int) -> dict[str, Any]:
        """Keep the files of a multipart body (field `files`) for a request that is being filled in."""
        person = signed_in()
        with site.store.read() as connection:
            row = _own(connection, person, request_id)
        if row.state not in ("draft", *rows.CORRECTED):
            raise moves.not_now(row)
        given = received(request.files.getlist("files"))
        ids = site.requests.keep_files(person, request_id, given)
        return {"items": [{"id": str(one), "name": each.name} for one, each in zip(ids, given, strict=True)]}

    @api.get("/files/<int:upload_id>")  # type: ignore[untyped-decorator]
    @api.response(200, content_type="application/octet-stream", description="the file")  # type: ignore[untyped-decorator]
    def file(upload_id: int) -> Response:
        """A file of a request that the caller sees."""
        with site.store.read() as connection:
            found = files.readable(connection, signed_in(), upload_id)
        return answer_file(
            site.store,
            file_id=found.file_id,
            name=found.name,
            media_type=found.media_type,
            size=found.size,
            sha256=found.sha256,
        )


def _own(connection: Connection, person: Person, request_id: int) -> Row[Any]:
    row = rows.find(connection, person, request_id)
    if row.applicant_id != person.id:
        raise rows.missing(request_id)
    return row
