"""Writing a mail to a customer, from a template or freely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import letters, parties
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.contacting import COMMUNICATION
from adapters.crm.errors import InvalidFields
from adapters.crm.records import access
from adapters.crm.web.site import Site
from engine.errors import NotFound
from engine.ids import new_id
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

NAMES = ("to", "subject", "text", "language", "contact_id", "next_step")


class MailPage:
    """The views of /crm/accounts/<id>/mail."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("contact", "add")
    def new(self, account_id: int) -> Response:
        """A new mail; `?template=` and `?contact_id=` fill it in, `?language=` says in which words.

        `?again=` names a mail that did not arrive: what it said is there.
        """
        return self._page(account_id, None)

    @require("contact", "add")
    def send(self, account_id: int) -> Response:
        """Keep it and let its process send it."""
        person = signed_in()
        typed = {name: request.form.get(name, "") for name in NAMES}
        submission = request.form.get("submission", "")[:40] or str(new_id())
        try:
            with self._site.store.begin(by=person.id, action="crm.mail.send") as tx:
                letters.send(tx, person, self._site.processes, account_id, typed, submission=submission)
        except InvalidFields as refusal:
            return self._page(account_id, {**typed, "submission": submission}, 422, refusal.by_field(lang()))
        flash(_("Kept with the customer; it is being sent."), "ok")
        return redirect(ACCOUNT.url(account_id), code=303)

    def _page(
        self,
        account_id: int,
        typed: Mapping[str, str] | None,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            party = parties.find_account(connection, person, account_id)
            contacts = parties.contacts(connection, account_id)
            kept = letters.templates(connection)
            given = typed or self._again(connection, person, account_id)
            given = given or self._begun(connection, person, party, contacts, kept)
        html = render_template(
            "crm/work/mail.html",
            party=party,
            contacts=contacts,
            templates=kept,
            typed=given,
            errors=errors or {},
        )
        return Response(html, status, mimetype="text/html")

    def _again(self, connection: Connection, person: Person, account_id: int) -> dict[str, str] | None:
        """A mail of this customer, to be sent once more."""
        letter = request.args.get("again", type=int)
        if letter is None or "template" in request.args:
            return None
        row = access.find(connection, person, COMMUNICATION, letter)
        if row.account_id != account_id or not row.delivery:
            raise NotFound(what="mail", what_zh="邮件", id=letter)
        return {
            "to": row.channel_ref,
            "contact_id": str(row.contact_id or ""),
            "language": row.attrs.get("language", "zh"),
            "subject": row.subject,
            "text": row.content,
            "submission": str(new_id()),
        }

    def _begun(
        self,
        connection: Connection,
        person: Person,
        party: Row[Any],
        contacts: Sequence[Row[Any]],
        kept: Sequence[Row[Any]],
    ) -> dict[str, str]:
        """What is filled in before anybody typed."""
        people = {str(one.id): one for one in contacts}
        contact = people.get(request.args.get("contact_id", "")) or next(iter(people.values()), None)
        language = request.args.get("language") or lang()
        chosen = next(
            (one for one in kept if str(one.id) == request.args.get("template", "")),
            None,
        )
        today = letters.day(self._site.store.clock.now())

        def said(text: str) -> str:
            return letters.filled(connection, person, party, contact, text, language, today)

        english = language == "en"
        return {
            "to": (contact.email if contact is not None else "") or party.email,
            "contact_id": str(contact.id) if contact is not None else "",
            "language": language,
            "template": str(chosen.id) if chosen is not None else "",
            "subject": said(chosen.name_en or chosen.name if english else chosen.name) if chosen else "",
            "text": said(chosen.body) if chosen is not None else "",
            "submission": str(new_id()),
        }
