"""The payment plan of an order, the plans of all orders, an instalment with its dunning log and letters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, collection, dunning, ledger, plans, receipts, tables
from adapters.crm.money_errors import InstalmentLocked, OrderWithoutPlan, PlanTotals
from adapters.crm.money_words import CHANNELS, EVENTS, LEVELS, PLAN_STATES, PLAN_TONES
from adapters.crm.plans import Instalment
from adapters.crm.records import access
from adapters.crm.web import arrangements
from adapters.crm.web.money.typed_plan import PREFIX, TypedPlan, read_plan
from adapters.crm.web.records.lists import RecordLists
from adapters.crm.web.site import Site
from adapters.crm.web.spoken import choices
from adapters.crm.words import word
from engine import organisation
from engine.errors import Conflict, EngineError, NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.grid import Grid, GridColumn, GridRow, changes_rows

plan = tables.payment_plan
WORDS = {"state": PLAN_STATES, "channel": CHANNELS, "event": EVENTS}


class PlanPages:
    """The views of /crm/plans/ and of an order's plan."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("ledger", "view")
    def index(self) -> Response:
        """All instalments within one's reach."""
        return RecordLists(self._site).respond(
            catalogue.entity("payment_plan"),
            arrange=lambda spec: arrangements.instalments(spec, self._today()),
            here="plans",
        )

    @require("ledger", "view")
    def show(self, plan_id: int) -> Response:
        """One instalment: what came in, what was said, what comes next."""
        person = signed_in()
        with self._store.read() as connection:
            row = access.find(connection, person, catalogue.entity("payment_plan"), plan_id)
            found = dunning.debt(connection, plan_id)
            if found is None:
                raise NotFound(what="instalment", what_zh="回款计划", id=plan_id)
            steps = dunning.moments(connection, found) if row.due_on else {}
            roots = [] if row.instance_id is None else [row.instance_id]
            return _page(
                "crm/money/plan.html",
                debt=found,
                row=row,
                state=plans.state_of(row, self._today()),
                log=dunning.of_plan(connection, plan_id),
                people={one.id: one for one in organisation.everyone(connection)},
                receipts=_allocations(connection, plan_id),
                steps=steps,
                items=self._site.processes.items(connection, roots),
                process=self._site.processes.url(roots[0]) if roots else "",
                letters=[
                    (level, text)
                    for level in (1, 2, 3)
                    if (text := self._letter(connection, found, level)) is not None
                ],
                level_word=_level_word,
            )

    @require("ledger", "view")
    def letter(self, plan_id: int, level: int) -> Response:
        """A dunning letter as a sheet of paper: as it was sent, or as it would be sent today."""
        with self._store.read() as connection:
            access.find(connection, signed_in(), catalogue.entity("payment_plan"), plan_id)
            found = dunning.debt(connection, plan_id)
            text = (
                self._letter(connection, found, level) if found is not None and level in (1, 2, 3) else None
            )
            if text is None:
                raise NotFound(what="letter", what_zh="催款函", id=level)
            return _page(
                "crm/money/letter.html",
                subject=text[0],
                body=text[1],
                debt=found,
                sent=dunning.noted(connection, plan_id, level),
                on=self._today(),
                back=url_for("crm.plan", plan_id=plan_id),
            )

    def _letter(self, connection: Connection, found: dunning.Debt, level: int) -> tuple[str, str] | None:
        """Subject and text as sent, or as they would be sent today; none where nothing is owed any more."""
        sent = dunning.noted(connection, found.plan.id, level)
        if sent is not None and sent.text:
            return sent.subject, sent.text
        if found.rest <= 0:
            return None
        return dunning.letter(connection, found, level, lang(), self._today())

    @require("ledger", "view")
    def edit(self, order_id: int) -> Response:
        """The plan of an order."""
        person = signed_in()
        with self._store.read() as connection:
            order = access.find(connection, person, catalogue.entity("order"), order_id)
            stored = plans.of_order(connection, order_id)
            rows: list[Any] = list(stored) or plans.propose(connection, order)
            typed = TypedPlan(
                rows=[_grid_row(row, n) for n, row in enumerate(rows)], instalments=[], faults=[]
            )
            return self._editor(connection, order, typed, plans.stamp(stored), total=_total(rows))

    @require("order", "edit")
    def save(self, order_id: int) -> Response:
        """Save the plan; its process takes it from there. What was typed comes back when it is refused."""
        person = signed_in()
        seen = request.form.get("seen", "")
        with self._store.read() as connection:
            order = access.find(connection, person, catalogue.entity("order"), order_id, "edit")
            typed = read_plan(request.form, plans.target(connection, order))
            if changes_rows(request.form, PREFIX):
                return self._editor(connection, order, typed, seen, total=typed.total, check=False)
            if typed.faults:
                return self._editor(connection, order, typed, seen, total=typed.total, status=422)
        try:
            with self._store.begin(by=person.id, action="crm.plan.save") as tx:
                collection.hold(tx, self._site.processes, [order_id])
                if plans.save(tx, order_id, typed.instalments, seen=seen):
                    collection.changed(tx, self._site.processes, order_id, by=person)
        except (PlanTotals, InstalmentLocked, OrderWithoutPlan, Conflict) as refusal:
            with self._store.read() as connection:
                return self._editor(
                    connection,
                    order,
                    typed,
                    seen,
                    total=typed.total,
                    refusal=refusal,
                    status=refusal.status,
                )
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.order_plan", order_id=order_id), code=303)

    @require("order", "view")
    def live(self, order_id: int) -> Response:
        """What is missing to the order's total, for what is typed right now."""
        with self._store.read() as connection:
            order = access.find(connection, signed_in(), catalogue.entity("order"), order_id)
            target = plans.target(connection, order)
        typed = read_plan(request.form, target)
        return _page("crm/money/plan_live.html", order=order, target=target, total=typed.total)

    def _editor(
        self,
        connection: Connection,
        order: Row[Any],
        typed: TypedPlan,
        seen: str,
        *,
        total: Decimal,
        refusal: EngineError | None = None,
        check: bool = True,
        status: int = 200,
    ) -> Response:
        errors = {fault.field: fault.text(lang()) for fault in typed.faults} if check else {}
        may_edit = access.allows(connection, signed_in(), catalogue.entity("order"), order.id, "edit")
        party = changes.row_of(connection, tables.account, order.account_id)
        return _page(
            "crm/money/order_plan.html",
            status,
            order=order,
            party=party,
            grid=_grid(typed, errors, order.id, read_only=not may_edit or order.state in plans.CLOSED_ORDERS),
            errors=errors,
            refusal=refusal.text(lang()) if refusal else "",
            target=plans.target(connection, order),
            total=total,
            seen=seen,
            account=ledger.order_account(connection, order.id),
            credit=receipts.credit_of(connection, order.account_id),
            stored=plans.of_order(connection, order.id),
            state_of=lambda row: plans.state_of(row, self._today()),
        )

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _grid(typed: TypedPlan, errors: dict[str, str], order_id: int, *, read_only: bool) -> Grid:
    columns = [
        GridColumn(key="event", label=_("Condition"), kind="choice", options=choices(EVENTS), required=True),
        GridColumn(key="event_days", label=_("Days after"), kind="number", width="narrow"),
        GridColumn(key="due_on", label=_("Due"), placeholder="2026-12-18", note=_("empty until it happens")),
        GridColumn(key="amount", label=_("Amount"), kind="number", required=True, note=_("or a share: 30 %")),
        GridColumn(key="remark", label=_("Remark"), width="wide"),
    ]
    rows = [
        GridRow(
            values=row.values,
            id=row.id,
            index=row.index,
            is_new=row.is_new,
            errors={
                key: errors[f"{PREFIX}-{row.index}-{key}"]
                for key in row.values
                if f"{PREFIX}-{row.index}-{key}" in errors
            },
        )
        for row in typed.rows
    ]
    return Grid(
        prefix=PREFIX,
        columns=columns,
        rows=rows,
        label=_("Instalments"),
        read_only=read_only,
        recalculate=url_for("crm.order_plan_live", order_id=order_id),
        add_label=_("Add an instalment"),
    )


def _grid_row(row: Instalment | Row[Any], number: int) -> GridRow:
    values = {
        "event": row.event,
        "event_days": str(row.event_days or ""),
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "amount": f"{row.amount:.2f}",
        "remark": row.remark,
    }
    return GridRow(values=values, id=str(getattr(row, "id", None) or ""), index=number)


def _total(rows: list[Any]) -> Decimal:
    return sum((row.amount for row in rows), Decimal(0))


def _allocations(connection: Connection, plan_id: int) -> list[Row[Any]]:
    """The receipts that settled an instalment."""
    given, paid = tables.receipt_allocation, tables.receipt
    query = (
        select(given, paid.c.no, paid.c.received_on, paid.c.currency)
        .join(paid, paid.c.id == given.c.receipt_id)
        .where(given.c.plan_id == plan_id, given.c.deleted_at.is_(None))
    )
    return list(connection.execute(query.order_by(paid.c.received_on, given.c.id)))


def _level_word(level: int) -> str:
    zh, en = LEVELS.get(level, ("", ""))
    return zh if lang() == "zh" else en


def _page(template: str, status: int = 200, **context: Any) -> Response:
    """A page with the words of its codes."""

    def said(kind: str, code: str) -> str:
        return word(WORDS[kind], code, lang())

    html = render_template(template, said=said, tones=PLAN_TONES, formats=formats, **context)
    return Response(html, status, mimetype="text/html")
