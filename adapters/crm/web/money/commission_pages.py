"""Commissions: what a period earned its salespeople, by the rule, and what is open to be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import catalogue, commissions
from adapters.crm.commissions import PAYABLE, SOURCES, Line, Rule
from adapters.crm.web.money.table_file import demand_kind, note, table_file
from adapters.crm.web.money.typed import Posted, day_asked
from adapters.crm.web.records.titles import titles
from adapters.crm.web.site import Site
from adapters.crm.web.spoken import choices
from adapters.crm.words import word
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

SHOWN = 200  # lines on the page; the file has all


@dataclass(kw_only=True)
class Earner:
    """What one person earned in one currency, and what is open to be paid."""

    person_id: int
    name: str
    currency: str
    orders: int = 0
    gross: Decimal = Decimal(0)
    base: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    payable: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for."""

    source: str
    since: date
    until: date
    person_id: int | None

    def address(self, **other: Any) -> dict[str, Any]:
        """The same as parameters of an address."""
        mine = {"by": self.source, "since": self.since, "until": self.until, "person": self.person_id}
        return {**mine, **other}


class CommissionPages:
    """The views of /crm/commissions/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("commission", "view")
    def index(self) -> Response:
        """By person, then line by line; `?person` shows the lines of one."""
        return self._page()

    @require("commission", "export")
    def file(self, kind: str) -> Response:
        """The lines as CSV or XLSX; who took them is kept."""
        person, asked = signed_in(), self._asked()
        demand_kind(kind)
        with self._store.begin(by=person.id, action="crm.commission.export") as tx:
            rows = _rows(tx.connection, _lines(tx.connection, person, asked))
            query = f"{asked.source} {asked.since}/{asked.until}"
            note(tx, person, name="commissions", query=query, kind=kind, count=len(rows))
        name = f"commissions-{asked.source}-{asked.since}-{asked.until}"
        return table_file(_columns(), rows, title=_("Commissions"), name=name, kind=kind)

    @require("commission", "edit")
    def set_rule(self) -> Response:
        """The share, and when a commission may be paid. What was booked stays."""
        posted = Posted(form=request.form)
        ratio = posted.percent("ratio")
        payable = posted.choice("payable", PAYABLE)
        if posted.faults:
            return self._page({fault.field: fault.text(lang()) for fault in posted.faults}, status=422)
        with self._store.begin(by=signed_in().id, action="crm.commission.rule") as tx:
            changed = commissions.set_rule(tx, Rule(ratio=ratio, payable=payable))
        flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
        return redirect(url_for("crm.commissions"), code=303)

    def _page(self, errors: Mapping[str, str] = {}, status: int = 200) -> Response:
        person, asked = signed_in(), self._asked()
        with self._store.read() as connection:
            lines = _lines(connection, person, asked)
            held = commissions.rule(connection)
            people = commissions.earners(connection, person)
            rights = {
                action: organisation.may(connection, person, "commission", action) is not None
                for action in ("edit", "export")
            }
            html = render_template(
                "crm/money/commissions.html",
                asked=asked,
                earners=_earners(connection, lines, people, asked),
                lines=_rows(connection, lines[:SHOWN]) if asked.person_id else [],
                more=max(0, len(lines) - SHOWN),
                whose=organisation.person(connection, asked.person_id) if asked.person_id else None,
                rule=held,
                payable=word(PAYABLE, held.payable, lang()),
                payables=choices(PAYABLE),
                sources=[
                    {"key": key, "label": label, "href": url_for("crm.commissions", **asked.address(by=key))}
                    for key, label in choices(SOURCES)
                ],
                typed=request.form,
                errors=errors,
                may_edit=rights["edit"],
                may_export=rights["export"],
            )
        return Response(html, status, mimetype="text/html")

    def _asked(self) -> Asked:
        today = self._store.clock.now().astimezone(COMPANY_ZONE).date()
        source, person = request.args.get("by", ""), request.args.get("person", "")
        return Asked(
            source=source if source in SOURCES else "receipts",
            since=day_asked("since") or today.replace(month=1, day=1),
            until=day_asked("until") or today,
            person_id=int(person) if person.isdecimal() and len(person) < 19 else None,
        )


def _lines(connection: Connection, person: Person, asked: Asked) -> list[Line]:
    """The lines that are asked for, as far as the person may see them."""
    people = commissions.earners(connection, person)
    if asked.person_id is not None:
        people &= {asked.person_id}
    return commissions.earned(connection, asked.source, asked.since, asked.until, people)


def _earners(
    connection: Connection, lines: Sequence[Line], people: frozenset[int], asked: Asked
) -> list[Earner]:
    names = {one.id: one.label(lang()) for one in organisation.everyone(connection)}
    found: dict[tuple[int, str], Earner] = {}

    def of(person_id: int, currency: str) -> Earner:
        new = Earner(person_id=person_id, name=names.get(person_id, "–"), currency=currency)
        return found.setdefault((person_id, currency), new)

    orders: dict[tuple[int, str], set[int]] = {}
    for line in lines:
        one = of(line.person_id, line.currency)
        one.gross, one.base, one.amount = (
            one.gross + line.gross,
            one.base + line.base,
            one.amount + line.amount,
        )
        orders.setdefault((line.person_id, line.currency), set()).add(line.order_id)
    for row in commissions.open_rows(connection):
        if row.person_id in people and asked.person_id in (None, row.person_id):
            of(row.person_id, row.currency).payable += row.amount
    for key, one in found.items():
        one.orders = len(orders.get(key, ()))
    return sorted(found.values(), key=lambda one: (-one.amount, one.name))


def _rows(connection: Connection, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines with names, as the page and the file show them."""
    people = {one.id: one.label(lang()) for one in organisation.everyone(connection)}
    accounts = catalogue.entity("account")
    customers = titles(connection, accounts, [line.account_id for line in lines])
    return [
        {
            "person": people.get(line.person_id, "–"),
            "on": line.on,
            "document": line.document,
            "order": line.order_no,
            "order_id": line.order_id,
            "customer": customers.get(line.account_id, ""),
            "gross": line.gross,
            "base": line.base,
            "ratio": line.ratio,
            "amount": line.amount,
            "currency": line.currency,
        }
        for line in lines
    ]


def _columns() -> dict[str, str]:
    return {
        "person": _("Employee"),
        "on": _("Date"),
        "document": _("Document"),
        "order": _("Order"),
        "customer": _("Customer"),
        "gross": _("Amount with tax"),
        "base": _("Base"),
        "ratio": _("Share"),
        "amount": _("Commission"),
        "currency": _("Currency"),
    }
