"""Receipts: record and allocate on one page, undo, void; what is not allocated yet."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, func, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, collection, ledger, receipts, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.methods import methods
from adapters.crm.money_errors import (
    AllocationElsewhere,
    AllocationTooLarge,
    AlreadyRefunded,
    BooksClosed,
    ReceiptAllocated,
)
from adapters.crm.money_words import RECEIPT_STATES, RECEIPT_TONES
from adapters.crm.records import access
from adapters.crm.web import arrangements
from adapters.crm.web.money.parties import debtors
from adapters.crm.web.money.receipt_typed import PART, handlers, open_instalments, read_money, read_parts
from adapters.crm.web.money.typed import Posted
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from adapters.crm.web.spoken import choices
from adapters.crm.words import word
from engine import organisation
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

receipt = tables.receipt


class ReceiptPages:
    """The views of /crm/receipts/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("receipt", "view")
    def index(self) -> Response:
        """Receipts within one's reach; `?open` those that settle nothing yet."""
        return RecordLists(self._site).respond(
            catalogue.entity("receipt"),
            arrange=arrangements.receipts,
            where=[receipt.c.id.in_(_unallocated())] if "open" in request.args else [],
            template="crm/money/receipts.html",
            may_state=self._may("import"),
            new_url=url_for("crm.new_receipt"),
            new_label=_("New receipt"),
        )

    @require("receipt", "add")
    def new(self) -> Response:
        """An empty receipt, or one of a customer (`?account`)."""
        with self._store.read() as connection:
            account_id = request.args.get("account", 0, int)
            known = changes.row_of(connection, tables.account, account_id) if account_id else None
            typed = {"account": known.code if known else "", "received_on": self._today().isoformat()}
            return self._form(
                connection,
                {
                    **typed,
                    "method": "transfer",
                    "handler": signed_in().login,
                    "submission": secrets.token_hex(16),
                },
            )

    @require("receipt", "add")
    def suggest(self) -> Response:
        """The open instalments of the typed customer, with what the typed amount would settle."""
        form = request.form.to_dict()
        with self._store.read() as connection:
            return _html(
                render_template(
                    "crm/money/allocation.html", **open_instalments(connection, form, fresh=True), errors={}
                )
            )

    @require("receipt", "add")
    def create(self) -> Response:
        """Record and allocate. What was typed comes back when it is refused."""
        person = signed_in()
        form = request.form
        with self._store.read() as connection:
            posted, money = read_money(connection, form, person)
            parts = read_parts(form, posted)
            if posted.faults:
                return self._form(connection, form.to_dict(), posted.faults, status=422)
            touched = [_order_of(connection, plan_id) for plan_id, _amount in parts]
        try:
            with self._store.begin(by=person.id, action="crm.receipt.record") as tx:
                collection.hold(tx, self._site.processes, [one for one in touched if one])
                done = receipts.record(tx, money, parts)
                collection.paid(tx, self._site.processes, done.orders)
        except InvalidFields as refusal:
            with self._store.read() as connection:
                return self._form(connection, form.to_dict(), refusal.faults, status=422)
        except (AllocationTooLarge, AllocationElsewhere, BooksClosed) as refusal:
            with self._store.read() as connection:
                return self._form(
                    connection, form.to_dict(), refusal=refusal.text(lang()), status=refusal.status
                )
        flash(_("Recorded before.") if done.repeated else _("Recorded."), "ok")
        return redirect(url_for("crm.receipt", receipt_id=done.id), code=303)

    @require("receipt", "view")
    def show(self, receipt_id: int) -> Response:
        """One receipt: what it settled, and what it still may."""
        return self._shown(receipt_id)

    @require("receipt", "edit")
    def allocate(self, receipt_id: int) -> Response:
        """Settle more instalments with what is left of a receipt."""
        person = signed_in()
        with self._store.read() as connection:
            access.find(connection, person, catalogue.entity("receipt"), receipt_id, "edit")
            posted = Posted(form=request.form)
            parts = read_parts(request.form, posted)
            touched = [_order_of(connection, plan_id) for plan_id, _amount in parts]
        if posted.faults:
            return self._shown(receipt_id, posted.faults, status=422)
        try:
            with self._store.begin(by=person.id, action="crm.receipt.allocate") as tx:
                collection.hold(tx, self._site.processes, [one for one in touched if one])
                collection.paid(tx, self._site.processes, receipts.allocate(tx, receipt_id, parts))
        except (AllocationTooLarge, AllocationElsewhere) as refusal:
            return self._shown(receipt_id, refusal=refusal.text(lang()), status=409)
        flash(_("Allocated."), "ok")
        return redirect(url_for("crm.receipt", receipt_id=receipt_id), code=303)

    @require("receipt", "edit")
    def undo(self, receipt_id: int, allocation_id: int) -> Response:
        """Take an allocation back; the instalment is collected again."""
        person = signed_in()
        with self._store.read() as connection:
            access.find(connection, person, catalogue.entity("receipt"), receipt_id, "edit")
        try:
            with self._store.begin(by=person.id, action="crm.receipt.undo") as tx:
                order_id = receipts.undo_allocation(tx, allocation_id)
                collection.changed(tx, self._site.processes, order_id, by=person)
        except (AlreadyRefunded, BooksClosed) as refusal:
            return self._shown(receipt_id, refusal=refusal.text(lang()), status=refusal.status)
        flash(_("The allocation was taken back."), "ok")
        return redirect(url_for("crm.receipt", receipt_id=receipt_id), code=303)

    @require("receipt", "delete")
    def void(self, receipt_id: int) -> Response:
        """A receipt that never was."""
        person = signed_in()
        with self._store.read() as connection:
            access.find(connection, person, catalogue.entity("receipt"), receipt_id, "delete")
        try:
            with self._store.begin(by=person.id, action="crm.receipt.void") as tx:
                receipts.void(tx, receipt_id)
        except (ReceiptAllocated, BooksClosed) as refusal:
            return self._shown(receipt_id, refusal=refusal.text(lang()), status=refusal.status)
        flash(_("The receipt is void."), "ok")
        return redirect(url_for("crm.receipt", receipt_id=receipt_id), code=303)

    def _shown(
        self, receipt_id: int, faults: Sequence[Fault] = (), *, refusal: str = "", status: int = 200
    ) -> Response:
        with self._store.read() as connection:
            row = access.find(connection, signed_in(), catalogue.entity("receipt"), receipt_id)
            left = receipts.unallocated(connection, row)
            payer = changes.row_of(connection, tables.account, row.account_id)
            assert payer is not None
            known = {"account": payer.code, "amount": f"{left:.2f}", "currency": row.currency}
            html = render_template(
                "crm/money/receipt.html",
                row=row,
                party=payer,
                bank=changes.row_of(connection, tables.bank_account, row.bank_account_id),
                handler=organisation.person(connection, row.handler_id),
                left=left,
                allocations=receipts.allocations(connection, receipt_id),
                state=word(RECEIPT_STATES, row.state, lang()),
                tone=RECEIPT_TONES[row.state],
                method=word(methods(connection, in_use_too=True), row.method, lang()),
                errors={fault.field: fault.text(lang()) for fault in faults},
                refusal=refusal,
                may_edit=self._may("edit"),
                may_void=self._may("delete"),
                **open_instalments(
                    connection, {**request.form.to_dict(), **known}, fresh=not faults and not refusal
                ),
            )
        return _html(html, status)

    def _form(
        self,
        connection: Connection,
        typed: Mapping[str, str],
        faults: Sequence[Fault] = (),
        *,
        refusal: str = "",
        status: int = 200,
    ) -> Response:
        banks = [
            (str(row.id), f"{row.name} · {row.currency}")
            for row, _balance in ledger.bank_balances(connection)
            if row.active
        ]
        fresh = not any(name.startswith(PART) for name in typed)
        html = render_template(
            "crm/money/receipt_new.html",
            typed=typed,
            banks=banks,
            methods=choices(dict(methods(connection))),
            debtors=debtors(connection),
            handlers=[(one.login, one.label(lang())) for one in handlers(connection)],
            errors={fault.field: fault.text(lang()) for fault in faults},
            refusal=refusal,
            **open_instalments(connection, typed, fresh=fresh),
        )
        return _html(html, status)

    def _may(self, action: str) -> bool:
        with self._store.read() as connection:
            return organisation.may(connection, signed_in(), "receipt", action) is not None

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _unallocated() -> Any:
    given = tables.receipt_allocation
    settled = (
        select(func.coalesce(func.sum(given.c.amount), 0))
        .where(given.c.receipt_id == receipt.c.id, given.c.deleted_at.is_(None))
        .correlate(receipt)
        .scalar_subquery()
    )
    return select(receipt.c.id).where(receipt.c.state == "posted", receipt.c.amount > settled)


def _order_of(connection: Connection, plan_id: int) -> int | None:
    row = changes.row_of(connection, tables.payment_plan, plan_id)
    return None if row is None else row.order_id


def _html(html: str, status: int = 200) -> Response:
    return Response(html, status, mimetype="text/html")
