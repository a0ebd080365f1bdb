"""The views that write one row: new, edit, one field in place, recycle and recover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import Row
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes
from adapters.crm.errors import InvalidFields
from adapters.crm.records import Entity, access, commands
from adapters.crm.web.records import inputs, shown
from adapters.crm.web.records.inputs import QUERY
from adapters.crm.web.records.reading import common
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Conflict, Invalid, NotFound
from engine.organisation import Person
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.web import local_path

Texts = Mapping[str, Sequence[str]]


class Editing:
    """Editors at /crm/records/<path>/new and /crm/records/<path>/<id>/edit, and the fields in place."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def new(self, path: str) -> Response:
        """An empty form; the URL may bring values (`?account_id=7`)."""
        entity = _creatable(path)
        return self._editor(entity, None, self._begun(entity))

    def create(self, path: str) -> Response:
        """Save a new row."""
        entity, person = _creatable(path), signed_in()
        texts = inputs.posted(request.form)
        if "find" in request.form:
            return self._editor(entity, None, texts)
        try:
            with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.add") as tx:
                row_id = commands.add(tx, person, entity, texts)
        except InvalidFields as refusal:
            return self._editor(entity, None, texts, 422, errors=refusal.by_field(lang()))
        return self._saved(entity, row_id)

    def edit(self, path: str, row_id: int) -> Response:
        """The form of a row."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.read() as connection:
            row = _editable(connection, person, entity, row_id)
            fields = inputs.typed_fields(connection, person, entity)
        return self._editor(entity, row, inputs.stored(fields, row._asdict()))

    def save(self, path: str, row_id: int) -> Response:
        """Save the form of a row. What was typed stays in it when it is refused."""
        entity, person = common_or_own(path), signed_in()
        texts = inputs.posted(request.form)
        with self._site.store.read() as connection:
            row = _editable(connection, person, entity, row_id)
        if "find" in request.form:
            return self._editor(entity, row, texts)
        try:
            with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.edit") as tx:
                commands.edit(tx, person, entity, row_id, texts, revision=_revision())
        except InvalidFields as refusal:
            return self._editor(entity, row, texts, 422, errors=refusal.by_field(lang()))
        except Conflict as refusal:
            return self._editor(entity, row, texts, 409, conflict=refusal.text(lang()))
        return self._saved(entity, row_id)

    def field(self, path: str, row_id: int, name: str) -> Response:
        """One field of a row as a small form, to be put in the place of its value."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.read() as connection:
            row = _editable(connection, person, entity, row_id)
            texts = inputs.stored([_typed(connection, person, entity, name)], row._asdict())
        return self._in_place(entity, row, name, texts[name])

    def save_field(self, path: str, row_id: int, name: str) -> Response:
        """Save one field; the answer is its new value, or the form with what is wrong."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.read() as connection:
            row = _editable(connection, person, entity, row_id)
            _typed(connection, person, entity, name)
        texts = inputs.posted(request.form)
        if set(texts) - {name}:
            raise Invalid(field="fields", message="one field at a time", message_zh="一次只能修改一个字段")
        try:
            with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.edit") as tx:
                commands.edit(tx, person, entity, row_id, texts, revision=_revision())
        except InvalidFields as refusal:
            error = " ".join(refusal.by_field(lang()).values())
            return self._in_place(entity, row, name, texts.get(name, []), 422, error=error)
        except Conflict as refusal:
            return self._in_place(entity, row, name, texts.get(name, []), 409, error=refusal.text(lang()))
        return self.fact(path, row_id, name)

    def fact(self, path: str, row_id: int, name: str) -> Response:
        """One value of a row as its page shows it."""
        entity, person = common_or_own(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "view")
            row = access.find(connection, person, entity, row_id)
            field = next(
                (one for one in access.seen_fields(connection, person, entity) if one.name == name), None
            )
            if field is None:
                raise NotFound(what="field", what_zh="字段", id=name)
            editable = entity.locked(row) is None and access.allows(
                connection, person, entity, row_id, "edit"
            )
            made = shown.Values(connection, person).fact(field, row._asdict(), editable=editable)
        html = render_template("crm/records/fact.html", one=made, entity=entity, row_id=row_id)
        return Response(html, mimetype="text/html")

    def delete(self, path: str, row_id: int) -> Response:
        """Into the recycle bin."""
        entity, person = common(path), signed_in()
        with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.delete") as tx:
            organisation.demand(tx.connection, person, entity.right, "view")
            commands.recycle(tx, person, entity, row_id)
        flash(_("In the recycle bin now."), "ok")
        return redirect(_next(f"/crm/records/{entity.path}/"), code=303)

    def _begun(self, entity: Entity) -> Texts:
        person = signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "add")
            fields = inputs.typed_fields(connection, person, entity)
        brought = {
            field.name: request.args.getlist(field.name) for field in fields if field.name in request.args
        }
        owner = {entity.owner: [str(person.id)]} if entity.owner else {}
        return {**inputs.defaults(fields, person, self._site.store.clock.now()), **owner, **brought}

    def _editor(
        self,
        entity: Entity,
        row: Row[Any] | None,
        texts: Texts,
        status: int = 200,
        *,
        errors: Mapping[str, str] | None = None,
        conflict: str = "",
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "edit" if row else "add")
            fields = inputs.typed_fields(connection, person, entity)
            searched = {name: text for name, text in request.form.items() if name.endswith(QUERY)}
            made = inputs.sections(connection, person, fields, texts, errors=errors, searched=searched)
            if conflict and row is not None:
                row = changes.row_of(connection, entity.table, row.id)
        known = {field.name for field in fields}
        html = render_template(
            "crm/records/edit.html",
            entity=entity,
            row=row,
            title=entity.called(row, lang()) if row is not None else "",
            sections=made,
            conflict=conflict,
            strange=[text for name, text in (errors or {}).items() if name not in known],
            next=request.values.get("next", ""),
        )
        return Response(html, status, mimetype="text/html")

    def _in_place(
        self,
        entity: Entity,
        row: Row[Any],
        name: str,
        texts: Sequence[str],
        status: int = 200,
        *,
        error: str = "",
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            field = _typed(connection, person, entity, name)
            now = changes.row_of(connection, entity.table, row.id) or row
            one = inputs.one(connection, person, field, texts, error=error)
        html = render_template("crm/records/in_place.html", one=one, entity=entity, row=now)
        return Response(html, status, mimetype="text/html")

    def _saved(self, entity: Entity, row_id: int) -> Response:
        flash(_("Saved."), "ok")
        if request.form.get("action") == "continue":
            kept = f"?next={request.form['next']}" if request.form.get("next") else ""
            return redirect(f"/crm/records/{entity.path}/{row_id}/edit{kept}", code=303)
        return redirect(_next(entity.url(row_id)), code=303)


def common_or_own(path: str) -> Entity:
    """The entity of an address: some pages that an entity has of its own edit single fields too."""
    entity = catalogue.by_path(path)
    return entity if entity.edited_in_place else common(path)


def _creatable(path: str) -> Entity:
    entity = common(path)
    if not entity.creatable:
        raise NotFound(what="form", what_zh="表单", id=path)
    return entity


def _editable(connection: Any, person: Person, entity: Entity, row_id: int) -> Row[Any]:
    organisation.demand(connection, person, entity.right, "view")
    row = access.find(connection, person, entity, row_id, "edit")
    commands.refuse_locked(entity, row)
    if not inputs.typed_fields(connection, person, entity):
        raise NotFound(what="form", what_zh="表单", id=entity.path)
    return row


def _typed(connection: Any, person: Person, entity: Entity, name: str) -> Any:
    for field in inputs.typed_fields(connection, person, entity):
        if field.name == name:
            return field
    raise NotFound(what="field", what_zh="字段", id=name)


def _revision() -> int:
    revision = request.form.get("revision", type=int)
    if revision is None:
        raise Invalid(field="revision", message="is missing", message_zh="缺失")
    return revision


def _next(otherwise: str) -> str:
    """Where the reader came from, if the form says so."""
    wanted = local_path(request.form.get("next", ""))
    return wanted if wanted != "/" else otherwise
