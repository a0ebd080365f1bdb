"""A page per kind of discount: its rules as one table, what they would do, saving, history and undo."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from adapters.crm import prices, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.discounting import checks, effects, sheet
from adapters.crm.discounting.errors import ChangedSince, NothingChanged
from adapters.crm.errors import Fault
from adapters.crm.pricing import Kind
from adapters.crm.records import access
from adapters.crm.web.products import discount_grid
from adapters.crm.web.products.discount_typed import PREFIX, TypedRules, read
from adapters.crm.web.site import Site
from adapters.crm.words import DISCOUNTS, STATES, word
from engine import organisation
from engine.errors import Conflict, NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.grid import Grid, GridRow, changes_rows

MOST_SUGGESTED = 500


class DiscountPages:
    """The views of /crm/discounts/."""

    def __init__(self, site: Site) -> None:
        self._store = site.store

    @require("discount", "view")
    def index(self) -> Response:
        """The first kind."""
        return redirect(url_for("crm.discounts", kind=sheet.KINDS[0]))

    @require("discount", "view")
    def show(self, kind: str) -> Response:
        """The stored rules of a kind."""
        known = _kind(kind)
        with self._store.read() as connection:
            rules = sheet.stored(connection, known)
            rows = discount_grid.rows(connection, known, rules)
            typed = TypedRules(rows=rows, rules=rules, faults=[])
            return self._page(connection, known, typed, seen=sheet.stamp(connection, known))

    @require("discount", "edit")
    def live(self, kind: str) -> Response:
        """What the typed rules say and would do; nothing is saved."""
        known = _kind(kind)
        with self._store.read() as connection:
            typed = read(request.form, connection, known)
            context = self._tried(connection, known, typed)
        return Response(render_template("crm/products/discount_live.html", **context), mimetype="text/html")

    @require("discount", "edit")
    def save(self, kind: str) -> Response:
        """Save the whole table with a reason. What was typed is never lost."""
        known, person = _kind(kind), signed_in()
        seen, reason = request.form.get("seen", ""), request.form.get("reason", "").strip()[:500]
        with self._store.read() as connection:
            typed = read(request.form, connection, known)
            if changes_rows(request.form, PREFIX) or request.form.get("action") == "try":
                shown = TypedRules(rows=typed.rows, rules=typed.rules, faults=())
                return self._page(connection, known, shown, seen=seen, reason=reason, tried=typed)
            context = self._tried(connection, known, typed, preview=False)
            bad = any(one.gravity == "bad" for one in context["findings"])
            if typed.faults or bad or not reason:
                return self._page(connection, known, typed, seen=seen, reason=reason, status=422, tried=typed)
        try:
            with self._store.begin(by=person.id, action=f"crm.discounts.{known}") as tx:
                sheet.save(tx, person, known, typed.rules, seen=seen, reason=reason)
        except (Conflict, NothingChanged) as refusal:
            with self._store.read() as connection:
                return self._page(
                    connection,
                    known,
                    typed,
                    seen=seen,
                    reason=reason,
                    status=refusal.status,
                    refused=refusal.text(lang()),
                )
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.discounts", kind=known), code=303)

    @require("discount", "edit")
    def undo(self, kind: str, revision_id: int) -> Response:
        """Bring back what the table was before one saving."""
        known, person = _kind(kind), signed_in()
        try:
            with self._store.begin(by=person.id, action="crm.discounts.undo") as tx:
                sheet.undo(tx, person, revision_id)
        except (ChangedSince, NothingChanged) as refusal:
            flash(refusal.text(lang()), "bad")
        else:
            flash(_("Undone."), "ok")
        return redirect(url_for("crm.discounts", kind=known), code=303)

    def _tried(
        self, connection: Connection, kind: Kind, typed: TypedRules, *, preview: bool = True
    ) -> dict[str, Any]:
        """Findings and effect of typed rules; only of sound ones, since half a rule says nothing."""
        findings, effect = [], effects.Effect()
        if not typed.faults:
            most = prices.policy(connection).most
            findings = checks.findings(connection, kind, typed.rules, most=most, today=self._today())
            if preview:
                effect = effects.effect(connection, signed_in(), kind, typed.rules, self._today())
        return {
            "kind": kind,
            "findings": findings,
            "effect": effect,
            "faults": [_told(typed, fault) for fault in typed.faults],
            "state_word": lambda code: word(STATES, code, lang()),
        }

    def _page(
        self,
        connection: Connection,
        kind: Kind,
        typed: TypedRules,
        *,
        seen: str,
        reason: str = "",
        refused: str = "",
        status: int = 200,
        tried: TypedRules | None = None,
    ) -> Response:
        person = signed_in()
        editable = organisation.may(connection, person, "discount", "edit") is not None
        html = render_template(
            "crm/products/discounts.html",
            kinds=[(one, word(DISCOUNTS, one, lang())) for one in sheet.KINDS],
            grid=self._grid(connection, kind, typed, editable=editable),
            editable=editable,
            seen=seen,
            reason=reason,
            reason_missing=status == 422 and not reason,
            refused=refused,
            status=status,
            history=[
                (row, organisation.person(connection, row.created_by_id) if row.created_by_id else None)
                for row in sheet.history(connection, kind)
            ],
            wares=_wares(connection) if editable else (),
            accounts=_accounts(connection, kind) if editable else (),
            combination=prices.policy(connection).combination,
            **self._tried(connection, kind, tried or typed, preview=editable),
        )
        return Response(html, status, mimetype="text/html")

    def _grid(self, connection: Connection, kind: Kind, typed: TypedRules, *, editable: bool) -> Grid:
        told = {fault.field: fault.text(lang()) for fault in typed.faults}
        rows = [_marked(row, told) for row in typed.rows]
        return Grid(
            prefix=PREFIX,
            columns=discount_grid.columns(connection, kind),
            rows=rows,
            label=word(DISCOUNTS, kind, lang()),
            read_only=not editable,
            recalculate=url_for("crm.try_discounts", kind=kind) if editable else "",
        )

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _kind(text: str) -> Kind:
    for kind in sheet.KINDS:
        if kind == text:
            return kind
    raise NotFound(what="kind of discount", what_zh="折扣种类", id=text[:40])


def _marked(row: GridRow, told: dict[str, str]) -> GridRow:
    wrong = {cell: told[name] for cell in row.values if (name := f"{PREFIX}-{row.index}-{cell}") in told}
    return GridRow(values=row.values, id=row.id, index=row.index, is_new=row.is_new, errors=wrong)


def _told(typed: TypedRules, fault: Fault) -> str:
    """A fault with the place of its row, for where it cannot stand at its cell."""
    index = fault.field.split("-")[1]
    places = [place for place, row in enumerate(typed.rows, start=1) if str(row.index) == index]
    return str(_("Row %(row)s: %(fault)s", row=places[0] if places else "?", fault=fault.text(lang())))


def _wares(connection: Connection) -> list[tuple[str, str]]:
    """Codes and names of what a rule can be about."""
    found: list[tuple[str, str]] = []
    for table in (tables.category, tables.product):
        query = select(table).where(table.c.deleted_at.is_(None)).order_by(table.c.code)
        found += [
            (row.code, row.name if lang() == "zh" else row.name_en or row.name)
            for row in connection.execute(query.limit(MOST_SUGGESTED))
        ]
    return found


def _accounts(connection: Connection, kind: Kind) -> list[tuple[str, str]]:
    account = tables.account
    query = access.readable(connection, signed_in(), ACCOUNT).order_by(account.c.code)
    if kind == "agent":
        query = query.where(account.c.kind == "agent")
    return [
        (row.code, row.name if lang() == "zh" else row.name_en or row.name)
        for row in connection.execute(query.limit(MOST_SUGGESTED))
    ]
