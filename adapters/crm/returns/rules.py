"""What of an order may still come back, and how much money (requirements 5.12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, set_offs, tables
from adapters.crm.parameters import parameter
from engine.organisation.snapshot import COMPANY_ZONE

order_line, return_order, return_line = tables.order_line, tables.return_order, tables.return_line
CENT = Decimal("0.01")
ZERO = Decimal(0)
#: States in which a return holds what it names: approved or being decided, and not yet booked on the order.
_HOLDING = (
    "in_approval",
    "approved",
    "awaiting_goods",
    "received",
    "inspected",
    "refund_due",
    "refunded",
)
WINDOW_DAYS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Returnable:
    """A line of an order: what was delivered, what came back, and what other open returns hold."""

    order_line_id: int
    product_id: int
    code: str
    name: str
    name_en: str
    quantity: Decimal
    amount: Decimal
    delivered: Decimal
    returned: Decimal
    held: Decimal

    @property
    def left(self) -> Decimal:
        """How many may still come back."""
        return max(self.delivered - self.returned - self.held, ZERO)

    def worth(self, quantity: Decimal) -> Decimal:
        """What was paid for so many, tax and discounts included."""
        if not self.quantity:
            return ZERO
        return (self.amount * quantity / self.quantity).quantize(CENT, ROUND_HALF_UP)


def returnable(connection: Connection, order_id: int, *, without: int | None = None) -> Sequence[Returnable]:
    """The lines of an order; `without`: the return that is asked about holds nothing against itself."""
    product = tables.product
    query = (
        select(order_line, product.c.code, product.c.name, product.c.name_en)
        .join(product, product.c.id == order_line.c.product_id)
        .where(order_line.c.order_id == order_id, order_line.c.deleted_at.is_(None))
        .order_by(order_line.c.seq)
    )
    held = _held(connection, order_id, without)
    return [
        Returnable(
            order_line_id=row.id,
            product_id=row.product_id,
            code=row.code,
            name=row.name,
            name_en=row.name_en or row.name,
            quantity=row.quantity,
            amount=row.amount,
            delivered=row.delivered_quantity,
            returned=row.returned_quantity,
            held=held.get(row.id, ZERO),
        )
        for row in connection.execute(query)
    ]


def _held(connection: Connection, order_id: int, without: int | None) -> dict[int, Decimal]:
    query = (
        select(return_line.c.order_line_id, return_line.c.quantity)
        .join(return_order, return_order.c.id == return_line.c.return_id)
        .where(
            return_order.c.order_id == order_id,
            return_order.c.id != (without or 0),
            return_order.c.state.in_(_HOLDING),
            # what was corrected is booked on the order's line already
            return_order.c.corrected_at.is_(None),
        )
    )
    held: dict[int, Decimal] = {}
    for row in connection.execute(query):
        held[row.order_line_id] = held.get(row.order_line_id, ZERO) + row.quantity
    return held


def received(connection: Connection, order_id: int) -> Decimal:
    """What the customer paid for an order so far."""
    plan = tables.payment_plan
    query = select(func.sum(plan.c.received)).where(plan.c.order_id == order_id, plan.c.deleted_at.is_(None))
    return connection.scalar(query) or ZERO


def creditable(connection: Connection, order_id: int, *, without: int | None = None) -> Decimal:
    """What may still be credited for an order: what is owed or was paid, without what other returns take of it."""
    order = changes.row_of(connection, tables.order, order_id)
    assert order is not None
    room = set_offs.open_of(connection, order) + received(connection, order_id)
    return max(room - _credited(connection, order_id, without or 0), ZERO)


def _credited(connection: Connection, order_id: int, without: int) -> Decimal:
    """What other returns have credited or will; what was set off is not owed any more and counts no second time."""
    promised = func.coalesce(return_order.c.accepted_amount, return_order.c.amount)
    query = select(return_order.c.id, promised.label("amount")).where(
        return_order.c.order_id == order_id,
        return_order.c.kind == "refund",
        return_order.c.id != without,
        return_order.c.state.in_((*_HOLDING, "closed")),
    )
    rows = connection.execute(query).all()
    return sum((row.amount - set_offs.of_return(connection, row.id) for row in rows), ZERO)


def delivered_on(connection: Connection, order: Row[Any]) -> date | None:
    """The day the customer accepted the last delivery; without one the day the order took effect."""
    delivery = tables.delivery
    query = select(func.max(delivery.c.accepted_at)).where(
        delivery.c.order_id == order.id, delivery.c.return_id.is_(None), delivery.c.deleted_at.is_(None)
    )
    moment: datetime | None = connection.scalar(query) or order.effective_at
    return None if moment is None else moment.astimezone(COMPANY_ZONE).date()


def window_days(connection: Connection) -> int:
    """Within how many days of delivery goods are taken back without asking further."""
    return int(parameter(connection, "return.window_days", WINDOW_DAYS))
