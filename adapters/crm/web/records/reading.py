"""The views that read: the list of an entity, the page of a row, what the chooser finds."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from sqlalchemy import ColumnElement, Connection
from werkzeug.wrappers import Response

from adapters.crm import catalogue
from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import fields_of
from adapters.crm.records.field import CHOSEN
from adapters.crm.web.records import inputs, page
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import NotFound
from forms.accounts import signed_in


def common(path: str) -> Entity:
    """The entity of an address that has common pages. Raises NotFound."""
    entity = catalogue.by_path(path)
    if not entity.common_pages:
        raise NotFound(what="list", what_zh="列表", id=path)
    return entity


class Reading:
    """The views of /crm/records/<path>/ and of one row."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def index(self, path: str) -> Response:
        """The rows within the person's reach."""
        return self.rows(common(path))

    def rows(
        self,
        entity: Entity,
        *,
        narrowed: ColumnElement[bool] | None = None,
        template: str = "crm/records/list.html",
        **context: Any,
    ) -> Response:
        """The list of an entity, maybe narrowed further and within a page of its own."""
        where = [] if narrowed is None else [narrowed]
        return RecordLists(self._site).respond(
            entity, where=where, template=template, boxes=narrowed is None, **context
        )

    def show(self, path: str, row_id: int) -> Response:
        """One row with everything around it."""
        entity, person = common(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "view")
            row = access.find(connection, person, entity, row_id)
            made = page.gather(connection, self._site, person, entity, row)
        html = render_template("crm/records/page.html", page=made, entity=entity)
        return Response(html, mimetype="text/html")

    def choose(self, path: str, name: str) -> Response:
        """The hits of a chooser: a part of an editor."""
        entity, person = catalogue.by_path(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "view")
            field = _chooser_field(connection, entity, name)
            texts = request.args.getlist(name)
            searched = request.args.get(name + inputs.QUERY, "")[:100]
            one = inputs.one(connection, person, field, texts, searched=searched)
        html = render_template("crm/records/choices.html", one=one)
        return Response(html, mimetype="text/html")


def _chooser_field(connection: Connection, entity: Entity, name: str) -> Field:
    fields = (*entity.fields, *fields_of(connection, entity))
    field = next((one for one in fields if one.name == name), None)
    if field is None or field.kind not in CHOSEN:
        raise NotFound(what="field", what_zh="字段", id=name)
    return field
