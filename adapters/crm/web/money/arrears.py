"""Arrears (6.5): what is late, by customer, employee or plate, in brackets of days; drill down to the instalment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import render_template, request
from sqlalchemy import Connection, Row, or_, select
from werkzeug.wrappers import Response

from adapters.crm import catalogue, ledger, plans, tables
from adapters.crm.records import access
from adapters.crm.web.money.table_file import demand_kind, note, table_file
from adapters.crm.web.money.typed import day_asked
from adapters.crm.web.records.titles import title
from adapters.crm.web.site import Site
from engine.organisation import may
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for: lines by whom, due in which days, of customers called how, and what of them."""

    by: str
    currency: str
    since: date | None
    until: date | None
    customer: str
    key: str
    bracket: str

    def address(self, **other: Any) -> dict[str, Any]:
        """The same as parameters of an address, without the line that is looked at."""
        mine = {"by": self.by, "currency": self.currency, "customer": self.customer or None}
        return {**mine, "since": self.since, "until": self.until, **other}


class ArrearsPages:
    """The views of /crm/arrears/."""

    def __init__(self, site: Site) -> None:
        self._store = site.store

    @require("ledger", "view")
    def index(self) -> Response:
        """Brackets by customer, employee or plate; `?key` shows the instalments of one line."""
        asked, today = _asked(), self._today()
        with self._store.read() as connection:
            rows = _late(connection, today, asked)
            open_to_me = _readable(connection, {row.account_id for row in rows})
            may_export = may(connection, signed_in(), "ledger", "export") is not None
        currencies = sorted({row.currency for row in rows})
        asked = replace(asked, currency=_currency(asked.currency, currencies))
        rows = [row for row in rows if row.currency == asked.currency]  # two currencies are never added
        lines = _lines(rows, asked.by, today, open_to_me)
        looked_at = asked.key or asked.bracket
        html = render_template(
            "crm/money/arrears.html",
            asked=asked,
            currencies=currencies,
            lines=lines,
            totals=[sum((line.sums[n] for line in lines), Decimal(0)) for n in range(len(BRACKETS) + 1)],
            brackets=["1–30", "31–60", "61–90", "> 90"],
            most=max((line.total for line in lines), default=Decimal(0)),
            shown=[row for row in rows if _shown(row, asked, today)] if looked_at else [],
            days=lambda row: (today - row.due_on).days,
            rest=plans.rest,
            may_export=may_export,
        )
        return Response(html, mimetype="text/html")

    @require("ledger", "export")
    def file(self, kind: str) -> Response:
        """The late instalments that are asked for, in every currency, as CSV or XLSX."""
        person, asked, today = signed_in(), _asked(), self._today()
        demand_kind(kind)
        with self._store.begin(by=person.id, action="crm.arrears.export") as tx:
            rows = [
                _plain(row, today) for row in _late(tx.connection, today, asked) if _shown(row, asked, today)
            ]
            query = request.query_string.decode()[:500]
            note(tx, person, name="arrears", query=query, kind=kind, count=len(rows))
        return table_file(_columns(), rows, title=_("Arrears"), name=f"arrears-{today}", kind=kind)

    def _today(self) -> date:
        return self._store.clock.now().astimezone(COMPANY_ZONE).date()


def _asked() -> Asked:
    by = request.args.get("by", "customer")
    return Asked(
        by=by if by in ("customer", "person", "plate") else "customer",
        currency=request.args.get("currency", ""),
        since=day_asked("since"),
        until=day_asked("until"),
        customer=request.args.get("customer", "").strip()[:100],
        key=request.args.get("key", ""),
        bracket=request.args.get("bracket", ""),
    )


def _currency(wanted: str, found: Sequence[str]) -> str:
    if wanted in found:
        return wanted
    return "CNY" if "CNY" in found or not found else found[0]


def bracket_of(days: int) -> int:
    """0 for 1–30 days, 1 for 31–60, 2 for 61–90, 3 for more."""
    return sum(days > last for last in BRACKETS)


def _late(connection: Connection, today: date, asked: Asked) -> Sequence[Row[Any]]:
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
    if asked.since is not None:
        query = query.where(plan.c.due_on >= asked.since)
    if asked.until is not None:
        query = query.where(plan.c.due_on <= asked.until)
    if asked.customer:
        names = (account.c.name, account.c.name_en, account.c.code)
        query = query.where(or_(*(one.icontains(asked.customer, autoescape=True) for one in names)))
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


def _shown(row: Row[Any], asked: Asked, today: date) -> bool:
    fits = not asked.key or _key(row, asked.by)[0] == asked.key
    return fits and (not asked.bracket or str(bracket_of((today - row.due_on).days)) == asked.bracket)


def _plain(row: Row[Any], today: date) -> dict[str, Any]:
    """A line of the file."""
    return {
        "order": row.order_no,
        "seq": row.seq,
        "customer": row.customer,
        "owner": row.owner,
        "plate": row.plate,
        "due": row.due_on,
        "late": (today - row.due_on).days,
        "amount": row.amount,
        "received": row.received,
        "open": plans.rest(row),
        "currency": row.currency,
    }


def _columns() -> dict[str, str]:
    return {
        "order": _("Order"),
        "seq": _("Instalment"),
        "customer": _("Customer"),
        "owner": _("Owner"),
        "plate": _("Plate"),
        "due": _("Due"),
        "late": _("Days late"),
        "amount": _("Amount"),
        "received": _("Received"),
        "open": _("Still open"),
        "currency": _("Currency"),
    }
