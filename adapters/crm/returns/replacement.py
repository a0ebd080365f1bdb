"""New goods for those that came back: a delivery of its own, and calling it off."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, stock, tables
from adapters.crm.numbering import next_number
from adapters.crm.returns import documents, rules
from adapters.crm.returns.disposal import credit
from adapters.crm.returns.errors import state_refused
from adapters.crm.returns.inspection import spread
from engine.store.uow import Transaction


def deliver(tx: Transaction, return_id: int, *, root: int | None) -> str:
    """Reserve the same goods and hand them to the warehouse; the number of the delivery. Twice does nothing.

    Raises OutOfStock when too few are free.
    """
    row = documents.known(tx.connection, return_id, lock=True)
    known = _open(tx, return_id)
    if known is not None:
        return str(known.no)
    lines = [line for line in documents.lines(tx.connection, return_id) if line.received_quantity]
    _promise(tx, row, lines, 1, root)
    no = next_number(tx, "delivery")
    changes.add(
        tx,
        tables.delivery,
        root=root,
        order_id=row.order_id,
        return_id=return_id,
        no=no,
        remark=row.no,
        lines=[
            {"line_id": str(line.order_line_id), "quantity": f"{line.received_quantity:f}"} for line in lines
        ],
        state="picking",
    )
    return no


def call_off(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Release what `deliver` reserved and take the delivery away. Twice does nothing.

    Raises ReturnState once the goods have left: then they must come back as a return of their own.
    """
    row = documents.known(tx.connection, return_id, lock=True)
    delivery = _open(tx, return_id)
    if delivery is None:
        return
    if delivery.state not in ("picking", "packed"):
        raise state_refused(row)
    lines = [line for line in documents.lines(tx.connection, return_id) if line.received_quantity]
    _promise(tx, row, lines, -1, root)
    changes.edit(tx, tables.delivery, delivery.id, root=root, deleted_at=tx.now)


def refund_instead(tx: Transaction, return_id: int, *, root: int | None) -> Row[Any]:
    """The customer gets his money where no goods are left: his account is credited. Twice does nothing."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.kind == "refund":
        return row
    changes.row_of(tx.connection, tables.order, row.order_id, lock=True)
    most = rules.creditable(tx.connection, row.order_id, without=return_id)
    accepted = min(row.accepted_amount or rules.ZERO, most)
    changes.edit(tx, tables.return_order, return_id, root=root, kind="refund", accepted_amount=accepted)
    spread(tx, return_id, accepted, root)
    if accepted:
        credit(tx, row, accepted, root=root)
    return documents.known(tx.connection, return_id)


def _promise(tx: Transaction, row: Row[Any], lines: list[Row[Any]], sign: int, root: int | None) -> None:
    """Promise the goods to the order, on top of what it holds; products that are not kept in stock need none."""
    wanted = dict(stock.held(tx.connection, row.order_id))
    kept = stock.levels(tx.connection, [line.product_id for line in lines])
    for line in lines:
        if line.product_id in kept:
            more = sign * line.received_quantity
            wanted[line.product_id] = max(wanted.get(line.product_id, rules.ZERO) + more, rules.ZERO)
    stock.reserve(tx, row.order_id, wanted, root=root)


def _open(tx: Transaction, return_id: int) -> Row[Any] | None:
    delivery = tables.delivery
    query = select(delivery).where(delivery.c.return_id == return_id, delivery.c.deleted_at.is_(None))
    return tx.connection.execute(query).first()
