"""What a return takes back of the sale: statistics, commission, the units at the customer's. And undoing that."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Row, func, select

from adapters.crm import archive, changes, tables
from adapters.crm.returns import documents, rules
from adapters.crm.returns.errors import AlreadyPaid
from adapters.crm.returns.moves import mark
from engine.store.uow import Transaction


def correct(tx: Transaction, return_id: int, *, root: int | None) -> Row[Any]:
    """Correct the sale and close the return; the row afterwards. Twice does nothing."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.corrected_at is not None:
        return row
    stored = documents.lines(tx.connection, return_id)
    if row.kind == "refund":
        _take_commission(tx, row, root)
    if row.kind != "repair":
        for line in stored:
            _book(tx, line, line.received_quantity or rules.ZERO, root)
            archive.take_back(tx, line, replaced=row.kind == "replace", root=root)
    changes.edit(tx, tables.return_order, return_id, root=root, corrected_at=tx.now)
    return mark(tx, return_id, "closed", root=root)


def undo(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Reverse `correct`. Raises AlreadyPaid once the refund went out."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.corrected_at is None:
        return
    if row.kind == "refund" and refund_paid(tx, return_id):
        raise AlreadyPaid(no=row.no)
    stored = documents.lines(tx.connection, return_id)
    if row.kind == "refund":
        _give_commission_back(tx, return_id, root)
    if row.kind != "repair":
        for line in stored:
            _book(tx, line, -(line.received_quantity or rules.ZERO), root)
            archive.give_back(tx, line, root=root)
    changes.edit(tx, tables.return_order, return_id, root=root, corrected_at=None)


def refund_paid(tx: Transaction, return_id: int) -> bool:
    """Whether money went out for a return."""
    paid = tables.payment_out
    query = select(paid.c.id).where(
        paid.c.return_id == return_id, paid.c.kind == "refund", paid.c.paid_on.is_not(None)
    )
    return tx.connection.execute(query).first() is not None


def _book(tx: Transaction, line: Row[Any], quantity: Decimal, root: int | None) -> None:
    """What is at the customer's is delivered less returned; a replacement counts as delivered once it arrives."""
    held = changes.row_of(tx.connection, tables.order_line, line.order_line_id, lock=True)
    assert held is not None
    returned = held.returned_quantity + quantity
    changes.edit(tx, tables.order_line, line.order_line_id, root=root, returned_quantity=returned)


def _take_commission(tx: Transaction, row: Row[Any], root: int | None) -> None:
    """A negative row for every commission of the order: the share of the order that was refunded."""
    order = changes.row_of(tx.connection, tables.order, row.order_id)
    assert order is not None
    if not order.total or not row.accepted_amount:
        return
    commission = tables.commission
    earned = select(commission).where(
        commission.c.order_id == row.order_id,
        commission.c.return_id.is_(None),
        commission.c.deleted_at.is_(None),
    )
    for one in tx.connection.execute(earned).all():
        base = (one.base * row.accepted_amount / order.total).quantize(rules.CENT, ROUND_HALF_UP)
        changes.add(
            tx,
            commission,
            root=root,
            person_id=one.person_id,
            order_id=one.order_id,
            return_id=row.id,
            base=-base,
            ratio=one.ratio,
            state="due",
            amount=-(base * one.ratio).quantize(rules.CENT, ROUND_HALF_UP),
        )


def _give_commission_back(tx: Transaction, return_id: int, root: int | None) -> None:
    """Rows of the opposite sign: what was booked stays on record."""
    commission = tables.commission
    taken = (
        select(
            commission.c.person_id,
            commission.c.order_id,
            commission.c.ratio,
            func.sum(commission.c.base).label("base"),
            func.sum(commission.c.amount).label("amount"),
        )
        .where(commission.c.return_id == return_id)
        .group_by(commission.c.person_id, commission.c.order_id, commission.c.ratio)
    )
    for one in tx.connection.execute(taken).all():
        if one.amount or one.base:
            changes.add(
                tx,
                commission,
                root=root,
                person_id=one.person_id,
                order_id=one.order_id,
                return_id=return_id,
                base=-one.base,
                ratio=one.ratio,
                amount=-one.amount,
                state="due",
            )
