"""Arrears (6.5): what is late, by customer, employee or plate, in brackets of days; drill down to the instalment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from flask import render_template, request
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue, ledger, plans, tables
from adapters.crm.records import access
from adapters.crm.web.records.titles import title
from adapters.crm.web.site import Site
from engine.organisation import tables as organisation
from engine.organisation.snapshot import COMPANY_ZONE
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

plan, order, account = tables.payment_plan, tables.order, tables.account
#: The last day of each bracket but the open one.
BRACKETS = (30, 60, 90)
MOST = 5000


@dataclass(kw_only=True)
class Debtor:
    """One line: sums by bracket, the oldest, and how many instalments."""

    key: str
    name: str
    url: str = ""
    sums: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * (len(BRACKETS) + 1))
    oldest: int = 0
    count: int = 0

    @property
    def total(self) -> Decimal:
        """All brackets."""
        return sum(self.sums, Decimal(0))


class ArrearsPages:
    """The view of /crm/arrears/."""

    def __init__(self, site: Site) -> None:
        self._store = site.store

    @require("ledger", "view")
    def index(self) -> Response:
        """Brackets by customer, employee or plate; `?key` shows the instalments of one line."""
        by = request.args.get("by", "customer")
        by = by if by in ("customer", "person", "plate") else "customer"
        today = self._store.clock.now().astimezone(COMPANY_ZONE).date()
        with self._store.read() as connection:
            rows = _late(connection, today)
            open_to_me = _readable(connection, {row.account_id for row in rows})
        currencies = sorted({row.currency for row in rows})
        currency = request.args.get("currency", "")
        if currency not in currencies:
            currency = "CNY" if "CNY" in currencies or not currencies else currencies[0]
        rows = [row for row in rows if row.currency == currency]  # amounts of two currencies are never added
        lines = _lines(rows, by, today, open_to_me)
        chosen = request.args.get("key", "")
        bracket = request.args.get("bracket", "")
        shown = [row for row in rows if _shown(row, by, chosen, bracket, today)] if chosen or bracket else []
        html = render_template(
            "crm/money/arrears.html",
            by=by,
            currency=currency,
            currencies=currencies,
            lines=lines,
            totals=[sum((line.sums[n] for line in lines), Decimal(0)) for n in range(len(BRACKETS) + 1)],
            brackets=["1–30", "31–60", "61–90", "> 90"],
            most=max((line.total for line in lines), default=Decimal(0)),
            shown=shown,
            chosen=chosen,
            bracket=bracket,
            days=lambda row: (today - row.due_on).days,
            rest=plans.rest,
        )
        return Response(html, mimetype="text/html")


def bracket_of(days: int) -> int:
    """0 for 1–30 days, 1 for 31–60, 2 for 61–90, 3 for more."""
    return sum(days > last for last in BRACKETS)


def _late(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """The late instalments within one's reach, the oldest first."""
    people, plate = organisation.person, organisation.plate
    zh = lang() == "zh"
    query = (
        select(
            plan,
            order.c.no.label("order_no"),
            order.c.currency,
            order.c.account_id,
            order.c.owner_id,
            order.c.plate_id,
            title(account, catalogue.entity("account")).label("customer"),
            (people.c.name if zh else people.c.name_en).label("owner"),
            (plate.c.name if zh else plate.c.name_en).label("plate"),
        )
        .join(order, order.c.id == plan.c.order_id)
        .join(account, account.c.id == order.c.account_id)
        .outerjoin(people, people.c.id == order.c.owner_id)
        .outerjoin(plate, plate.c.id == order.c.plate_id)
        .where(
            plan.c.due_on < today,
            plan.c.received + plan.c.written_off < plan.c.amount,
            order.c.state.not_in(ledger.VOID_ORDERS),
            order.c.deleted_at.is_(None),
        )
    )
    query = access.visible(query, connection, signed_in(), catalogue.entity("payment_plan"))
    return connection.execute(query.order_by(plan.c.due_on, plan.c.id).limit(MOST)).all()


def _readable(connection: Connection, ids: set[int]) -> frozenset[int]:
    """The customers one may open; the names of the others stay without a link."""
    accounts = access.readable(connection, signed_in(), catalogue.entity("account"))
    mine = accounts.with_only_columns(account.c.id).where(account.c.id.in_(ids))
    return frozenset(connection.scalars(mine))


def _lines(rows: Sequence[Row[Any]], by: str, today: date, open_to_me: frozenset[int]) -> list[Debtor]:
    found: dict[str, Debtor] = {}
    for row in rows:
        key, name = _key(row, by)
        url = f"/crm/accounts/{row.account_id}" if by == "customer" and row.account_id in open_to_me else ""
        line = found.setdefault(key, Debtor(key=key, name=name, url=url))
        days = (today - row.due_on).days
        line.sums[bracket_of(days)] += plans.rest(row)
        line.oldest = max(line.oldest, days)
        line.count += 1
    return sorted(found.values(), key=lambda line: line.total, reverse=True)


def _key(row: Row[Any], by: str) -> tuple[str, str]:
    if by == "person":
        return str(row.owner_id), row.owner or "–"
    if by == "plate":
        return str(row.plate_id or "none"), row.plate or _("No plate")
    return str(row.account_id), row.customer


def _shown(row: Row[Any], by: str, chosen: str, bracket: str, today: date) -> bool:
    fits = not chosen or _key(row, by)[0] == chosen
    return fits and (not bracket or str(bracket_of((today - row.due_on).days)) == bracket)
