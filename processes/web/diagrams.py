"""Files of published versions: the diagram for viewers, single files and whole packages for download."""

from __future__ import annotations

import io
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from flask import make_response, request, send_file
from werkzeug.wrappers import Response

from engine import organisation
from engine.definition.layout import with_drawing
from engine.definition.xpdl import export
from engine.errors import NotFound
from engine.organisation import NotGranted
from engine.store.definitions import get, resources
from forms.accounts import require, signed_in
from forms.shell import lang
from processes.deploy import Deployer, pack
from processes.localised import localised

XML = "application/xml; charset=utf-8"
SEES_DIAGRAMS = ("definition", "instance", "work_item")
"""Whoever may see one of these may see the picture that belongs to it."""


class Diagrams:
    """The views that give out files."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._store = deployer.engine.store
        self._localised = lru_cache(maxsize=64)(_localised)

    def diagram(self, definition_id: int) -> Response:
        """The BPMN of a version with names in the reader's language, for the viewers of all folders."""
        person = signed_in()
        with self._store.read() as connection:
            if not any(organisation.may(connection, person, one, "view") for one in SEES_DIAGRAMS):
                raise NotGranted.of(connection, "definition", "view")
            one = get(connection, definition_id)
            data = resources(connection, definition_id)[one.path]
        texts = one.messages.get(lang(), {})
        answer = make_response(self._localised(data, tuple(sorted(texts.items()))))
        answer.content_type = XML
        answer.set_etag(sha256(answer.get_data()).hexdigest()[:32])
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer.make_conditional(request)

    @require("definition", "view")
    def file(self, definition_id: int, path: str) -> Response:
        """One file of the package, as it was uploaded."""
        with self._store.read() as connection:
            data = resources(connection, definition_id).get(path)
        if data is None:
            raise NotFound(what="file", id=path)
        return _download(data, PurePosixPath(path).name, "application/octet-stream")

    @require("definition", "view")
    def xpdl(self, definition_id: int) -> Response:
        """The diagram as XPDL 2.2, for the tools that read it."""
        with self._store.read() as connection:
            one = get(connection, definition_id)
            data = resources(connection, definition_id)[one.path]
        made = export(data, created=one.created_at.isoformat())
        return _download(made, f"{one.key}-v{one.version}.xpdl", "application/xml")

    @require("definition", "view")
    def package(self, definition_id: int) -> Response:
        """All files of the package as a zip that can be uploaded again."""
        with self._store.read() as connection:
            one = get(connection, definition_id)
            files = resources(connection, definition_id)
        return _download(pack(files), f"{one.key}-v{one.version}.zip", "application/zip")


def _download(data: bytes, name: str, media_type: str) -> Response:
    """Never shown in place: an uploaded file could be a page of its own."""
    answer = send_file(io.BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "sandbox"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _localised(data: bytes, texts: tuple[tuple[str, str], ...]) -> bytes:
    return localised(with_drawing(data), dict(texts))
