"""Bank statements: read into lines, looked at with the customers they match, booked or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import bank_statement, changes, collection, ledger, plans, receipts, tables
from adapters.crm.bank_statement import Match
from adapters.crm.errors import InvalidFields
from adapters.crm.importing import files
from adapters.crm.web.money.parties import debtors, party
from adapters.crm.web.site import Site
from engine.errors import EngineError, NotFound
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

LARGEST = 5_000_000
WHO, TICK = "account-", "line"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A line that waits, whom it matches, and what that would settle."""

    row: Row[Any]
    match: Match | None
    settles: Sequence[str] = ()
    typed: str = ""
    ticked: bool = False
    error: str = ""


class BankPages:
    """The views of /crm/receipts/bank/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("receipt", "import")
    def index(self) -> Response:
        """The lines that wait, each with its match."""
        return self._page({})

    @require("receipt", "import")
    def upload(self) -> Response:
        """Read a statement. Lines that are known already are not kept twice."""
        file, bank_id = request.files.get("files"), request.form.get("bank_account_id", 0, int)
        person = signed_in()
        try:
            data = b"" if file is None else file.stream.read(LARGEST)
            headings, rows = files.read("" if file is None else file.filename or "", data)
            statement = bank_statement.read(headings, rows)
            with self._store.begin(by=person.id, action="crm.bank.read") as tx:
                fresh, known = bank_statement.keep(tx, bank_id, statement.lines)
        except EngineError as refusal:
            flash(refusal.text(lang()), "bad")
            return redirect(url_for("crm.bank_lines"), code=303)
        told = _(
            "%(fresh)s new lines, %(known)s known ones, %(out)s without money received.",
            fresh=fresh,
            known=known,
            out=statement.outgoing,
        )
        faults = dict(statement.faults or {})
        if faults:
            numbers = ", ".join(str(number) for number in list(faults)[:20])
            told = f"{told} {_('Lines that could not be read: %(lines)s', lines=numbers)}"
        flash(told, "warn" if faults else "ok")
        return redirect(url_for("crm.bank_lines"), code=303)

    @require("receipt", "add")
    def book(self) -> Response:
        """Book the ticked lines, each in a transaction of its own; the others stay."""
        errors: dict[int, str] = {}
        booked = 0
        for line_id in request.form.getlist(TICK, int)[:200]:
            refused = self._book(line_id, request.form.get(f"{WHO}{line_id}", ""))
            booked += not refused
            if refused:
                errors[line_id] = refused
        if booked:
            flash(_("%(count)s receipts were recorded.", count=booked), "ok")
        if errors:
            return self._page(errors, 422)
        return redirect(url_for("crm.bank_lines"), code=303)

    @require("receipt", "add")
    def put_aside(self, line_id: int) -> Response:
        """No customer's money."""
        with self._store.begin(by=signed_in().id, action="crm.bank.set_aside") as tx:
            bank_statement.set_aside(tx, line_id, request.form.get("note", "").strip())
        return redirect(url_for("crm.bank_lines"), code=303)

    def _book(self, line_id: int, who: str) -> str:
        """Book one line; what is wrong with it, or nothing."""
        person = signed_in()
        with self._store.read() as connection:
            found = party(connection, who)
            if found is None:
                return str(_("Choose a customer: number or name."))
            open_ = connection.execute(receipts.open_instalments(found.id)).all()
        try:
            with self._store.begin(by=person.id, action="crm.bank.book") as tx:
                collection.hold(tx, self._site.processes, {one.order_id for one in open_})
                done = bank_statement.book(tx, line_id, found.id, person.id)
                if done is not None:
                    collection.paid(tx, self._site.processes, done[0].orders)
        except NotFound:
            raise
        except InvalidFields as refusal:
            return " · ".join(fault.text(lang()) for fault in refusal.faults)
        except EngineError as refusal:
            return refusal.text(lang())
        return ""

    def _page(self, errors: dict[int, str], status: int = 200) -> Response:
        with self._store.read() as connection:
            found = [self._waiting(connection, row, errors) for row in bank_statement.waiting(connection)]
            html = render_template(
                "crm/money/bank_lines.html",
                lines=found,
                banks=[
                    (
                        str(row.id),
                        f"{row.name if lang() == 'zh' else row.name_en or row.name} · {row.currency}",
                    )
                    for row, _balance in ledger.bank_balances(connection)
                    if row.active
                ],
                debtors=debtors(connection),
            )
        return Response(html, status, mimetype="text/html")

    def _waiting(self, connection: Connection, row: Row[Any], errors: dict[int, str]) -> Waiting:
        found = bank_statement.match(connection, row)
        typed = request.form.get(f"{WHO}{row.id}", "") if request.method == "POST" else ""
        return Waiting(
            row=row,
            match=found,
            settles=() if found is None else [_settles(connection, one) for one in found.pairs],
            typed=typed or (found.account.code if found else ""),
            ticked=str(row.id) in request.form.getlist(TICK) or (found is not None and found.certain),
            error=errors.get(row.id, ""),
        )


def _settles(connection: Connection, pair: tuple[int, Any]) -> str:
    """`DD-2026-0004 · 2 (paid in full)` or a part of it."""
    instalment = changes.row_of(connection, tables.payment_plan, pair[0])
    assert instalment is not None
    order = changes.row_of(connection, tables.order, instalment.order_id)
    assert order is not None
    part = "" if plans.rest(instalment) == pair[1] else f" ({_('part')})"
    return f"{order.no} · {instalment.seq}{part}"
