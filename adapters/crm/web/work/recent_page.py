"""What a person looked at lately, and what he keeps as a favourite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import bookmarks, catalogue
from adapters.crm.records import access
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from forms.accounts import signed_in
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """A record that is still within the person's reach."""

    kind: str
    title: str
    url: str
    icon: str


class RecentPage:
    """The views of /crm/recent/, and the note that a record was looked at."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self) -> Response:
        """Favourites and the records looked at last."""
        person = signed_in()
        with self._site.store.read() as connection:
            html = render_template(
                "crm/work/recent.html",
                favourites=favourites(connection, person, limit=50),
                recent=recent(connection, person, limit=50),
            )
        return Response(html, mimetype="text/html")

    def seen(self, path: str, row_id: int) -> Response:
        """The page says that somebody has it open."""
        person, entity = signed_in(), catalogue.by_path(path)
        with self._site.store.begin(by=person.id, action="crm.seen") as tx:
            organisation.demand(tx.connection, person, entity.right, "view")
            access.find(tx.connection, person, entity, row_id)
            bookmarks.visit(tx, person, entity.key, row_id)
        return Response(status=204)


def favourites(connection: Connection, person: Person, *, limit: int) -> Sequence[Marked]:
    """What he keeps."""
    return _marked(connection, person, bookmarks.favourites(connection, person, limit=limit))


def recent(connection: Connection, person: Person, *, limit: int) -> Sequence[Marked]:
    """What he looked at."""
    return _marked(connection, person, bookmarks.recent(connection, person, limit=limit))


def _marked(connection: Connection, person: Person, wanted: Sequence[tuple[str, int]]) -> Sequence[Marked]:
    """Rows that were deleted or went out of reach since are left out."""
    found = []
    for key, row_id in wanted:
        entity = catalogue.entity(key)
        if organisation.may(connection, person, entity.right, "view") is None:
            continue
        try:
            row = access.find(connection, person, entity, row_id)
        except NotFound:
            continue
        found.append(
            Marked(
                kind=entity.word(lang()),
                title=entity.called(row, lang()) or entity.word(lang()),
                url=entity.url(row_id),
                icon=entity.icon,
            )
        )
    return found
