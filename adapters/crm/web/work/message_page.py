"""Short messages: what a person is told, and what he tells colleagues."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request
from sqlalchemy import Row, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue, inbox
from adapters.crm.errors import InvalidFields
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import tables as organisation_tables
from forms.accounts import current_person, signed_in
from forms.shell import gettext as _
from forms.shell import lang

SHOWN = 100


class MessagePage:
    """The views of /crm/messages/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self) -> Response:
        """Those not read first."""
        return self._page()

    def open(self, message_id: int) -> Response:
        """Read one: on to what it is about, as far as there is something."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.message.read") as tx:
            row = inbox.read(tx, person, message_id)
        return redirect(_url(row) or "/crm/messages/", code=303)

    def read_all(self) -> Response:
        """Nothing is new any more."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.message.read") as tx:
            inbox.read_all(tx, person)
        return redirect("/crm/messages/", code=303)

    def send(self) -> Response:
        """Tell a colleague something."""
        person = signed_in()
        typed = {name: request.form.get(name, "") for name in ("to", "text")}
        try:
            with self._site.store.begin(by=person.id, action="crm.message.send") as tx:
                inbox.send(tx, person, typed["to"], typed["text"])
        except InvalidFields as refusal:
            return self._page(422, typed=typed, errors=refusal.by_field(lang()))
        flash(_("Sent."), "ok")
        return redirect("/crm/messages/", code=303)

    def unread(self) -> int:
        """What the bell shows."""
        person = current_person()
        if person is None:
            return 0
        with self._site.store.read() as connection:
            return inbox.unread(connection, person)

    def _page(
        self,
        status: int = 200,
        *,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        person, table = signed_in(), organisation_tables.person
        with self._site.store.read() as connection:
            rows = inbox.received(connection, person, limit=SHOWN)
            senders = {
                one: found
                for one in {row.from_id for row in rows if row.from_id}
                if (found := organisation.person(connection, one)) is not None
            }
            logins = select(table.c.login).where(table.c.status == "active", table.c.id != person.id)
            people = [
                (one.login, one.label(lang()))
                for login in connection.scalars(logins.order_by(table.c.name)).all()
                if (one := organisation.by_login(connection, login)) is not None
            ]
        html = render_template(
            "crm/work/messages.html",
            rows=[(row, senders.get(row.from_id), bool(_url(row))) for row in rows],
            people=people,
            typed=typed or {},
            errors=errors or {},
        )
        return Response(html, status, mimetype="text/html")


def _url(row: Row[tuple[object, ...]]) -> str:
    """The page of what a message is about; that page says itself who may see it."""
    if row.ref_id and row.ref_type == "case":
        return f"/worklist/cases/{row.ref_id}"
    if row.ref_id and row.ref_type == "instance":
        return f"/monitor/{row.ref_id}"
    if row.ref_id and row.ref_type == "release":
        return f"/rules/releases/{row.ref_id}"
    if row.ref_type == "substitution":
        return "/worklist/substitutes/"
    known = {one.key: one for one in catalogue.entities()}
    if not row.ref_id or row.ref_type not in known:
        return ""
    return known[row.ref_type].url(row.ref_id)
