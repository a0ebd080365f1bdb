"""/api/v1/records/<path>/<id>/attachments: the same commands and rights as the card on the pages."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from adapters.crm import attachments, catalogue
from adapters.crm.attachments import File
from adapters.crm.records import Entity, access
from engine import organisation
from engine.errors import NotFound
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.files import answer, received

ALL = "/records/<path>/<int:row_id>/attachments"
ONE = f"{ALL}/<int:file_id>"


class Attachment(Schema):
    """A file of a record."""

    id = fields.String()
    kind = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()  # bytes
    sha256 = fields.String()
    at = fields.AwareDateTime(format="iso")
    by = fields.String(allow_none=True)  # login


class Attachments(Schema):
    """The files of a record, the newest first."""

    items = fields.List(fields.Nested(Attachment))


def attachments_api(*, store: Store) -> Blueprint:
    """The blueprint `api_attachments`."""
    api = Blueprint("api_attachments", __name__, url_prefix="/api/v1", description="Files of records")

    @api.get(ALL)  # type: ignore[untyped-decorator]
    @api.response(200, Attachments)  # type: ignore[untyped-decorator]
    def listing(path: str, row_id: int) -> dict[str, Any]:
        """The files of a record."""
        return _all(store, _entity(path), row_id)

    @api.post(ALL)  # type: ignore[untyped-decorator]
    @api.response(201, Attachments)  # type: ignore[untyped-decorator]
    def attach(path: str, row_id: int) -> dict[str, Any]:
        """Attach the files of a multipart body (field `files`, and `kind`): all of them or none."""
        entity, person = _entity(path), signed_in()
        with store.read() as connection:
            attachments.demand_attach(connection, person, entity, row_id)
        given = received(request.files.getlist("files"))
        with store.begin(by=person.id, action=f"crm.{entity.key}.attach") as tx:
            attachments.attach(tx, person, entity, row_id, given, kind=request.form.get("kind", ""))
        return _all(store, entity, row_id)

    @api.get(ONE)  # type: ignore[untyped-decorator]
    @api.response(200, content_type="application/octet-stream", description="the file")  # type: ignore[untyped-decorator]
    def content(path: str, row_id: int, file_id: int) -> Response:
        """The file itself."""
        with store.read() as connection:
            one = attachments.one_of_record(connection, signed_in(), _entity(path), row_id, file_id)
        return answer(
            store,
            file_id=one.file_id,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
        )

    @api.delete(ONE)  # type: ignore[untyped-decorator]
    @api.response(204)  # type: ignore[untyped-decorator]
    def remove(path: str, row_id: int, file_id: int) -> None:
        """Into the recycle bin."""
        entity, person = _entity(path), signed_in()
        with store.begin(by=person.id, action=f"crm.{entity.key}.detach") as tx:
            attachments.remove(tx, person, entity, row_id, file_id)

    return api


def _entity(path: str) -> Entity:
    entity = catalogue.by_path(path)
    if not attachments.takes_files(entity):
        raise NotFound(what="attachment", what_zh="附件", id=path)
    return entity


def _all(store: Store, entity: Entity, row_id: int) -> dict[str, Any]:
    person = signed_in()
    with store.read() as connection:
        organisation.demand(connection, person, entity.right, "view")
        access.find(connection, person, entity, row_id)
        found = attachments.of_record(connection, entity, row_id)
    return {"items": [_plain(one) for one in found if one.removed_at is None]}


def _plain(one: File) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "kind": one.kind,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.sha256,
        "at": one.at,
        "by": one.by.login if one.by else None,
    }
