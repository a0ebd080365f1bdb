"""The views that read: the list of an entity, the page of a row, what the chooser finds."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy import ColumnElement, Connection
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, tables
from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import fields_of
from adapters.crm.records.field import CHOSEN
from adapters.crm.web.records import inputs, page
from adapters.crm.web.records.columns import list_of
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from forms.accounts import signed_in

#: What can be done to many rows at once.
MANY = ("edit", "assign", "delete")


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
        **context: object,
    ) -> Response:
        """The list of an entity, maybe narrowed further and within a page of its own."""
        person = signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "view")
            may = {action: _may_many(connection, person, entity, action) for action in MANY}
            picked = "crm/records/picked.html" if any(may.values()) else ""
            spec = list_of(connection, person, entity, picked=picked)
            query = access.readable(connection, person, entity)
            query = query if narrowed is None else query.where(narrowed)
            may_add = organisation.may(connection, person, entity.right, "add") is not None
            fields = [
                one for one in inputs.typed_fields(connection, person, entity) if one.quick or one.required
            ]
            begun = {
                **inputs.defaults(fields, person, self._site.store.clock.now()),
                **({entity.owner: [str(person.id)]} if entity.owner else {}),
            }
            quick = inputs.sections(connection, person, fields, begun) if may_add else []
            may_import = organisation.may(connection, person, entity.right, "import") is not None
            may_restore = organisation.may(connection, person, entity.right, "restore") is not None
        return self._site.lists.respond(
            spec,
            query,
            template=template,
            exported=lambda kind, asked, count: self._note_export(entity, kind, asked, count),
            entity=entity,
            may_add=may_add and entity.creatable,
            may_restore=may_restore,
            may_import=may_import and entity.creatable,
            quick=quick,
            may_many=may,
            **context,
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

    def _note_export(self, entity: Entity, kind: str, asked: str, count: int) -> None:
        """Who took which rows away."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.export") as tx:
            changes.add(
                tx,
                tables.export_log,
                person_id=person.id,
                list=entity.key,
                query=asked,
                format=kind,
                row_count=count,
            )


def _may_many(connection: Connection, person: Person, entity: Entity, action: str) -> bool:
    """Whether the selection bar offers this at all."""
    if action == "assign" and not entity.owner:
        return False
    return organisation.may(connection, person, entity.right, action) is not None


def _chooser_field(connection: Connection, entity: Entity, name: str) -> Field:
    fields = (*entity.fields, *fields_of(connection, entity))
    field = next((one for one in fields if one.name == name), None)
    if field is None or field.kind not in CHOSEN:
        raise NotFound(what="field", what_zh="字段", id=name)
    return field
