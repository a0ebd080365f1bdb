"""Everything the order page shows, from a stored order or from what is being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Connection, Row, func, select

from adapters.crm import parties, pricing, products, quotes, tables
from adapters.crm.orders import drafts, reading
from adapters.crm.processes import OpenItem, Place, Processes
from adapters.crm.web.lines import Shown, shown_line
from adapters.crm.web.orders.typed import PREFIX, Typed
from engine import organisation
from engine.organisation import Person
from forms.shell import formats, lang
from forms.shell import gettext as _
from forms.shell.grid import Grid, GridColumn, GridRow

LEAD_DAYS = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """The sums at the right of the page."""

    list_total: Decimal
    discount_total: Decimal
    tax_total: Decimal
    total: Decimal
    fee: Decimal

    @property
    def due(self) -> Decimal:
        """What the customer pays."""
        return self.total + self.fee


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What else is known about a stored order: deliveries, money, returns, invoices, its process."""

    deliveries: Sequence[Row[Any]] = ()
    plans: Sequence[Row[Any]] = ()
    invoices: Sequence[Row[Any]] = ()
    returns: Sequence[Row[Any]] = ()
    items: Sequence[OpenItem] = ()
    places: Sequence[Place] = ()
    delivered: Decimal = Decimal(0)
    ordered: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    balance: Decimal = Decimal(0)
    attachments: int = 0
    names: Mapping[str, Person] = field(default_factory=dict)  # by login, of whoever is waited for


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPage:
    """What `crm/orders/order.html` draws. `order` is None for a new one."""

    order: Row[Any] | None
    party: Row[Any]
    owner: Person
    header: Mapping[str, str]
    contacts: Sequence[Row[Any]]
    grid: Grid
    totals: Totals
    editable: bool
    credit: reading.Credit
    suggestions: Sequence[Row[Any]] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    over: int = 0
    around: Around = field(default_factory=Around)


def blank(today: date, party: Row[Any], contacts: Sequence[Row[Any]]) -> Typed:
    """A new order to the main contact at the customer's address, with one empty line."""
    delivery_on = today + timedelta(days=LEAD_DAYS)
    header = {
        "kind": "stock",
        "pay_method": "prepay",
        "basis": "direct",
        "online": "",
        "contact_id": str(contacts[0].id) if contacts else "",
        "delivery_on": delivery_on.isoformat(),
        "customer_ref": "",
        "ship_city": party.city,
        "ship_to": party.address,
        "terms": party.payment_terms,
        "remark": "",
    }
    cells = ("code", "quantity", "given", "reason", "special_request")
    return Typed(header=header, rows=[GridRow(values=dict.fromkeys(cells, ""), is_new=True, index=0)])


def stored(row: Row[Any], lines: Sequence[Row[Any]]) -> Typed:
    """A stored order as if it had just been typed."""
    names = ("kind", "pay_method", "basis", "customer_ref", "ship_city", "ship_to", "terms", "remark")
    header = {name: str(getattr(row, name)) for name in names}
    header |= {
        "online": "1" if row.online else "",
        "contact_id": str(row.contact_id or ""),
        "delivery_on": row.delivery_on.isoformat() if row.delivery_on else "",
    }
    rows = [
        GridRow(
            index=number,
            id=str(line.id),
            values={
                "code": line.code,
                "quantity": formats().number(line.quantity),
                "given": formats().percent(line.given_ratio) if line.given_ratio else "",
                "reason": line.reason,
                "special_request": line.special_request,
            },
        )
        for number, line in enumerate(lines)
    ]
    return Typed(header=header, rows=rows, lines=dict(enumerate(drafts.typed_lines(lines))))


def page(
    connection: Connection,
    *,
    person: Person,
    order: Row[Any] | None,
    party: Row[Any],
    typed: Typed,
    today: date,
    editable: bool,
    recalculate: str = "",
    errors: Mapping[str, str] | None = None,
    processes: Processes | None = None,
) -> OrderPage:
    """The page of an order: a draft priced as typed, a locked one as its lines were priced."""
    owner = _owner(connection, order, person)
    indices = [row.index for row in typed.rows if row.index is not None and row.index in typed.lines]
    priced = quotes.price_draft(connection, party, [typed.lines[index] for index in indices], today)
    shown = _shown(connection, party, priced, indices, owner, today)
    fee = (order.delivery_fee if order is not None else None) or Decimal(0)
    totals = Totals(
        list_total=priced.list_total,
        discount_total=priced.rule_total + priced.given_total,
        tax_total=priced.tax_total,
        total=priced.total,
        fee=fee,
    )
    if order is not None and not editable:
        totals = replace(
            totals,
            list_total=order.list_total or totals.list_total,
            discount_total=order.discount_total or Decimal(0),
            tax_total=order.tax_total or Decimal(0),
            total=order.total,
        )
    in_balance = order is not None and order.effective_at is not None
    return OrderPage(
        order=order,
        party=party,
        owner=owner,
        header=typed.header,
        contacts=parties.contacts(connection, party.id),
        grid=_grid(typed, shown, errors or {}, read_only=not editable, recalculate=recalculate),
        totals=totals,
        editable=editable,
        credit=reading.Credit(
            receivable=party.receivable,
            limit=party.credit_limit,
            overdue=party.overdue,
            amount=Decimal(0) if in_balance else totals.due,
        ),
        suggestions=products.on_sale(connection) if editable else (),
        errors=errors or {},
        over=sum(1 for line in shown.values() if line.discount > line.limit),
        around=Around() if order is None or processes is None else around(connection, processes, order),
    )


def around(connection: Connection, processes: Processes, order: Row[Any]) -> Around:
    """What hangs on an order."""
    lines = reading.lines(connection, order.id)
    plan, ledger = tables.payment_plan, tables.ledger_entry
    plans = _belonging(connection, plan, order.id, plan.c.seq)
    sums = connection.execute(
        select(func.sum(ledger.c.debit), func.sum(ledger.c.credit)).where(ledger.c.order_id == order.id)
    ).one()
    files = tables.attachment
    attached = connection.scalar(
        select(func.count()).where(
            files.c.owner_type == "order", files.c.owner_id == order.id, files.c.deleted_at.is_(None)
        )
    )
    root = order.instance_id
    items = processes.items(connection, [root]) if root else ()
    asked = {item.assignee for item in items if item.assignee}
    known = {login: organisation.by_login(connection, login) for login in asked}
    return Around(
        names={login: person for login, person in known.items() if person is not None},
        deliveries=reading.deliveries_of(connection, order.id),
        plans=plans,
        invoices=_belonging(connection, tables.invoice, order.id, tables.invoice.c.id),
        returns=_belonging(connection, tables.return_order, order.id, tables.return_order.c.id),
        items=items,
        places=processes.places(connection, root) if root else (),
        delivered=sum((line.delivered_quantity for line in lines), Decimal(0)),
        ordered=sum((line.quantity for line in lines), Decimal(0)),
        received=sum((one.received for one in plans), Decimal(0)),
        balance=Decimal(sums[0] or 0) - Decimal(sums[1] or 0),
        attachments=attached or 0,
    )


def _belonging(connection: Connection, table: Any, order_id: int, by: Any) -> Sequence[Row[Any]]:
    query = select(table).where(table.c.order_id == order_id, table.c.deleted_at.is_(None))
    return connection.execute(query.order_by(by)).all()


def _owner(connection: Connection, order: Row[Any] | None, person: Person) -> Person:
    if order is None:
        return person
    return organisation.person(connection, order.owner_id) or person


def _shown(
    connection: Connection,
    party: Row[Any],
    priced: pricing.Pricing,
    indices: Sequence[int],
    owner: Person,
    today: date,
) -> dict[int, Shown]:
    names = products.names(connection, [line.product.id for line in priced.lines])
    rules = products.rules(connection, pricing.Buyer(account_id=party.id), today)
    at = 0 if lang() == "zh" else 1
    return {
        index: shown_line(line, names[line.product.id][at], rules, owner.positions)
        for index, line in zip(indices, priced.lines, strict=True)
    }


def _grid(
    typed: Typed, shown: Mapping[int, Shown], errors: Mapping[str, str], *, read_only: bool, recalculate: str
) -> Grid:
    columns = [
        GridColumn(key="code", label=_("Product"), suggest="crm-products", required=True),
        GridColumn(key="name", label=_("Name"), kind="output"),
        GridColumn(key="quantity", label=_("Quantity"), kind="number", width="narrow"),
        GridColumn(key="list", label=_("List price"), kind="output"),
        GridColumn(key="given", label=_("Granted"), kind="number", width="narrow"),
        GridColumn(key="reason", label=_("Reason")),
        GridColumn(key="discount", label=_("Discount / limit"), kind="output"),
        GridColumn(key="price", label=_("Unit price"), kind="output"),
        GridColumn(key="amount", label=_("Amount"), kind="output"),
        GridColumn(key="special_request", label=_("Special request"), width="wide"),
    ]
    return Grid(
        prefix=PREFIX,
        columns=columns,
        rows=[
            _filled(row, shown.get(row.index if row.index is not None else -1), errors) for row in typed.rows
        ],
        label=_("Lines"),
        read_only=read_only,
        recalculate=recalculate,
        add_label=_("Type a product code or name, or paste from a spreadsheet"),
    )


def _filled(row: GridRow, line: Shown | None, errors: Mapping[str, str]) -> GridRow:
    told = {key: errors[name] for key in row.values if (name := f"{PREFIX}-{row.index}-{key}") in errors}
    if line is None:
        return replace(row, errors=told)
    here = formats()
    outputs = {
        "name": Markup('<span title="{0}">{0}</span>').format(line.name),
        "list": here.money(line.list_price, style="list").removeprefix("¥"),
        "discount": Markup(render_template("crm/limit_bar.html", line=line)),  # noqa: S704 - our own template
        "price": here.number(line.price),
        "amount": here.number(line.amount),
    }
    return replace(row, errors=told, outputs=outputs)
