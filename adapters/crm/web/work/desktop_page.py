"""The desktop: the page a person begins the day with, and the links he keeps there."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import changes, desktop, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import typed
from adapters.crm.records.field import Field
from adapters.crm.web.site import Site
from adapters.crm.web.work.recent_page import Marked, favourites, recent
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import lang

LINK = (
    Field(name="name", zh="名称", en="Name", length=100, required=True),
    Field(name="url", zh="网址", en="Address", kind="url", length=500, required=True),
)


class DesktopPage:
    """The views of /crm/desktop/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self) -> Response:
        """Work guide, news, links, today's schedule, important dates."""
        return self._page()

    def add_link(self) -> Response:
        """Keep a link of one's own."""
        person = signed_in()
        posted = {field.name: [request.form.get(field.name, "")] for field in LINK}
        values, faults = typed.read(LINK, posted, lambda _kind: {})
        if faults:
            return self._page(422, posted={name: texts[0] for name, texts in posted.items()}, faults=faults)
        if not values["url"].startswith(("http://", "https://")):
            values["url"] = f"https://{values['url']}"
        with self._site.store.begin(by=person.id, action="crm.link.add") as tx:
            changes.add(tx, tables.link, owner_id=person.id, **values)
        flash(_("Saved."), "ok")
        return redirect("/crm/desktop/", code=303)

    def remove_link(self, link_id: int) -> Response:
        """Give up a link of one's own."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.link.remove") as tx:
            row = changes.row_of(tx.connection, tables.link, link_id)
            if row is None or row.owner_id != person.id or row.deleted_at is not None:
                raise NotFound(what="link", what_zh="链接", id=link_id)
            changes.edit(tx, tables.link, link_id, deleted_at=tx.now)
        return redirect("/crm/desktop/", code=303)

    def _page(
        self, status: int = 200, *, posted: dict[str, str] | None = None, faults: list[Fault] | None = None
    ) -> Response:
        person, now = signed_in(), self._site.store.clock.now()
        today = now.astimezone(COMPANY_ZONE).date()
        errors = InvalidFields(faults).by_field(lang()) if faults else {}
        with self._site.store.read() as connection:
            department = (
                organisation.department(connection, person.department_id) if person.department_id else None
            )
            html = render_template(
                "crm/work/desktop.html",
                person=person,
                department=department,
                today=today,
                work=self._site.hooks.work_guide(connection, person, now),
                guide=desktop.guide(connection, person, now),
                news=desktop.news(connection, now),
                links=desktop.links(connection, person),
                schedule=desktop.schedule(connection, person, today),
                dates=desktop.important_dates(connection, person, today),
                marked=_marked(connection, person),
                posted=posted or {},
                errors=errors,
            )
        return Response(html, status, mimetype="text/html")


def _marked(connection: Connection, person: Person) -> Sequence[Marked]:
    """Favourites, then what was looked at last, each once."""
    found = [*favourites(connection, person, limit=5), *recent(connection, person, limit=8)]
    return list({one.url: one for one in found}.values())[:8]
