"""Payments out: the list, choosing what is open to be paid, the page of one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, commissions, payments, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.methods import methods
from adapters.crm.money_errors import NotOpen, PaymentTooLarge
from adapters.crm.money_words import PAYMENT_KINDS, PAYMENT_STATES, PAYMENT_TONES
from adapters.crm.payments import Wish
from adapters.crm.records import access
from adapters.crm.web import arrangements
from adapters.crm.web.money.typed import Posted
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from adapters.crm.web.spoken import choices
from adapters.crm.words import word
from engine import organisation
from engine.errors import EngineError
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

payment = tables.payment_out
KEY = "payment_out"
#: Kinds that are typed by hand; refunds come from returns, commissions from orders.
BY_HAND = ("expense", "other")


class PaymentPages:
    """The views of /crm/payments/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("payment", "view")
    def index(self) -> Response:
        """All payments."""
        return RecordLists(self._site).respond(
            catalogue.entity("payment"),
            arrange=arrangements.payments,
            new_url=url_for("crm.new_payment"),
            new_label=_("New payment"),
        )

    @require("payment", "add")
    def new(self) -> Response:
        """What is open to be paid: returns, commissions, or an expense by hand."""
        return self._form({"submission": secrets.token_hex(16), "kind": "expense", "method": "transfer"})

    @require("payment", "add")
    def create(self) -> Response:
        """Ask for a payment; its process begins in the same transaction."""
        person = signed_in()
        form = request.form
        posted = Posted(form=form)
        try:
            with self._store.begin(by=person.id, action="crm.payment.request") as tx:
                wish, earned = _wish(tx.connection, form, posted)
                posted.demand_sound()
                payment_id, new = payments.request(tx, wish, commissions=earned)
                if new:
                    row = changes.row_of(tx.connection, payment, payment_id)
                    assert row is not None
                    facts = {"payment_id": payment_id, "applicant": person.login}
                    self._site.processes.start_in(tx, KEY, facts, business_key=row.no, by=person)
        except InvalidFields as refusal:
            return self._form(form.to_dict(), refusal.faults, status=422)
        except (PaymentTooLarge, NotOpen) as refusal:
            return self._form(form.to_dict(), refusal=refusal, status=refusal.status)
        flash(_("Submitted for approval."), "ok")
        return redirect(url_for("crm.payment", payment_id=payment_id), code=303)

    @require("payment", "view")
    def show(self, payment_id: int) -> Response:
        """One payment, and who is waited for."""
        with self._store.read() as connection:
            row = access.find(connection, signed_in(), catalogue.entity("payment"), payment_id)
            running = self._site.processes.running(connection, KEY, row.no) or row.instance_id
            items = self._site.processes.items(connection, [running] if running else [])
            html = render_template(
                "crm/money/payment.html",
                row=row,
                party=row.account_id and changes.row_of(connection, tables.account, row.account_id),
                back=row.return_id and changes.row_of(connection, tables.return_order, row.return_id),
                bank=row.bank_account_id
                and changes.row_of(connection, tables.bank_account, row.bank_account_id),
                asked=row.created_by_id and organisation.person(connection, row.created_by_id),
                handler=row.handler_id and organisation.person(connection, row.handler_id),
                items=items,
                process=self._site.processes.url(running) if running else "",
                kind=word(PAYMENT_KINDS, row.kind, lang()),
                method=word(methods(connection, in_use_too=True), row.method, lang()),
                state=word(PAYMENT_STATES, row.state, lang()),
                tone=PAYMENT_TONES[row.state],
            )
        return Response(html, mimetype="text/html")

    def _form(
        self,
        typed: Mapping[str, str],
        faults: Sequence[Fault] = (),
        *,
        refusal: EngineError | None = None,
        status: int = 200,
    ) -> Response:
        with self._store.read() as connection:
            people = {one.id: one for one in organisation.everyone(connection)}
            html = render_template(
                "crm/money/payment_new.html",
                typed=typed,
                kinds=[one for one in choices(PAYMENT_KINDS) if one[0] in BY_HAND],
                methods=choices(dict(methods(connection))),
                refunds=[
                    (row, room, changes.row_of(connection, tables.account, row.account_id))
                    for row, room in payments.open_refunds(connection)
                ],
                commissions=_by_person(connection),
                people=people,
                errors={fault.field: fault.text(lang()) for fault in faults},
                refusal=refusal.text(lang()) if refusal else "",
            )
        return Response(html, status, mimetype="text/html")


def _wish(connection: Connection, form: Mapping[str, str], posted: Posted) -> tuple[Wish, list[int]]:
    """What is asked for: a return's refund, a person's commissions, or what was typed."""
    submission = posted.text("submission", 64) or None
    if form.get("return_id", "").isdecimal():
        wish = payments.refund_of_return(connection, int(form["return_id"]))
        return replace(wish, submission=submission), []
    if form.get("person_id", "").isdecimal():
        return _commission(connection, int(form["person_id"]), form.get("currency", "CNY"), submission)
    wish = Wish(
        kind=posted.choice("kind", dict.fromkeys(BY_HAND)),
        amount=posted.amount("amount"),
        payee=posted.text("payee", needed=True),
        payee_bank=posted.text("payee_bank"),
        payee_no=posted.text("payee_no", 64),
        method=posted.choice("method", methods(connection)),
        remark=posted.text("remark", 2000),
        submission=submission,
    )
    return wish, []


def _commission(
    connection: Connection, person_id: int, currency: str, submission: str | None
) -> tuple[Wish, list[int]]:
    rows = [
        row
        for row in commissions.open_rows(connection)
        if (row.person_id, row.currency) == (person_id, currency)
    ]
    person = organisation.person(connection, person_id)
    total = sum((row.amount for row in rows), Decimal(0))
    if total <= 0 or person is None:
        raise NotOpen
    remark = ", ".join(row.order_no for row in rows)[:2000]
    wish = Wish(
        kind="commission",
        amount=total,
        payee=person.name,
        currency=currency,
        remark=remark,
        submission=submission,
    )
    return wish, [row.id for row in rows]


def _by_person(connection: Connection) -> list[tuple[int, str, Decimal, int]]:
    """Open commissions that come to something: person, currency, sum, how many."""
    sums: dict[tuple[int, str], list[Decimal]] = {}
    for row in commissions.open_rows(connection):
        sums.setdefault((row.person_id, row.currency), []).append(row.amount)
    found = [(who, currency, sum(each, Decimal(0)), len(each)) for (who, currency), each in sums.items()]
    return [one for one in found if one[2] > 0]
