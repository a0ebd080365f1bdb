"""Customers: the list, the page of one with everything around it, editing in place, contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.crm import bookmarks, follow_ups, parties
from adapters.crm.catalogue.accounts import FORMS
from adapters.crm.catalogue.parties import ACCOUNT, CONTACT
from adapters.crm.duplicates import cases
from adapters.crm.duplicates.errors import AlreadyThere
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import Entity, access
from adapters.crm.records.attributes import PREFIX
from adapters.crm.records.lookups import codes
from adapters.crm.web import account_form, account_view, arrangements
from adapters.crm.web.records import inputs
from adapters.crm.web.records.asked import asked
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from adapters.crm.words import KINDS
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import ListSpec

_OWN = {"csrf_token", "revision"}


class AccountPages:
    """The views of /crm/accounts/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("account", "view")
    def index(self) -> Response:
        """The customers a person may see: all, or those of one kind (2.1 to 2.3)."""
        kinds = request.args.getlist("f.kind")
        with self._store.read() as connection:
            arrange = partial(arrangements.accounts, connection=connection, person=signed_in())
            return self._list(arrange, kinds[0] if len(kinds) == 1 else "")

    def _list(self, arrange: Callable[[ListSpec], ListSpec], kind: str) -> Response:
        return RecordLists(self._site).respond(
            ACCOUNT,
            arrange=arrange,
            template="crm/accounts.html",
            kind=kind,
            kinds=[(code, zh if lang() == "zh" else en) for code, (zh, en) in KINDS.items()][:3],
            new_url=url_for("crm.new_account"),
            new_label=_("New customer"),
        )

    @require("account", "add")
    def new(self) -> Response:
        """An empty form."""
        return self._new_form({}, {})

    @require("account", "add")
    def create(self) -> Response:
        """Save a new prospect."""
        person = signed_in()
        values, fields = _posted(), _fields(ACCOUNT)
        try:
            with self._store.begin(by=person.id, action="crm.account.add") as tx:
                confirmed = request.args.get("confirmed") == "1"
                account_id = parties.add_account(tx, person, fields, confirmed=confirmed)
        except AlreadyThere as refusal:
            self._attempted(refusal.account_id, person)
            return self._new_form(values, {}, refusal.status, twin=refusal)
        except InvalidFields as refusal:
            return self._new_form(values, refusal.by_field(lang()), 422)
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    def _new_form(
        self,
        values: Mapping[str, str],
        errors: Mapping[str, str],
        status: int = 200,
        *,
        twin: AlreadyThere | None = None,
    ) -> Response:
        form = values.get("form") or request.args.get("form", "")
        form = form if form in FORMS else "company"
        with self._store.read() as connection:
            now = self._store.clock.now()
            short = account_form.short(connection, signed_in(), form, values, errors, now)
            more = asked(connection, signed_in(), ACCOUNT, values, errors, now)
        html = render_template(
            "crm/account_new.html",
            form=form,
            forms=[(code, zh if lang() == "zh" else en) for code, (zh, en) in FORMS.items()],
            inputs=short,
            twin=twin,
            more=more,
            account_entity=ACCOUNT,
        )
        return Response(html, status, mimetype="text/html")

    def _attempted(self, account_id: int, person: Person) -> None:
        """What was refused is kept with the customer that is there (S8-3.1.4)."""
        with self._store.begin(by=person.id, action="crm.account.attempt") as tx:
            cases.attempted(tx, account_id, person.id)

    @require("account", "view")
    def show(self, account_id: int) -> Response:
        """Everything about a customer."""
        return self._page(account_id, adding_contact="contact" in request.args)

    @require("contact", "add")
    def add_contact(self, account_id: int) -> Response:
        """A new contact of a customer."""
        person = signed_in()
        values, fields = _posted(), _fields(CONTACT)
        try:
            with self._store.begin(by=person.id, action="crm.contact.add") as tx:
                parties.add_contact(tx, person, account_id, fields)
        except InvalidFields as refusal:
            errors = refusal.by_field(lang())
            return self._page(
                account_id, 422, adding_contact=True, contact_typed=values, contact_errors=errors
            )
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    @require("contact", "add")
    def add_note(self, account_id: int) -> Response:
        """Note a call, a visit, a mail or a plain note."""
        person = signed_in()
        typed = {name: request.form.get(name, "") for name in ("way", "text", "next_step", "next_on")}
        try:
            with self._store.begin(by=person.id, action="crm.note.add") as tx:
                follow_ups.add(
                    tx,
                    person,
                    account_id,
                    typed["way"] or "note",
                    typed["text"],
                    next_step=typed["next_step"],
                    next_on=typed["next_on"],
                )
        except InvalidFields as refusal:
            return self._page(account_id, 422, note_typed=typed, note_errors=refusal.by_field(lang()))
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    @require("contact", "add")
    def pin_note(self, account_id: int, note_id: int) -> Response:
        """Keep a note at the top, or let it go."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.note.pin") as tx:
            follow_ups.pin(tx, person, account_id, note_id, pinned=request.form.get("pinned") == "1")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    @require("account", "view")
    def mark(self, account_id: int) -> Response:
        """Make a customer one's favourite, or no longer."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.favourite") as tx:
            access.find(tx.connection, person, ACCOUNT, account_id)
            bookmarks.mark(tx, person, "account", account_id, favourite=request.form.get("on") == "1")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    @require("account", "edit")
    def set_main_contact(self, account_id: int, contact_id: int) -> Response:
        """Make a contact the main one."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.contact.main") as tx:
            parties.set_main_contact(tx, person, account_id, contact_id)
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    def _page(self, account_id: int, status: int = 200, **more: Any) -> Response:
        person, tab = signed_in(), request.args.get("tab", "")
        with self._store.read() as connection:
            party = parties.find_account(connection, person, account_id)
            page = account_view.gather(
                connection, self._site, person, party, tab=tab, show=request.args.get("show", ""), **more
            )
            typed, errors = more.get("contact_typed", {}), more.get("contact_errors", {})
            needed = asked(connection, person, CONTACT, typed, errors, self._store.clock.now())
            roles = codes(connection, "decision_role")
        html = render_template(
            "crm/account.html",
            page=page,
            hooks=self._site.hooks,
            account_entity=ACCOUNT,
            contact_entity=CONTACT,
            contact_more=needed,
            contact_roles=[(code, zh if lang() == "zh" else en) for code, (zh, en) in roles.items()],
        )
        return Response(html, status, mimetype="text/html")


def _fields(entity: Entity) -> dict[str, list[str]]:
    """The fields of the posted form. Raises InvalidFields for names that the form does not have."""
    known = {field.name for field in entity.fields if field.typed} | _OWN
    posted = inputs.posted(request.form)
    if strange := [name for name in posted if name not in known and not name.startswith(PREFIX)]:
        raise InvalidFields(
            [Fault(field=name[:80], zh="表单中没有这个字段", en="no such field") for name in strange[:20]]
        )
    return {name: texts for name, texts in posted.items() if name not in _OWN}


def _posted() -> dict[str, str]:
    """What was typed, to be shown again."""
    return {name: texts[-1] for name, texts in request.form.lists() if name not in _OWN}
