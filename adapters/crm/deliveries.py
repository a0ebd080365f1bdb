"""Deliveries of orders: picked, packed, shipped, on the road, accepted or refused (S13-2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, stock, tables
from adapters.crm.numbering import next_number
from adapters.crm.orders import reading
from adapters.crm.orders.errors import BeingCancelled, DeliveryMove, WrongQuantity
from adapters.crm.orders.words import DELIVERY_STATES
from engine.errors import NotFound
from engine.store.uow import Transaction

delivery, order_line = tables.delivery, tables.order_line

#: state → the states it may move to
MOVES: dict[str, frozenset[str]] = {
    "picking": frozenset({"packed"}),
    "packed": frozenset({"shipped"}),
    "shipped": frozenset({"at_station", "out", "accepted", "refused"}),
    "at_station": frozenset({"out", "accepted", "refused"}),
    "out": frozenset({"at_station", "accepted", "refused"}),
    "accepted": frozenset(),
    "refused": frozenset(),
}
OPEN = ("picking", "packed", "shipped", "at_station", "out")
_TEXTS = {"carrier": 100, "station": 100, "tracking_no": 64, "route": 100, "courier": 100, "accepted_by": 100}


def open_next(tx: Transaction, order_id: int, *, root: int | None = None) -> Row[Any]:
    """The delivery that is under way, or a new one with everything that is still to be delivered."""
    row = reading.locked(tx.connection, order_id)
    for one in reading.deliveries_of(tx.connection, order_id):
        if one.state in OPEN:
            return one
    lines = [
        {"line_id": str(line.id), "quantity": f"{left:f}"}
        for line in reading.lines(tx.connection, order_id)
        if (left := line.quantity - line.delivered_quantity) > 0
    ]
    delivery_id = changes.add(
        tx,
        delivery,
        root=root,
        order_id=row.id,
        no=next_number(tx, "delivery"),
        lines=lines,
        state="picking",
    )
    return of(tx, delivery_id)


def pick(tx: Transaction, row: Row[Any], picked: Mapping[int, Decimal]) -> None:
    """Set what goes with this delivery: order line id → quantity; what stays goes with the next one.

    Raises WrongQuantity when nothing is picked or more than is still to be delivered.
    """
    if row.state != "picking":
        raise _refused(row, "packed")
    left = {
        line.id: line.quantity - line.delivered_quantity
        for line in reading.lines(tx.connection, row.order_id)
    }
    for line_id, quantity in picked.items():
        most = left.get(line_id, Decimal(0))
        if not 0 <= quantity <= most:
            raise WrongQuantity(least=0, most=f"{most.normalize():f}")
    lines = [
        {"line_id": str(line_id), "quantity": f"{quantity:f}"}
        for line_id, quantity in picked.items()
        if quantity
    ]
    if not lines:
        raise WrongQuantity(least=1, most=f"{sum(left.values(), Decimal(0)).normalize():f}")
    order = reading.of(tx.connection, row.order_id)
    changes.edit(tx, delivery, row.id, root=order.instance_id, lines=lines)


def mark(
    tx: Transaction, delivery_id: int, state: str, *, root: int | None = None, **details: str
) -> Row[Any]:
    """Move a delivery; the row afterwards. Goods leave stock when shipped and come back when refused.

    `details`: carrier, station, tracking_no, route, courier, accepted_by. Repeating a move does nothing.
    """
    known = of(tx, delivery_id)
    order = reading.locked(tx.connection, known.order_id)
    row = of(tx, delivery_id)
    noted = _noted(details)
    if row.state == state:
        changes.edit(tx, delivery, delivery_id, root=root, **noted)
        return of(tx, delivery_id)
    if state not in MOVES[row.state]:
        raise _refused(row, state)
    if state == "shipped":
        _ship(tx, order, row, root)
        noted["shipped_at"] = tx.now
    if state == "accepted":
        _accept(tx, row, root)
        noted["accepted_at"] = tx.now
    if state == "refused":
        _take_back(tx, order, row, root)
    changes.edit(tx, delivery, delivery_id, root=root, state=state, **noted)
    return of(tx, delivery_id)


def of(tx: Transaction, delivery_id: int) -> Row[Any]:
    """One delivery. Raises NotFound."""
    row = changes.row_of(tx.connection, delivery, delivery_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="delivery", what_zh="交付单", id=delivery_id)
    return row


def quantities(row: Row[Any]) -> dict[int, Decimal]:
    """order line id → quantity of a delivery."""
    return {int(one["line_id"]): Decimal(one["quantity"]) for one in row.lines}


def is_complete(tx: Transaction, order_id: int) -> bool:
    """Whether everything that was ordered has been accepted."""
    return all(line.delivered_quantity >= line.quantity for line in reading.lines(tx.connection, order_id))


def wanted(tx: Transaction, order_id: int) -> dict[int, Decimal]:
    """product id → what is still to be delivered of the products that are kept in stock."""
    found: dict[int, Decimal] = {}
    for line in reading.lines(tx.connection, order_id):
        left = line.quantity - line.delivered_quantity
        if left > 0:
            found[line.product_id] = found.get(line.product_id, Decimal(0)) + left
    kept = stock.levels(tx.connection, found)
    return {product_id: quantity for product_id, quantity in found.items() if product_id in kept}


def _ship(tx: Transaction, order: Row[Any], row: Row[Any], root: int | None) -> None:
    if order.cancel_reason:
        raise BeingCancelled(no=order.no)
    if order.kind == "stock":
        stock.ship(tx, order.id, _by_product(tx, row), root=root)


def _accept(tx: Transaction, row: Row[Any], root: int | None) -> None:
    for line_id, quantity in quantities(row).items():
        line = changes.row_of(tx.connection, order_line, line_id, lock=True)
        assert line is not None
        changes.edit(
            tx, order_line, line_id, root=root, delivered_quantity=line.delivered_quantity + quantity
        )


def _take_back(tx: Transaction, order: Row[Any], row: Row[Any], root: int | None) -> None:
    """Refused goods are in the warehouse again and stay promised to the order."""
    if order.kind != "stock":
        return
    for product_id, quantity in sorted(_by_product(tx, row).items()):
        stock.restock(tx, product_id, quantity, order_id=order.id, remark=row.no, root=root)
    stock.reserve(tx, order.id, wanted(tx, order.id), root=root)


def _by_product(tx: Transaction, row: Row[Any]) -> dict[int, Decimal]:
    """What of a delivery is kept in stock."""
    found: dict[int, Decimal] = {}
    lines = {line.id: line.product_id for line in reading.lines(tx.connection, row.order_id)}
    for line_id, quantity in quantities(row).items():
        product_id = lines[line_id]
        found[product_id] = found.get(product_id, Decimal(0)) + quantity
    kept = stock.levels(tx.connection, found)
    return {product_id: quantity for product_id, quantity in found.items() if product_id in kept}


def _noted(details: Mapping[str, str]) -> dict[str, Any]:
    return {name: text.strip()[: _TEXTS[name]] for name, text in details.items() if text and text.strip()}


def _refused(row: Row[Any], state: str) -> DeliveryMove:
    return DeliveryMove(
        no=row.no,
        state_zh=DELIVERY_STATES[row.state][0],
        state_en=DELIVERY_STATES[row.state][1].lower(),
        wanted_zh=DELIVERY_STATES[state][0],
        wanted_en=DELIVERY_STATES[state][1].lower(),
    )
