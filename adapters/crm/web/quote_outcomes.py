"""What comes of a quote: sent by hand, the customer's answer, its versions side by side, the approval sheet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import changes, quote_versions, quotes, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.web import editor, quote_commands
from adapters.crm.web.hooks import Hooks
from adapters.crm.web.quote_commands import Answer
from adapters.crm.web.typed import decimal
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

_FIELDS = ("answer", "note", "competitor", "price_gap")


class QuoteOutcomes:
    """The views below /crm/quotes/<id>/ that follow an approval."""

    def __init__(self, *, store: Store, hooks: Hooks) -> None:
        self._store = store
        self._hooks = hooks

    @require("quote", "submit")
    def answer(self, quote_id: int) -> Response:
        """The form for the customer's answer."""
        person = signed_in()
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id, "submit")
            typed = {**dict.fromkeys(_FIELDS, ""), "answer": request.args.get("answer", "")}
            return _form(connection, row, typed, {})

    @require("quote", "submit")
    def tell(self, quote_id: int) -> Response:
        """Pass the customer's answer on to the process."""
        person = signed_in()
        typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
        try:
            with self._store.begin(by=person.id, action="crm.quote.answer") as tx:
                quote_commands.tell_answer(tx, person, self._hooks, quote_id, _read(typed))
        except InvalidFields as refusal:
            with self._store.read() as connection:
                row = quotes.find(connection, person, quote_id, "submit")
                return _form(connection, row, typed, refusal.by_field(lang()), 422)
        flash(_("The customer's answer was noted."), "ok")
        return redirect(url_for("crm.quote", quote_id=quote_id), code=303)

    @require("quote", "submit")
    def note_sent(self, quote_id: int) -> Response:
        """The quote was sent otherwise than by our mail."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.quote.sent") as tx:
            quote_commands.note_sent(tx, person, self._hooks, quote_id, request.form.get("how", ""))
        flash(_("Noted as sent."), "ok")
        return redirect(url_for("crm.quote", quote_id=quote_id), code=303)

    @require("quote", "view")
    def versions(self, quote_id: int) -> Response:
        """Two versions side by side: the last two submitted ones, or those asked for; 0 = the quote as it is."""
        person = signed_in()
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id)
            known = {kept.version: kept.content for kept in quote_versions.of_quote(connection, quote_id)}
            if row.version not in known:
                known[row.version] = quote_versions.present(connection, row)
        numbers = sorted(known)
        right = request.args.get("right", numbers[-1], int)
        left = request.args.get("left", max([n for n in numbers if n < right], default=right), int)
        left, right = (each if each in known else numbers[-1] for each in (left, right))
        html = render_template(
            "crm/quote_versions.html",
            quote=row,
            numbers=numbers,
            left=left,
            right=right,
            before=known[left],
            after=known[right],
            rows=_rows(known[left], known[right]),
            differs=quote_versions.differences(known[left], known[right]),
            decimal=Decimal,
        )
        return Response(html, mimetype="text/html")

    @require("quote", "print")
    def approval_sheet(self, quote_id: int) -> Response:
        """Who decided what about the quote, as a sheet of paper to be filed."""
        person = signed_in()
        with self._store.read() as connection:
            row = quotes.find(connection, person, quote_id, "print")
            party = changes.row_of(connection, tables.account, row.account_id)
            assert party is not None
            page = editor.reading(connection, person=person, quote=row, party=party)
            lines = quotes.lines(connection, quote_id)
        record = self._hooks.approval_record(quote_id) if self._hooks.approval_record else ()
        html = render_template("crm/quote_approval_sheet.html", page=page, lines=lines, record=record)
        return Response(html, mimetype="text/html")


def _read(typed: Mapping[str, str]) -> Answer:
    gap = decimal(typed["price_gap"]) if typed["price_gap"] else None
    if typed["price_gap"] and gap is None:
        fault = Fault(field="price_gap", zh="请填写数字，例如 1200.50", en="a number, such as 1200.50")
        raise InvalidFields([fault])
    return Answer(answer=typed["answer"], note=typed["note"], competitor=typed["competitor"], price_gap=gap)


def _form(
    connection: Connection,
    row: Row[Any],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    rival = tables.competitor
    query = select(rival.c.name).where(rival.c.deleted_at.is_(None)).order_by(rival.c.name).limit(200)
    html = render_template(
        "crm/quote_answer.html",
        quote=row,
        party=changes.row_of(connection, tables.account, row.account_id),
        typed=typed,
        errors=errors,
        rivals=list(connection.scalars(query)),
    )
    return Response(html, status, mimetype="text/html")


def _rows(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """The lines of both versions next to each other, by product."""
    old = {line["key"]: line for line in before["lines"]}
    new = {line["key"]: line for line in after["lines"]}
    return [(old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]
