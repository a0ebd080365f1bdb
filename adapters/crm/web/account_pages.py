"""Customers: the list, the page of one with everything around it, editing in place, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, Select, func
from werkzeug.wrappers import Response

from adapters.crm import parties, quotes, tables
from adapters.crm.catalogue.parties import ACCOUNT, CONTACT
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import Entity
from adapters.crm.web.hooks import Hooks, Waiting
from adapters.crm.web.lists import account_list
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
    may_edit: bool
    may_quote: bool
    may_add_contact: bool
    editing: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    contact_typed: Mapping[str, str] = field(default_factory=dict)
    contact_errors: Mapping[str, str] = field(default_factory=dict)
    adding_contact: bool = False
    conflict: str = ""

    @property
    def credit_left(self) -> Decimal:
        """What the customer may still owe; negative when over the limit."""
        left: Decimal = self.party.credit_limit - self.party.receivable
        return left


class AccountPages:
    """The views of /crm/accounts/."""

    def __init__(self, *, store: Store, lists: Lists, hooks: Hooks) -> None:
        self._store = store
        self._lists = lists
        self._hooks = hooks

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
                account_id = parties.add_account(tx, person, fields)
        except InvalidFields as refusal:
            return _new_form(values, refusal.by_field(lang()), 422)
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

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

    @require("account", "edit")
    def set_main_contact(self, account_id: int, contact_id: int) -> Response:
        """Make a contact the main one."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.contact.main") as tx:
            parties.set_main_contact(tx, person, account_id, contact_id)
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    def _page(self, account_id: int, status: int = 200, **shown: Any) -> Response:
        person = signed_in()
        with self._store.read() as connection:
            party = parties.find_account(connection, person, account_id)
            page = self._gather(connection, person, party, **shown)
        html = render_template("crm/account.html", page=page, hooks=self._hooks)
        return Response(html, status, mimetype="text/html")

    def _gather(self, connection: Connection, person: Person, party: Row[Any], **shown: Any) -> AccountPage:
        mine = quotes.quotes(connection, person).where(tables.quote.c.account_id == party.id)
        newest = connection.execute(mine.order_by(tables.quote.c.id.desc()).limit(200)).all()
        scope = organisation.may(connection, person, "account", "edit")
        waiting = self._hooks.waiting(party.id, [row.id for row in newest]) if self._hooks.waiting else ()
        return AccountPage(
            party=party,
            owner=organisation.person(connection, party.owner_id) if party.owner_id else None,
            contacts=parties.contacts(connection, party.id),
            quotes=newest[:SHOWN_QUOTES],
            quote_count=len(newest),
            year_total=self._year_total(connection, mine),
            happenings=of_account(connection, party.id, newest),
            waiting=waiting,
            may_edit=organisation.sees(connection, person, scope, party.owner_id),
            may_quote=organisation.may(connection, person, "quote", "add") is not None,
            may_add_contact=organisation.may(connection, person, "contact", "add") is not None,
            **shown,
        )

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


def _new_form(values: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    html = render_template("crm/account_new.html", typed=values, errors=errors)
    return Response(html, status, mimetype="text/html")
