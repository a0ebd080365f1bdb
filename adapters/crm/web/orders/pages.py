"""Orders: those in execution, the page with lines, process and deliveries, and the printed sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import changes, parties, tables
from adapters.crm.catalogue.orders import ORDER
from adapters.crm.errors import InvalidFields
from adapters.crm.orders import commands, drafts, reading
from adapters.crm.orders.errors import OrderLocked
from adapters.crm.records import access
from adapters.crm.web import arrangements
from adapters.crm.web.orders import editor
from adapters.crm.web.orders.typed import PREFIX, Typed, read
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Conflict, EngineError, Invalid, NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.grid import changes_rows

IN_EXECUTION = ("approved", "executing", "delivered")


class OrderPages:
    """The views of /crm/orders/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("order", "view")
    def index(self) -> Response:
        """Orders in execution: in effect and not yet closed."""
        return RecordLists(self._site).respond(
            ORDER,
            arrange=arrangements.orders,
            where=[tables.order.c.state.in_(IN_EXECUTION)],
            here="orders",
            boxes=False,
        )

    @require("order", "add")
    def new(self) -> Response:
        """An empty order for a customer."""
        person = signed_in()
        with self._store.read() as connection:
            account_id = request.args.get("account_id", type=int) or request.args.get("account", 0, int)
            party = parties.find_account(connection, person, account_id)
            typed = editor.blank(self._today(), party, parties.contacts(connection, party.id))
            return self._form(connection, person, None, party, typed)

    @require("order", "add")
    def create(self) -> Response:
        """Save the new draft."""
        person = signed_in()
        account_id = request.form.get("account_id", 0, int)
        with self._store.read() as connection:
            party = parties.find_account(connection, person, account_id)
            typed = read(request.form, connection, self._today())
            if changes_rows(request.form, PREFIX):
                return self._form(connection, person, None, party, replace(typed, faults=[]))
            if typed.faults:
                return self._form(connection, person, None, party, typed, 422)
        try:
            with self._store.begin(by=person.id, action="crm.order.add") as tx:
                order_id = drafts.add(tx, person, account_id, typed.draft())
        except InvalidFields as refusal:
            with self._store.read() as connection:
                return self._form(connection, person, None, party, _marked(typed, refusal), 422)
        except EngineError as refusal:
            with self._store.read() as connection:
                flash(refusal.text(lang()), "bad")
                return self._form(connection, person, None, party, typed, refusal.status)
        return self._next(order_id, person)

    @require("order", "add")
    def from_quote(self, quote_id: int) -> Response:
        """The order of an approved quote."""
        person = signed_in()
        try:
            with self._store.begin(by=person.id, action="crm.order.from_quote") as tx:
                order_id = commands.start_from_quote(tx, self._site.processes, person, quote_id)
        except NotFound:
            raise
        except EngineError as refusal:
            flash(refusal.text(lang()), "bad")
            return redirect(url_for("crm.quote", quote_id=quote_id), code=303)
        return redirect(url_for("crm.order", order_id=order_id), code=303)

    @require("order", "view")
    def show(self, order_id: int) -> Response:
        """The editor, or the locked order with everything around it."""
        person = signed_in()
        with self._store.read() as connection:
            row = reading.find(connection, person, order_id)
            typed = editor.stored(row, reading.lines(connection, order_id))
            return self._form(connection, person, row, _party(connection, row), typed)

    @require("order", "edit")
    def save(self, order_id: int) -> Response:
        """Save, and submit if that was pressed. What was typed is never lost."""
        person = signed_in()
        with self._store.read() as connection:
            row = reading.find(connection, person, order_id, "edit")
            party = _party(connection, row)
            typed = read(request.form, connection, self._today())
            if row.state != "draft" and request.form.get("action") == "submit":
                return redirect(url_for("crm.order", order_id=order_id), code=303)  # a second click
            if changes_rows(request.form, PREFIX):
                return self._form(connection, person, row, party, replace(typed, faults=[]))
            if typed.faults:
                return self._form(connection, person, row, party, typed, 422)
        revision = request.form.get("revision", type=int)
        if revision is None:
            raise Invalid(field="revision", message="is missing", message_zh="缺失")
        try:
            with self._store.begin(by=person.id, action="crm.order.save") as tx:
                drafts.save(tx, person, order_id, typed.draft(), revision=revision)
        except InvalidFields as refusal:
            with self._store.read() as connection:
                return self._form(connection, person, row, party, _marked(typed, refusal), 422)
        except (Conflict, OrderLocked) as refusal:
            with self._store.read() as connection:
                row = reading.find(connection, person, order_id)
                return self._form(connection, person, row, party, typed, 409, conflict=refusal.text(lang()))
        return self._next(order_id, person)

    @require("order", "view")
    def recalculate(self) -> Response:
        """The computed cells and totals for what is typed right now; nothing is saved."""
        person = signed_in()
        with self._store.read() as connection:
            order_id = request.form.get("order_id", 0, int)
            row = reading.find(connection, person, order_id) if order_id else None
            account_id = row.account_id if row is not None else request.form.get("account_id", 0, int)
            party = (
                _party(connection, row)
                if row is not None
                else parties.find_account(connection, person, account_id)
            )
            page = self._page(connection, person, row, party, read(request.form, connection, self._today()))
        return Response(render_template("crm/orders/live.html", page=page), mimetype="text/html")

    @require("order", "submit")
    def withdraw(self, order_id: int) -> Response:
        """Take an order back while it is in approval."""
        return self._do(order_id, "withdraw", _("The order is a draft again."))

    @require("order", "edit")
    def take_up(self, order_id: int) -> Response:
        """Make a rejected order a draft again."""
        return self._do(order_id, "take_up", _("The order is a draft again."))

    @require("order", "cancel")
    def cancel(self, order_id: int) -> Response:
        """Ask for the end of an order; a reason is needed."""
        reason = request.form.get("reason", "").strip()
        if not reason:
            raise Invalid(field=_("Reason"), message="is needed", message_zh="必填")
        return self._do(order_id, "cancel", "", reason[:500])

    @require("order", "print")
    def sheet(self, order_id: int) -> Response:
        """The order as a sheet of paper."""
        person = signed_in()
        with self._store.read() as connection:
            row = reading.find(connection, person, order_id, "print")
            typed = editor.stored(row, reading.lines(connection, order_id))
            page = self._page(connection, person, row, _party(connection, row), typed)
            lines = reading.lines(connection, order_id)
        html = render_template("crm/orders/sheet.html", page=page, lines=lines)
        return Response(html, mimetype="text/html")

    def _do(self, order_id: int, what: str, done: str, reason: str = "") -> Response:
        person, processes = signed_in(), self._site.processes
        try:
            with self._store.begin(by=person.id, action=f"crm.order.{what}") as tx:
                if what == "withdraw":
                    commands.withdraw(tx, processes, person, order_id)
                elif what == "take_up":
                    commands.take_up(tx, person, order_id)
                else:
                    at_once = commands.cancel(tx, processes, person, order_id, reason)
                    done = (
                        _("The order is cancelled.") if at_once else _("The sales manager decides about it.")
                    )
        except NotFound:
            raise
        except EngineError as refusal:
            if refusal.status == 403:
                raise
            flash(refusal.text(lang()), "bad")
        else:
            flash(done, "ok")
        return redirect(url_for("crm.order", order_id=order_id), code=303)

    def _next(self, order_id: int, person: Person) -> Response:
        target = url_for("crm.order", order_id=order_id)
        if request.form.get("action") != "submit":
            flash(_("Saved."), "ok")
            return redirect(target, code=303)
        try:
            with self._store.begin(by=person.id, action="crm.order.submit") as tx:
                commands.submit(tx, self._site.processes, person, order_id)
        except EngineError as refusal:
            flash(refusal.text(lang()), "bad")
        else:
            flash(_("Submitted."), "ok")
        return redirect(target, code=303)

    def _form(
        self,
        connection: Connection,
        person: Person,
        row: Row[Any] | None,
        party: Row[Any],
        typed: Typed,
        status: int = 200,
        *,
        conflict: str = "",
    ) -> Response:
        page = self._page(connection, person, row, party, typed)
        html = render_template(
            "crm/orders/order.html",
            page=page,
            conflict=conflict,
            can=self._can(connection, person, row),
            process_url=self._site.processes.url(row.instance_id)
            if row is not None and row.instance_id
            else "",
        )
        return Response(html, status, mimetype="text/html")

    def _page(
        self, connection: Connection, person: Person, row: Row[Any] | None, party: Row[Any], typed: Typed
    ) -> editor.OrderPage:
        editable = row is None or (
            row.state == "draft" and access.allows(connection, person, ORDER, row.id, "edit")
        )
        return editor.page(
            connection,
            person=person,
            order=row,
            party=party,
            typed=typed,
            today=self._today(),
            editable=editable,
            recalculate=url_for("crm.price_order") if editable else "",
            errors={fault.field: fault.text(lang()) for fault in typed.faults},
            processes=self._site.processes,
        )

    def _can(self, connection: Connection, person: Person, row: Row[Any] | None) -> Mapping[str, bool]:
        if row is None:
            return {}
        lines = reading.lines(connection, row.id)
        ends = row.state in ("draft", "in_approval", "approved", "executing") and not row.cancel_reason
        return {
            "give_back": organisation.may(connection, person, "return", "add") is not None
            and any(line.delivered_quantity > line.returned_quantity for line in lines),
            "withdraw": row.state == "in_approval"
            and row.owner_id == person.id
            and self._site.processes.may_withdraw(connection, row.instance_id, person),
            "cancel": ends and access.allows(connection, person, ORDER, row.id, "cancel"),
            "take_up": row.state == "rejected" and access.allows(connection, person, ORDER, row.id, "edit"),
            "print": access.allows(connection, person, ORDER, row.id, "print"),
        }

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _party(connection: Connection, row: Row[Any]) -> Row[Any]:
    found = changes.row_of(connection, tables.account, row.account_id)
    assert found is not None
    return found


def _marked(typed: Typed, refusal: InvalidFields) -> Typed:
    """What was typed, with what the command found wrong."""
    return replace(typed, faults=[*typed.faults, *refusal.faults])
