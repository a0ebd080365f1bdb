"""/api/v1/definitions: what is published, and publishing uploaded files."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, request, send_file
from flask_smorest import Blueprint

from engine.definition.xpdl import export
from engine.errors import Invalid, NotFound, TooLarge
from engine.organisation import Person, demand
from engine.reference.texts import reason
from engine.service import Engine
from engine.store.definitions import Definition, Opinion, all_latest, latest, opinions, resources
from forms.accounts import signed_in
from forms.shell import lang
from worklist.api import schemas

LARGEST_FILE = 2 * 1024 * 1024
MOST_FILES = 100


def blueprint(
    *, engine: Engine, publish: Callable[[Mapping[str, bytes], Person, str], Sequence[Definition]]
) -> Blueprint:
    """The blueprint `api_definitions`. `publish` checks and stores; it raises Refused with all findings."""
    api = Blueprint("api_definitions", __name__, url_prefix="/api/v1", description="Process definitions")

    @api.get("/definitions")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.Definitions)  # type: ignore[untyped-decorator]
    def listing() -> dict[str, Any]:
        """The latest published version of every process."""
        person = signed_in()
        with engine.store.read() as connection:
            demand(connection, person, "definition", "view")
            items = all_latest(connection)
            said = opinions(connection, [one.id for one in items])
        return {"items": [{**vars(one), "second_opinion": _opinion(said.get(one.id))} for one in items]}

    @api.post("/definitions")  # type: ignore[untyped-decorator]
    @api.response(201, schemas.Definitions)  # type: ignore[untyped-decorator]
    def upload() -> dict[str, Any]:
        """Publish the files of a multipart body (fields `files`, and `reason`): all of them or none."""
        person = signed_in()
        with engine.store.read() as connection:
            demand(connection, person, "definition", "publish")
        return {"items": publish(_files(), person, request.form.get("reason", "")[:500])}

    @api.get("/definitions/<key>/xpdl")  # type: ignore[untyped-decorator]
    @api.response(200, content_type="application/xml", description="XPDL 2.2")  # type: ignore[untyped-decorator]
    def xpdl(key: str) -> Response:
        """The diagram of the latest version as XPDL 2.2."""
        with engine.store.read() as connection:
            demand(connection, signed_in(), "definition", "view")
            one = latest(connection, key)
            if one is None:
                raise NotFound(what="definition", id=key)
            data = resources(connection, one.id)[one.path]
        made = export(data, created=one.created_at.isoformat())
        name = f"{one.key}-v{one.version}.xpdl"
        answer = send_file(io.BytesIO(made), "application/xml", as_attachment=True, download_name=name)
        answer.headers["Content-Security-Policy"] = "sandbox"
        return answer

    return api


def _opinion(opinion: Opinion | None) -> dict[str, Any] | None:
    if opinion is None:
        return None
    why = None if opinion.code is None else reason(opinion.code, lang())
    return {
        "state": opinion.state,
        "paths": opinion.paths,
        "element": opinion.element,
        "code": opinion.code,
        "reason": why,
        "at": opinion.at,
    }


def _files() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for upload in [one for many in request.files.listvalues() for one in many][: MOST_FILES + 1]:
        data = upload.stream.read(LARGEST_FILE + 1)
        name = upload.filename or "file"
        if len(data) > LARGEST_FILE:
            raise TooLarge(what=name, what_zh=name, size=len(data), limit=LARGEST_FILE)
        found[name] = data
    if not 0 < len(found) <= MOST_FILES:
        raise Invalid(
            field="files", message=f"1 to {MOST_FILES} files", message_zh=f"需要 1 到 {MOST_FILES} 个文件"
        )
    return found
