"""Customers: the list, the page of one with everything around it, editing in place, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, Select, func
from werkzeug.wrappers import Response

from adapters.crm import bookmarks, follow_ups, parties, quotes, tables
from adapters.crm.catalogue.parties import ACCOUNT, CONTACT
from adapters.crm.duplicates import cases
from adapters.crm.duplicates.errors import AlreadyThere
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.processes import OpenItem, Processes
from adapters.crm.records import Entity, access
from adapters.crm.web import around
from adapters.crm.web.around import Tab
from adapters.crm.web.hooks import Hooks, Waiting
from adapters.crm.web.lists import account_list
from adapters.crm.web.records import shown
from adapters.crm.web.records.page import Children
from adapters.crm.web.records.shown import Fact, Group
from adapters.crm.web.stages import Stage, stages
from adapters.crm.web.timeline import Happening, of_account
from engine import organisation
from engine.errors import Conflict, Invalid
from engine.organisation import Person
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Lists

SHOWN_QUOTES = 8
HAPPENINGS = 80
#: What the card of facts shows; the tab of facts has all of them.
CARD = (
    "industry",
    "employee_count",
    "source",
    "tax_no",
    "settlement_method",
    "payment_terms",
    "province",
    "city",
    "address",
    "phone",
    "email",
    "homepage",
    "introduction",
)
#: What can be begun from a customer: name, right, address, and how that page names the customer. A return begins
#: at its order.
BEGINNINGS = (
    ("opportunity", "opportunity", "/crm/opportunities/new", "account"),
    ("order", "order", "/crm/orders/new", "account_id"),
    ("feedback", "feedback", "/crm/service/new", "account_id"),
    ("task", "task", "/crm/records/tasks/new", "account_id"),
)
_OWN = {"csrf_token", "revision"}


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPage:
    """What `crm/account.html` draws."""

    party: Row[Any]
    owner: Person | None
    contacts: Sequence[Row[Any]]
    quotes: Sequence[Row[Any]]
    quote_count: int
    year_total: Decimal
    happenings: Sequence[Happening]
    waiting: Sequence[Waiting]
    tabs: Sequence[Tab]
    tab: str
    below: Children | None
    facts: Sequence[Fact]
    groups: Sequence[Group]
    items: Sequence[OpenItem]
    pinned: Sequence[Row[Any]]
    show: str
    stage: Sequence[Stage]
    links: Mapping[str, str]
    favourite: bool
    may_edit: bool
    may_note: bool
    may_quote: bool
    may_add_contact: bool
    editing: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    contact_typed: Mapping[str, str] = field(default_factory=dict)
    contact_errors: Mapping[str, str] = field(default_factory=dict)
    adding_contact: bool = False
    conflict: str = ""
    note_typed: Mapping[str, str] = field(default_factory=dict)
    note_error: str = ""

    @property
    def credit_left(self) -> Decimal:
        """What the customer may still owe; negative when over the limit."""
        left: Decimal = self.party.credit_limit - self.party.receivable
        return left


class AccountPages:
    """The views of /crm/accounts/."""

    def __init__(self, *, store: Store, lists: Lists, hooks: Hooks, processes: Processes) -> None:
        self._store = store
        self._lists = lists
        self._hooks = hooks
        self._processes = processes

    @require("account", "view")
    def index(self) -> Response:
        """The customers a person may see."""
        person = signed_in()
        with self._store.read() as connection:
            query = parties.accounts(connection, person)
            may_add = organisation.may(connection, person, "account", "add") is not None
        return self._lists.respond(account_list(), query, template="crm/accounts.html", may_add=may_add)

    @require("account", "add")
    def new(self) -> Response:
        """An empty form."""
        return _new_form({}, {})

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
            return _new_form(values, {}, refusal.status, twin=refusal)
        except InvalidFields as refusal:
            return _new_form(values, refusal.by_field(lang()), 422)
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    def _attempted(self, account_id: int, person: Person) -> None:
        """What was refused is kept with the customer that is there (S8-3.1.4)."""
        with self._store.begin(by=person.id, action="crm.account.attempt") as tx:
            cases.attempted(tx, account_id, person.id)

    @require("account", "view")
    def show(self, account_id: int) -> Response:
        """Everything about a customer."""
        return self._page(
            account_id, editing="edit" in request.args, adding_contact="contact" in request.args
        )

    @require("account", "edit")
    def save(self, account_id: int) -> Response:
        """Change facts. What was typed stays in the form when it is refused."""
        person = signed_in()
        values, fields = _posted(), _fields(ACCOUNT)
        revision = request.form.get("revision", type=int)
        if revision is None:
            raise Invalid(field="revision", message="is missing", message_zh="缺失")
        try:
            with self._store.begin(by=person.id, action="crm.account.edit") as tx:
                parties.edit_account(tx, person, account_id, fields, revision=revision)
        except InvalidFields as refusal:
            errors = refusal.by_field(lang())
            return self._page(account_id, 422, editing=True, typed=values, errors=errors)
        except Conflict as refusal:
            return self._page(account_id, 409, editing=True, typed=values, conflict=refusal.text(lang()))
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

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
        typed = {name: request.form.get(name, "") for name in ("way", "text")}
        try:
            with self._store.begin(by=person.id, action="crm.note.add") as tx:
                follow_ups.add(tx, person, account_id, typed["way"] or "note", typed["text"])
        except InvalidFields as refusal:
            error = " ".join(refusal.by_field(lang()).values())
            return self._page(account_id, 422, note_typed=typed, note_error=error)
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
        person = signed_in()
        with self._store.read() as connection:
            party = parties.find_account(connection, person, account_id)
            page = self._gather(connection, person, party, **more)
        html = render_template("crm/account.html", page=page, hooks=self._hooks, account_entity=ACCOUNT)
        return Response(html, status, mimetype="text/html")

    def _gather(self, connection: Connection, person: Person, party: Row[Any], **more: Any) -> AccountPage:
        mine = quotes.quotes(connection, person).where(tables.quote.c.account_id == party.id)
        newest = connection.execute(mine.order_by(tables.quote.c.id.desc()).limit(200)).all()
        scope = organisation.may(connection, person, "account", "edit")
        roots = around.roots(connection, person, party.id)
        tab = request.args.get("tab", "")
        show = request.args.get("show", "")
        waiting = self._hooks.waiting(party.id, [row.id for row in newest]) if self._hooks.waiting else ()
        return AccountPage(
            party=party,
            owner=organisation.person(connection, party.owner_id) if party.owner_id else None,
            contacts=parties.contacts(connection, party.id),
            quotes=newest[:SHOWN_QUOTES],
            quote_count=len(newest),
            year_total=self._year_total(connection, mine),
            happenings=self._happenings(connection, person, party.id, newest, roots, show),
            tabs=around.tabs(connection, person, party.id),
            tab=tab,
            below=around.rows(connection, person, party.id, tab) if tab else None,
            facts=self._facts(connection, person, party),
            groups=shown.groups(
                connection, person, ACCOUNT, party, editable=self._editable(connection, person, party)
            )
            if tab == "facts"
            else (),
            items=self._processes.items(connection, roots),
            pinned=follow_ups.pinned(connection, party.id),
            show=show,
            stage=stages(connection, person, party),
            links=_links(connection, person, party.id),
            favourite=bookmarks.is_favourite(connection, person, "account", party.id),
            waiting=waiting,
            may_note=organisation.may(connection, person, "contact", "add") is not None,
            may_edit=not party.invalid and organisation.sees(connection, person, scope, party.owner_id),
            may_quote=organisation.may(connection, person, "quote", "add") is not None,
            may_add_contact=organisation.may(connection, person, "contact", "add") is not None,
            **more,
        )

    def _happenings(
        self,
        connection: Connection,
        person: Person,
        account_id: int,
        newest: Sequence[Row[Any]],
        roots: Sequence[int],
        show: str,
    ) -> list[Happening]:
        """What happened of every kind, or of one; the newest first."""
        found = [
            *of_account(connection, person, account_id, newest),
            *around.notes(connection, account_id),
            *around.documents(connection, person, account_id),
            *around.tasks(connection, roots),
        ]
        wanted = [one for one in found if show in ("", one.kind)]
        return sorted(wanted, key=lambda one: one.at, reverse=True)[:HAPPENINGS]

    def _editable(self, connection: Connection, person: Person, party: Row[Any]) -> bool:
        return not party.invalid and access.allows(connection, person, ACCOUNT, party.id, "edit")

    def _facts(self, connection: Connection, person: Person, party: Row[Any]) -> list[Fact]:
        """The facts of the card, those that can be changed in place."""
        editable = self._editable(connection, person, party)
        values = shown.Values(connection, person)
        seen = {one.name: one for one in access.seen_fields(connection, person, ACCOUNT)}
        stored = party._asdict()
        return [values.fact(seen[name], stored, editable=editable) for name in CARD if name in seen]

    def _year_total(self, connection: Connection, mine: Select[Any]) -> Decimal:
        """What was approved or sent in the last twelve months."""
        since = self._store.clock.now().date() - timedelta(days=365)
        won = mine.where(tables.quote.c.state.in_(("approved", "sent")), tables.quote.c.quoted_on >= since)
        total = connection.scalar(
            won.with_only_columns(func.sum(tables.quote.c.total), maintain_column_froms=True)
        )
        return total or Decimal(0)


def _fields(entity: Entity) -> dict[str, list[str]]:
    """The fields of the posted form. Raises InvalidFields for names that the form does not have."""
    known = {field.name for field in entity.fields if field.typed} | _OWN
    if strange := [name for name in request.form if name not in known]:
        raise InvalidFields(
            [Fault(field=name[:80], zh="表单中没有这个字段", en="no such field") for name in strange[:20]]
        )
    return {name: texts for name, texts in request.form.lists() if name not in _OWN}


def _posted() -> dict[str, str]:
    """What was typed, to be shown again."""
    return {name: texts[-1] for name, texts in request.form.lists() if name not in _OWN}


def _new_form(
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    twin: AlreadyThere | None = None,
) -> Response:
    html = render_template("crm/account_new.html", typed=values, errors=errors, twin=twin)
    return Response(html, status, mimetype="text/html")


def _links(connection: Connection, person: Person, account_id: int) -> dict[str, str]:
    """What the person may begin for this customer: name → address, of pages that exist."""
    known = current_app.url_map.bind("")
    return {
        name: f"{url}?{customer}={account_id}&next=/crm/accounts/{account_id}"
        for name, resource, url, customer in BEGINNINGS
        if known.test(url, method="GET") and organisation.may(connection, person, resource, "add") is not None
    }
