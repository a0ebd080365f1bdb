"""Everything the order page shows, from a stored order or from what is being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import document_prices, parties, products, tables
from adapters.crm.orders import drafts, reading
from adapters.crm.processes import Processes
from adapters.crm.web.choices import agents, contracts, kept
from adapters.crm.web.orders import grid
from adapters.crm.web.orders.around import Around, around
from adapters.crm.web.orders.typed import CELLS, CHOSEN, Typed
from adapters.crm.web.typed import chosen, share
from engine import organisation
from engine.organisation import Person
from forms.shell import formats
from forms.shell.grid import Grid, GridRow

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
class OrderPage:
    """What `crm/orders/order.html` draws. `order` is None for a new one."""

    order: Row[Any] | None
    party: Row[Any]
    owner: Person
    header: Mapping[str, str]
    contacts: Sequence[Row[Any]]
    agents: Sequence[Row[Any]]
    contracts: Sequence[Row[Any]]
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
        **dict.fromkeys(CHOSEN, ""),
        "contact_id": str(contacts[0].id) if contacts else "",
        "delivery_on": delivery_on.isoformat(),
        "customer_ref": "",
        "ship_city": party.city,
        "ship_to": party.address,
        "terms": party.payment_terms,
        "remark": "",
    }
    return Typed(header=header, rows=[GridRow(values=dict.fromkeys(CELLS, ""), is_new=True, index=0)])


def stored(row: Row[Any], lines: Sequence[Row[Any]]) -> Typed:
    """A stored order as if it had just been typed."""
    names = ("kind", "pay_method", "basis", "customer_ref", "ship_city", "ship_to", "terms", "remark")
    header = {name: str(getattr(row, name)) for name in names}
    header |= {
        "online": "1" if row.online else "",
        **{name: str(getattr(row, name) or "") for name in CHOSEN},
        "delivery_on": row.delivery_on.isoformat() if row.delivery_on else "",
    }
    rows = [
        GridRow(
            index=number,
            id=str(line.id),
            values={
                "code": line.code,
                "quantity": formats().number(line.quantity),
                "given": share(line.given_ratio),
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
    priced = document_prices.price_draft(connection, party, [typed.lines[index] for index in indices], today)
    if order is not None and not editable:
        shown = grid.stored(connection, order, owner.positions)
    else:
        shown = grid.priced(connection, party, priced, indices, owner.positions, today)
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
        contacts=kept(
            connection,
            tables.contact,
            parties.contacts(connection, party.id),
            chosen(typed.header["contact_id"]),
        ),
        agents=agents(connection, person, typed.header["agent_id"]),
        contracts=contracts(connection, person, party.id, typed.header["contract_id"]),
        grid=grid.grid(typed, shown, errors or {}, read_only=not editable, recalculate=recalculate),
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
        around=Around()
        if order is None or processes is None
        else around(connection, processes, person, order),
    )


def _owner(connection: Connection, order: Row[Any] | None, person: Person) -> Person:
    if order is None:
        return person
    return organisation.person(connection, order.owner_id) or person
