"""Finding orders and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from adapters.crm import changes, tables
from adapters.crm.attachments.reading import living
from adapters.crm.catalogue.order_parts import DELIVERY
from adapters.crm.catalogue.orders import ORDER
from adapters.crm.records import access
from engine.errors import NotFound
from engine.organisation import Person

order, order_line = tables.order, tables.order_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """What a customer owes and may owe. `excess` is what this order would come to above the limit."""

    receivable: Decimal
    limit: Decimal
    overdue: Decimal
    amount: Decimal

    @property
    def after(self) -> Decimal:
        """The balance with this order."""
        return self.receivable + self.amount

    @property
    def excess(self) -> Decimal:
        """How far that lies above the limit; 0 within it."""
        return max(self.after - self.limit, Decimal(0))


def of(connection: Connection, order_id: int) -> Row[Any]:
    """One order for a process or command. Raises NotFound."""
    row = changes.row_of(connection, order, order_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    return row


def locked(connection: Connection, order_id: int) -> Row[Any]:
    """One order, held until the end of the transaction. Raises NotFound."""
    row = changes.row_of(connection, order, order_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    return row


def find(connection: Connection, person: Person, order_id: int, action: str = "view") -> Row[Any]:
    """One order within a person's reach. Raises NotFound, NotGranted."""
    return access.find(connection, person, ORDER, order_id, action)


def orders(connection: Connection, person: Person) -> Select[Any]:
    """The orders a person may see, with the customer's names."""
    account = tables.account
    query = select(order, account.c.name, account.c.name_en).join(account, account.c.id == order.c.account_id)
    return access.visible(query, connection, person, ORDER)


def deliveries(connection: Connection, person: Person) -> Select[Any]:
    """The deliveries a person may see, with order and customer."""
    account, delivery = tables.account, tables.delivery
    query = (
        select(delivery, order.c.no.label("order_no"), account.c.name, account.c.name_en)
        .join(order, order.c.id == delivery.c.order_id)
        .join(account, account.c.id == order.c.account_id)
    )
    return access.visible(query, connection, person, DELIVERY)


def lines(connection: Connection, order_id: int) -> Sequence[Row[Any]]:
    """The lines with their products' codes and names, in order."""
    product = tables.product
    query = (
        select(
            order_line,
            product.c.code,
            product.c.name,
            product.c.name_en,
            product.c.unit,
            product.c.unit_en,
            product.c.warranty_months,
        )
        .join(product, product.c.id == order_line.c.product_id)
        .where(order_line.c.order_id == order_id, order_line.c.deleted_at.is_(None))
        .order_by(order_line.c.seq)
    )
    return connection.execute(query).all()


def deliveries_of(connection: Connection, order_id: int) -> Sequence[Row[Any]]:
    """The deliveries of an order, the first one first."""
    table = tables.delivery
    query = select(table).where(table.c.order_id == order_id, table.c.deleted_at.is_(None))
    return connection.execute(query.order_by(table.c.id)).all()


def amount_due(row: Row[Any]) -> Decimal:
    """What the customer pays in all: the lines and the delivery fee."""
    due: Decimal = row.total + (row.delivery_fee or Decimal(0))
    return due


def credit(connection: Connection, row: Row[Any]) -> Credit:
    """The customer's credit with this order; one in effect is in his balance already."""
    party = changes.row_of(connection, tables.account, row.account_id)
    assert party is not None
    amount = Decimal(0) if row.effective_at is not None else amount_due(row)
    return Credit(receivable=party.receivable, limit=party.credit_limit, overdue=party.overdue, amount=amount)


def has_contract(connection: Connection, order_id: int) -> bool:
    """Whether the customer's purchase contract is attached to the order."""
    return bool(living(connection, "order", order_id, "contract"))
