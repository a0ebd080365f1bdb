"""New goods for those that came back: a delivery of its own, and calling it off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables
from adapters.crm.returns import documents, rules
from adapters.crm.returns.disposal import move, post
from adapters.crm.returns.inspection import spread
from engine.store.uow import Transaction


def deliver(tx: Transaction, return_id: int, *, root: int | None) -> str:
    """Reserve the same goods and hand them to the warehouse; the number of the delivery. Twice does nothing.

    Raises StockGone when too few are free.
    """
    row = documents.known(tx.connection, return_id, lock=True)
    open_delivery = _open(tx, return_id)
    if open_delivery is not None:
        return str(open_delivery.no)
    lines: list[dict[str, Any]] = []
    for line in documents.lines(tx.connection, return_id):
        if not line.received_quantity:
            continue
        _reserve(tx, row, line, line.received_quantity, root)
        quantity = f"{line.received_quantity.normalize():f}"
        lines.append({"order_line_id": line.order_line_id, "quantity": quantity})
    no = f"{row.no}-{_count(tx, return_id) + 1}"
    changes.add(
        tx,
        tables.delivery,
        root=root,
        order_id=row.order_id,
        return_id=return_id,
        no=no,
        lines=lines,
        state="picking",
    )
    return no


def call_off(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Release what `deliver` reserved and take the delivery away, unless it has left. Twice does nothing."""
    row = documents.known(tx.connection, return_id, lock=True)
    delivery = _open(tx, return_id)
    if delivery is None or delivery.state not in ("picking", "packed"):
        return
    for line in documents.lines(tx.connection, return_id):
        if line.received_quantity:
            _reserve(tx, row, line, -line.received_quantity, root)
    changes.edit(tx, tables.delivery, delivery.id, root=root, deleted_at=tx.now)


def refund_instead(tx: Transaction, return_id: int, *, root: int | None) -> Row[Any]:
    """The customer gets his money where no goods are left: his account is credited. Twice does nothing."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.kind == "refund":
        return row
    changes.row_of(tx.connection, tables.order, row.order_id, lock=True)
    most = rules.refundable(tx.connection, row.order_id, without=return_id)
    accepted = min(row.accepted_amount or rules.ZERO, most)
    changes.edit(tx, tables.return_order, return_id, root=root, kind="refund", accepted_amount=accepted)
    spread(tx, return_id, accepted, root)
    if accepted:
        post(tx, row, "return", credit=accepted, root=root)
    return documents.known(tx.connection, return_id)


def _reserve(tx: Transaction, row: Row[Any], line: Row[Any], quantity: Decimal, root: int | None) -> None:
    kind = "reserve" if quantity > 0 else "release"
    remark = f"{row.no} · {abs(quantity).normalize():f}"
    move(tx, line, kind, Decimal(0), row=row, remark=remark, root=root, reserved=quantity)


def _open(tx: Transaction, return_id: int) -> Row[Any] | None:
    delivery = tables.delivery
    query = select(delivery).where(delivery.c.return_id == return_id, delivery.c.deleted_at.is_(None))
    return tx.connection.execute(query).first()


def _count(tx: Transaction, return_id: int) -> int:
    delivery = tables.delivery
    query = select(delivery.c.id).where(delivery.c.return_id == return_id)
    return len(tx.connection.execute(query).all())
