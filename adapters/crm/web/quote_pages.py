"""Quotes: the list, the editor with live totals, submitting, the printed sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import changes, parties, quotes, tables
from adapters.crm.catalogue.quotes import QUOTE
from adapters.crm.errors import NothingToSubmit, QuoteLocked
from adapters.crm.quotes import EDITABLE
from adapters.crm.web import arrangements, editor, quote_commands, quote_limits
from adapters.crm.web.quote_typed import PREFIX, Typed, read
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from adapters.crm.web.timeline import of_quote
from engine import organisation
from engine.errors import Conflict, EngineError, Invalid, NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.grid import changes_rows

#: What may be shown to the customer.
PRINTABLE = frozenset({"approved", "sent", "accepted", "refused", "expired"})


class QuotePages:
    """The views of /crm/quotes/."""

    def __init__(self, site: Site) -> None:
        self._store = site.store
        self._lists = RecordLists(site)
        self._hooks = site.hooks

    @require("quote", "view")
    def index(self) -> Response:
        """The quotes a person may see."""
        return self._lists.respond(QUOTE, arrange=arrangements.quotes)

    @require("quote", "add")
    def new(self) -> Response:
        """An empty quote for a customer."""
        person = signed_in()
        with self._store.read() as connection:
            party = parties.find_account(connection, person, request.args.get("account", 0, int))
            opportunity = str(request.args.get("opportunity", type=int) or "")
            known = parties.contacts(connection, party.id)
            typed = editor.blank(self._today(), party, known, opportunity)
            return self._form(connection, person, None, party, typed)

    @require("quote", "add")
    def create(self) -> Response:
        """Save the first version."""
        person = signed_in()
        account_id = request.form.get("account_id", 0, int)
        with self._store.read() as connection:
            party = parties.find_account(connection, person, account_id)
            typed = read(request.form, connection, self._today())
            if changes_rows(request.form, PREFIX):
                return self._form(connection, person, None, party, replace(typed, faults=[]))
            typed = quote_limits.reasoned(connection, party, typed, self._today())
            if typed.faults:
                return self._form(connection, person, None, party, typed, 422)
        with self._store.begin(by=person.id, action="crm.quote.add") as tx:
            quote_id = quotes.add(tx, person, account_id, typed.draft())
        return self._next(quote_id, person)

    @require("quote", "view")
    def show(self, quote_id: int) -> Response:
        """The editor, or the locked quote."""
        person = signed_in()
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id)
            party = _party(connection, row)
            if not self._may_edit(connection, person, row):
                page = editor.reading(connection, person=person, quote=row, party=party)
                return self._answer(connection, page)
            typed = editor.stored(row, quotes.lines(connection, quote_id))
            return self._form(connection, person, row, party, typed)

    @require("quote", "edit")
    def save(self, quote_id: int) -> Response:
        """Save, and submit or lower to the limit if that was pressed. What was typed is never lost."""
        person = signed_in()
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id, "edit")
            party = _party(connection, row)
            typed = read(request.form, connection, self._today())
            if row.state not in EDITABLE and request.form.get("action") == "submit":
                return redirect(url_for("crm.quote", quote_id=quote_id), code=303)  # a second click
            if changes_rows(request.form, PREFIX):
                return self._form(connection, person, row, party, replace(typed, faults=[]))
            typed = quote_limits.reasoned(connection, party, typed, self._today())
            if typed.faults:
                return self._form(connection, person, row, party, typed, 422)
            if request.form.get("action") == "lower":
                typed = quote_limits.lowered(connection, row, party, typed, self._today())
        revision = request.form.get("revision", type=int)
        if revision is None:
            raise Invalid(field="revision", message="is missing", message_zh="缺失")
        try:
            with self._store.begin(by=person.id, action="crm.quote.save") as tx:
                quotes.save(tx, person, quote_id, typed.draft(), revision=revision)
        except (Conflict, QuoteLocked) as refusal:
            return self._stale(person, quote_id, typed, refusal)
        return self._next(quote_id, person)

    def recalculate(self) -> Response:
        """The computed cells and totals for what is typed right now; nothing is saved."""
        person = signed_in()
        with self._store.read() as connection:
            quote_id = request.form.get("quote_id", 0, int)
            row = quotes.find(connection, person, quote_id) if quote_id else None
            account_id = row.account_id if row is not None else request.form.get("account_id", 0, int)
            party = (
                _party(connection, row)
                if row is not None
                else parties.find_account(connection, person, account_id)
            )
            typed = read(request.form, connection, self._today())
            page = self._page(connection, person, row, party, typed)
        return Response(render_template("crm/quote_live.html", page=page), mimetype="text/html")

    @require("quote", "edit")
    def revise(self, quote_id: int) -> Response:
        """Start the next version of a decided quote."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.quote.revise") as tx:
            quote_commands.change(tx, person, self._hooks, quote_id)
        return redirect(url_for("crm.quote", quote_id=quote_id), code=303)

    @require("quote", "submit")
    def withdraw(self, quote_id: int) -> Response:
        """Take a quote back while it is in approval; a reason is needed."""
        person = signed_in()
        reason = request.form.get("reason", "").strip()
        if self._hooks.withdraw_quote is None:
            raise NotFound(what="page", id=request.path)
        if not reason:
            raise Invalid(field=_("Reason"), message="is needed", message_zh="必填")
        with self._store.read() as connection:
            quotes.find(connection, person, quote_id, "submit")
        self._hooks.withdraw_quote(quote_id, person, reason[:500])
        flash(_("The quote was withdrawn."), "ok")
        return redirect(url_for("crm.quote", quote_id=quote_id), code=303)

    @require("quote", "print")
    def sheet(self, quote_id: int) -> Response:
        """An approved quote as a sheet of paper."""
        person = signed_in()
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id, "print")
            if row.state not in PRINTABLE:
                raise NotFound(what="sheet", id=row.no)
            page = editor.reading(connection, person=person, quote=row, party=_party(connection, row))
            lines = quotes.lines(connection, quote_id)
        return Response(render_template("crm/quote_sheet.html", page=page, lines=lines), mimetype="text/html")

    def _next(self, quote_id: int, person: Person) -> Response:
        """Where to go after saving: on to the approval if that was pressed."""
        target = url_for("crm.quote", quote_id=quote_id)
        if request.form.get("action") != "submit" or self._hooks.submit_quote is None:
            flash(_("Saved."), "ok")
            return redirect(target, code=303)
        try:
            with self._store.read() as connection:
                row = quotes.find(connection, person, quote_id, "submit")
                if not quotes.lines(connection, quote_id):
                    raise NothingToSubmit(no=row.no)
            target = self._hooks.submit_quote(quote_id, person) or target
        except EngineError as refusal:
            flash(refusal.text(lang()), "bad")
            return redirect(target, code=303)
        flash(_("Submitted for approval."), "ok")
        return redirect(target, code=303)

    def _stale(self, person: Person, quote_id: int, typed: Typed, refusal: EngineError) -> Response:
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id)
            last = next(iter(changes.history(connection, tables.quote, quote_id, limit=1)), None)
            who = organisation.person(connection, last.by_id) if last and last.by_id else None
            strip = {"text": refusal.text(lang()), "who": who, "at": last.at if last else None}
            return self._form(connection, person, row, _party(connection, row), typed, 409, conflict=strip)

    def _form(
        self,
        connection: Connection,
        person: Person,
        row: Row[Any] | None,
        party: Row[Any],
        typed: Typed,
        status: int = 200,
        *,
        conflict: Mapping[str, Any] | None = None,
    ) -> Response:
        page = self._page(connection, person, row, party, typed)
        return self._answer(connection, page, status, conflict=conflict)

    def _page(
        self, connection: Connection, person: Person, row: Row[Any] | None, party: Row[Any], typed: Typed
    ) -> editor.QuotePage:
        errors = {fault.field: fault.text(lang()) for fault in typed.faults}
        return editor.editing(
            connection,
            person=person,
            hooks=self._hooks,
            quote=row,
            party=party,
            typed=typed,
            today=self._today(),
            recalculate=url_for("crm.price_quote"),
            errors=errors,
        )

    def _answer(
        self,
        connection: Connection,
        page: editor.QuotePage,
        status: int = 200,
        *,
        conflict: Mapping[str, Any] | None = None,
    ) -> Response:
        record: Sequence[Mapping[str, Any]] = ()
        instance = ""
        if page.quote is not None and page.quote.instance_id:
            if self._hooks.approval_record is not None:
                record = self._hooks.approval_record(page.quote.id)
            if self._hooks.instance_url is not None:
                instance = self._hooks.instance_url(page.quote.instance_id)
        html = render_template(
            "crm/quote.html",
            page=page,
            hooks=self._hooks,
            may_withdraw=self._may_withdraw(page.quote),
            record=record,
            printable=PRINTABLE,
            history=of_quote(connection, page.quote) if page.quote is not None and not record else (),
            instance=instance,
            delivery=self._delivery(connection, page.quote),
            conflict=conflict,
        )
        return Response(html, status, mimetype="text/html")

    def _may_withdraw(self, quote: Row[Any] | None) -> bool:
        if quote is None or quote.state != "in_approval" or self._hooks.withdraw_quote is None:
            return False
        return self._hooks.may_withdraw(quote.id, signed_in())

    def _delivery(self, connection: Connection, quote: Row[Any] | None) -> str:
        approved = quote is not None and quote.state == "approved"
        return self._hooks.quote_delivery(connection, quote.id) if quote is not None and approved else ""

    def _may_edit(self, connection: Connection, person: Person, row: Row[Any]) -> bool:
        scope = organisation.may(connection, person, "quote", "edit")
        return row.state in EDITABLE and organisation.sees(connection, person, scope, row.owner_id)

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _party(connection: Connection, row: Row[Any]) -> Row[Any]:
    found = changes.row_of(connection, tables.account, row.account_id)
    assert found is not None
    return found
