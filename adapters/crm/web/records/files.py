"""The attachments of a record: the card on its page, and the views behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import attachments, catalogue
from adapters.crm.attachments import File
from adapters.crm.records import Entity, access
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.files import MAX_FILE
from forms.accounts import signed_in
from forms.files import ACCEPTED, answer, is_picture, opens_in_browser, received
from forms.shell import is_fragment, lang

FIELD = "files"
_ICONS = {"application/pdf": "file-text", "text/plain": "file-text", "application/zip": "file-zip"}


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRow:
    """One line of the card. `view` opens it, `picture` shows it small; empty where the browser cannot."""

    file: File
    kind: str
    size: str
    icon: str
    url: str
    view: str
    picture: str
    changes: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FilesCard:
    """What `crm/records/files.html` draws."""

    url: str
    rows: Sequence[FileRow]
    removed: Sequence[FileRow]
    kinds: Sequence[tuple[str, str]]
    may_attach: bool
    accept: str = ACCEPTED
    largest: int = MAX_FILE


class Files:
    """The views of /crm/records/<path>/<id>/files."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def card(self, entity: str, row_id: int) -> Markup:
        """The card of a record, for templates; empty for whoever may not read the record."""
        found, person = catalogue.entity(entity), signed_in()
        with self._site.store.read() as connection:
            hidden = organisation.may(connection, person, found.right, "view") is None
            if hidden or not attachments.takes_files(found):
                return Markup("")
            try:
                made = card(connection, person, found, row_id)
            except NotFound:  # the page shows a part of it to somebody who has a task with it
                return Markup("")
        return Markup(render_template("crm/records/files.html", files=made))  # noqa: S704 - a template escapes

    def links(self, entity: str, row_id: int) -> Markup:
        """The files of a record in one line, for whoever decides about it; empty without any."""
        found, person = catalogue.entity(entity), signed_in()
        with self._site.store.read() as connection:
            if not attachments.takes_files(found) or not access.allows(
                connection, person, found, row_id, "view"
            ):
                return Markup("")
            made = card(connection, person, found, row_id)
        return Markup(render_template("crm/records/file_links.html", files=made))  # noqa: S704 - a template escapes

    def index(self, path: str, row_id: int) -> Response:
        """The card as it is now, or the page that holds it."""
        entity = _entity(path)
        with self._site.store.read() as connection:
            organisation.demand(connection, signed_in(), entity.right, "view")
            made = card(connection, signed_in(), entity, row_id)
        return self._answer(entity, row_id, made)

    def attach(self, path: str, row_id: int) -> Response:
        """Attach what was chosen, dropped or pasted: all of it or nothing."""
        entity, person = _entity(path), signed_in()
        with self._site.store.read() as connection:
            attachments.demand_attach(connection, person, entity, row_id)
        given = received(request.files.getlist(FIELD))
        with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.attach") as tx:
            attachments.attach(tx, person, entity, row_id, given, kind=request.form.get("kind", ""))
        return self._changed(entity, row_id)

    def content(self, path: str, row_id: int, file_id: int) -> Response:
        """The file itself; `?view` lets the browser show what it can show."""
        entity = _entity(path)
        with self._site.store.read() as connection:
            file = attachments.one_of_record(connection, signed_in(), entity, row_id, file_id)
        return answer(
            self._site.store,
            file_id=file.file_id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            view="view" in request.args,
        )

    def archive(self, path: str, row_id: int) -> Response:
        """All of them in one file."""
        entity, person = _entity(path), signed_in()
        with self._site.store.read() as connection:
            organisation.demand(connection, person, entity.right, "view")
            row = access.find(connection, person, entity, row_id)
            found = attachments.of_record(connection, entity, row_id)
        living = [one for one in found if one.removed_at is None]
        if not living:
            raise NotFound(what="attachment", what_zh="附件", id=path)
        attachments.archive.demand_small(living)
        made = attachments.archive.pieces(self._site.store, living, _kinds(entity))
        response = Response(made, mimetype="application/zip", direct_passthrough=True)
        name = f"{entity.called(row, lang()) or entity.word(lang())}.zip"
        response.headers.set("Content-Disposition", "attachment", filename=name)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def describe(self, path: str, row_id: int, file_id: int) -> Response:
        """Another kind."""
        entity, person = _entity(path), signed_in()
        kind = request.form.get(f"kind-{file_id}", request.form.get("kind", ""))
        with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.attachment") as tx:
            attachments.describe(tx, person, entity, row_id, file_id, kind=kind)
        return self._changed(entity, row_id)

    def remove(self, path: str, row_id: int, file_id: int) -> Response:
        """Into the recycle bin."""
        entity, person = _entity(path), signed_in()
        with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.detach") as tx:
            attachments.remove(tx, person, entity, row_id, file_id)
        return self._changed(entity, row_id)

    def recover(self, path: str, row_id: int, file_id: int) -> Response:
        """Out of the recycle bin."""
        entity, person = _entity(path), signed_in()
        with self._site.store.begin(by=person.id, action=f"crm.{entity.key}.attach") as tx:
            attachments.recover(tx, person, entity, row_id, file_id)
        return self._changed(entity, row_id)

    def _changed(self, entity: Entity, row_id: int) -> Response:
        with self._site.store.read() as connection:
            return self._answer(entity, row_id, card(connection, signed_in(), entity, row_id))

    def _answer(self, entity: Entity, row_id: int, made: FilesCard) -> Response:
        if not is_fragment():
            return redirect(f"{entity.url(row_id)}#files", code=303)
        return Response(render_template("crm/records/files.html", files=made), mimetype="text/html")


def card(connection: Connection, person: Person, entity: Entity, row_id: int) -> FilesCard:
    """The files of a record in front of a person. Raises NotFound."""
    row = access.find(connection, person, entity, row_id)
    url = f"/crm/records/{entity.path}/{row_id}/files"
    files = attachments.of_record(connection, entity, row_id)
    kinds = _kinds(entity)
    rows = []
    for file in files:
        by = file.by.id if file.by else None
        changes = attachments.may_change(connection, person, entity, row, by)
        rows.append(_row(url, file, kinds.get(file.kind, file.kind), changes))
    return FilesCard(
        url=url,
        rows=[one for one in rows if one.file.removed_at is None],
        removed=[one for one in rows if one.file.removed_at is not None and one.changes],
        kinds=list(kinds.items()),
        may_attach=attachments.may_attach(connection, person, entity, row),
    )


def _kinds(entity: Entity) -> dict[str, str]:
    """code → word in the reader's language of what a file of such a record may be."""
    both = attachments.kinds_of(entity.key)
    return {code: zh if lang() == "zh" else en for code, (zh, en) in both.items()}


def _row(url: str, file: File, kind: str, changes: bool) -> FileRow:
    own = f"{url}/{file.id}"
    return FileRow(
        file=file,
        kind=kind,
        size=_size(file.size),
        icon=_ICONS.get(file.media_type, "photo" if file.media_type.startswith("image/") else "file"),
        url=own,
        view=f"{own}?view" if opens_in_browser(file.media_type) else "",
        picture=f"{own}?view" if is_picture(file.media_type) else "",
        changes=changes,
    )


def _entity(path: str) -> Entity:
    entity = catalogue.by_path(path)
    if not attachments.takes_files(entity):
        raise NotFound(what="attachment", what_zh="附件", id=path)
    return entity


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"
