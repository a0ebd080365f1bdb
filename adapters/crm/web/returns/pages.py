"""One return: written from an order, followed through its process, inspected by the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import changes, tables
from adapters.crm.catalogue.returns import RETURN
from adapters.crm.errors import InvalidFields
from adapters.crm.orders import reading
from adapters.crm.records import access
from adapters.crm.records.lookups import codes
from adapters.crm.returns import commands, documents, rules, words
from adapters.crm.web.returns import typed
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Conflict, EngineError
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import formats, lang
from forms.shell import gettext as _

Act = Callable[[Transaction, Person], None]


class ReturnPages:
    """The views of /crm/returns/."""

    def __init__(self, *, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("return", "add")
    def new(self) -> Response:
        """An empty return of an order."""
        with self._store.read() as connection:
            order = reading.find(connection, signed_in(), request.args.get("order", 0, int))
            return self._draft_page(connection, order, None, {}, {})

    @require("return", "add")
    def create(self) -> Response:
        """Save or submit a new return."""
        person, submit = signed_in(), request.form.get("action") == "submit"
        with self._store.read() as connection:
            order = reading.find(connection, person, request.form.get("order_id", 0, int))
            there = rules.returnable(connection, order.id)
        try:
            with self._store.begin(by=person.id, action="crm.return.add") as tx:
                draft = typed.draft(tx.connection, request.form, there)
                return_id = commands.write(tx, self._site.processes, person, order.id, draft, submit=submit)
        except InvalidFields as faults:
            return self._again(order, None, faults)
        return self._next(return_id)

    @require("return", "view")
    def show(self, return_id: int) -> Response:
        """The draft to change, or the return with what is known of it."""
        person = signed_in()
        with self._store.read() as connection:
            row = documents.find(connection, person, return_id)
            if row.state == "draft" and access.allows(connection, person, RETURN, return_id, "edit"):
                order = changes.row_of(connection, tables.order, row.order_id)
                assert order is not None
                return self._draft_page(connection, order, row, _stored(connection, row), {})
            return self._page(connection, person, row, {}, {})

    @require("return", "edit")
    def save(self, return_id: int) -> Response:
        """Save or submit a draft."""
        person, submit = signed_in(), request.form.get("action") == "submit"
        with self._store.read() as connection:
            row = documents.find(connection, person, return_id, "edit")
            order = changes.row_of(connection, tables.order, row.order_id)
            there = rules.returnable(connection, row.order_id, without=return_id)
        assert order is not None
        revision = request.form.get("revision", 0, int)
        try:
            with self._store.begin(by=person.id, action="crm.return.save") as tx:
                draft = typed.draft(tx.connection, request.form, there)
                commands.change(
                    tx, self._site.processes, person, return_id, draft, revision=revision, submit=submit
                )
        except InvalidFields as faults:
            return self._again(order, row, faults)
        except Conflict as conflict:
            return self._again(order, row, conflict)
        return self._next(return_id)

    @require("return", "execute")
    def goods(self, return_id: int) -> Response:
        """The goods have come."""
        return self._act(
            return_id, "goods", lambda tx, me: commands.goods_came(tx, self._site.processes, me, return_id)
        )

    @require("return", "execute")
    def inspect(self, return_id: int) -> Response:
        """What was found of each line."""
        person = signed_in()
        with self._store.read() as connection:
            row = documents.find(connection, person, return_id, "execute")
            stored = documents.lines(connection, return_id)
        remark = request.form.get("inspection", "").strip()[: typed.LONGEST]
        try:
            with self._store.begin(by=person.id, action="crm.return.inspect") as tx:
                found = typed.findings(request.form, stored)
                commands.inspect(tx, self._site.processes, person, return_id, found, remark)
        except InvalidFields as faults:
            with self._store.read() as connection:
                return self._page(connection, person, row, request.form, faults.by_field(lang()), 422)
        return self._next(return_id)

    @require("return", "submit")
    def withdraw(self, return_id: int) -> Response:
        """The customer keeps the goods."""
        reason = request.form.get("reason", "").strip()[: typed.LONGEST]
        return self._act(
            return_id,
            "withdraw",
            lambda tx, me: commands.withdraw(tx, self._site.processes, me, return_id, reason),
        )

    @require("return", "approve")
    def reverse(self, return_id: int) -> Response:
        """Undo what was booked."""
        reason = request.form.get("reason", "").strip()[: typed.LONGEST]
        return self._act(
            return_id,
            "reverse",
            lambda tx, me: commands.reverse(tx, self._site.processes, me, return_id, reason),
        )

    def _act(self, return_id: int, name: str, act: Act) -> Response:
        person = signed_in()
        with self._store.begin(by=person.id, action=f"crm.return.{name}") as tx:
            act(tx, person)
        return self._next(return_id)

    def _next(self, return_id: int) -> Response:
        with self._store.read() as connection:
            row = documents.known(connection, return_id)
        flash(_("Return %(no)s: %(state)s", no=row.no, state=words.STATES[row.state][lang() == "en"]))
        return redirect(url_for("crm.return", return_id=return_id), code=303)

    def _again(self, order: Row[Any], row: Row[Any] | None, error: EngineError) -> Response:
        faults = error.by_field(lang()) if isinstance(error, InvalidFields) else {"": error.text(lang())}
        with self._store.read() as connection:
            return self._draft_page(connection, order, row, request.form, faults, error.status)

    def _draft_page(
        self,
        connection: Connection,
        order: Row[Any],
        row: Row[Any] | None,
        values: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        party = changes.row_of(connection, tables.account, order.account_id)
        html = render_template(
            "crm/returns/draft.html",
            order=order,
            row=row,
            party=party,
            values=values,
            faults=faults,
            lines=rules.returnable(connection, order.id, without=row.id if row else None),
            reasons=_choices(codes(connection, "return_reason")),
            kinds=_choices(words.KINDS),
            creditable=rules.creditable(connection, order.id, without=row.id if row else None),
            delivered=rules.delivered_on(connection, order),
            window=rules.window_days(connection),
            position=self._position(connection, row),
        )
        return Response(html, status, mimetype="text/html")

    def _page(
        self,
        connection: Connection,
        person: Person,
        row: Row[Any],
        values: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        may_execute = organisation.may(connection, person, "return", "execute") is not None
        allows = {
            name: access.allows(connection, person, RETURN, row.id, name) for name in ("submit", "approve")
        }
        html = render_template(
            "crm/returns/return.html",
            row=row,
            values=values,
            faults=faults,
            lines=documents.lines(connection, row.id),
            order=changes.row_of(connection, tables.order, row.order_id),
            party=changes.row_of(connection, tables.account, row.account_id),
            owner=organisation.person(connection, row.owner_id),
            reason=codes(connection, "return_reason", in_use_too=True).get(
                row.reason, (row.reason, row.reason)
            ),
            words=words,
            states=_choices(words.INSPECTED),
            dispositions=_choices(words.DISPOSITIONS),
            amounts=commands.amounts(connection, row),
            bookings=_entries(connection, row),
            position=self._position(connection, row),
            may_receive=may_execute and row.state == "awaiting_goods",
            may_inspect=may_execute and row.state == "received",
            may_withdraw=allows["submit"]
            and row.state in ("draft", "in_approval", "approved", "awaiting_goods"),
            may_reverse=allows["approve"]
            and commands.reversible(connection, row)
            and self._runs(connection, row),
        )
        return Response(html, status, mimetype="text/html")

    def _runs(self, connection: Connection, row: Row[Any]) -> bool:
        return bool(row.instance_id and self._site.processes.places(connection, row.instance_id))

    def _position(self, connection: Connection, row: Row[Any] | None) -> dict[str, Any] | None:
        if row is None or row.instance_id is None:
            return None
        processes = self._site.processes
        return {
            "url": processes.url(row.instance_id),
            "items": processes.items(connection, [row.instance_id]),
            "places": processes.places(connection, row.instance_id),
        }


def _stored(connection: Connection, row: Row[Any]) -> dict[str, str]:
    values = {"reason": row.reason, "kind": row.kind, "customer_wish": row.customer_wish}
    for line in documents.lines(connection, row.id):
        values[f"lines-{line.order_line_id}-quantity"] = formats().number(line.quantity)
        values[f"lines-{line.order_line_id}-serials"] = line.serials
    return values


def _entries(connection: Connection, row: Row[Any]) -> Any:
    ledger = tables.ledger_entry
    query = ledger.select().where(ledger.c.return_id == row.id).order_by(ledger.c.id)
    return connection.execute(query).all()


def _choices(found: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, pair[lang() == "en"]) for code, pair in found.items()]
