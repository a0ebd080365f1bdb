"""What hangs on a stored order: its documents, money, deliveries and process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import tables
from adapters.crm.orders import reading
from adapters.crm.processes import OpenItem, Place, Processes
from adapters.crm.web.links import Link, link, links
from engine import organisation
from engine.organisation import Person

#: What an order was made of or belongs to: its column → the entity it names.
_BELONGS = (
    ("quote_id", "quote"),
    ("opportunity_id", "opportunity"),
    ("contract_id", "contract"),
    ("agent_id", "account"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What else is known about a stored order. Invoices, returns and cases come with their links."""

    belongs: Sequence[Link] = ()
    deliveries: Sequence[Row[Any]] = ()
    plans: Sequence[Row[Any]] = ()
    invoices: Sequence[tuple[Row[Any], Link]] = ()
    returns: Sequence[tuple[Row[Any], Link]] = ()
    cases: Sequence[tuple[Row[Any], Link]] = ()
    items: Sequence[OpenItem] = ()
    places: Sequence[Place] = ()
    delivered: Decimal = Decimal(0)
    ordered: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    balance: Decimal = Decimal(0)
    has_contract: bool = False
    names: Mapping[str, Person] = field(default_factory=dict)  # by login, of whoever is waited for


def around(connection: Connection, processes: Processes, person: Person, order: Row[Any]) -> Around:
    """What hangs on an order, as one person may see it."""
    lines = reading.lines(connection, order.id)
    plans = _belonging(connection, tables.payment_plan, order.id, tables.payment_plan.c.seq)
    root = order.instance_id
    items = processes.items(connection, [root]) if root else ()
    asked = {item.assignee for item in items if item.assignee}
    known = {login: organisation.by_login(connection, login) for login in asked}
    return Around(
        belongs=_belongs(connection, person, order),
        names={login: one for login, one in known.items() if one is not None},
        deliveries=reading.deliveries_of(connection, order.id),
        plans=plans,
        invoices=_linked(connection, person, "invoice", tables.invoice, order.id),
        returns=_linked(connection, person, "return", tables.return_order, order.id),
        cases=_linked(connection, person, "feedback", tables.feedback, order.id),
        items=items,
        places=processes.places(connection, root) if root else (),
        delivered=sum((line.delivered_quantity for line in lines), Decimal(0)),
        ordered=sum((line.quantity for line in lines), Decimal(0)),
        received=sum((one.received for one in plans), Decimal(0)),
        balance=_balance(connection, order.id),
        has_contract=reading.has_contract(connection, order.id),
    )


def _belongs(connection: Connection, person: Person, order: Row[Any]) -> list[Link]:
    found = (link(connection, person, key, getattr(order, column)) for column, key in _BELONGS)
    return [one for one in found if one is not None]


def _linked(
    connection: Connection, person: Person, key: str, table: Any, order_id: int
) -> list[tuple[Row[Any], Link]]:
    rows = _belonging(connection, table, order_id, table.c.id)
    return list(zip(rows, links(connection, person, key, rows), strict=True))


def _belonging(connection: Connection, table: Any, order_id: int, by: Any) -> Sequence[Row[Any]]:
    query = select(table).where(table.c.order_id == order_id, table.c.deleted_at.is_(None))
    return connection.execute(query.order_by(by)).all()


def _balance(connection: Connection, order_id: int) -> Decimal:
    ledger = tables.ledger_entry
    sums = select(func.sum(ledger.c.debit), func.sum(ledger.c.credit)).where(ledger.c.order_id == order_id)
    debit, credit = connection.execute(sums).one()
    return Decimal(debit or 0) - Decimal(credit or 0)
