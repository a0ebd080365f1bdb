"""The states of a return. Only its own process instance moves it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, tables
from adapters.crm.parameters import parameter
from adapters.crm.returns import documents, rules
from adapters.crm.returns.errors import OtherReturnInstance, ReturnEmpty, state_refused
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

#: state → the states it may move to
MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_approval", "cancelled"}),
    "in_approval": frozenset({"draft", "approved", "rejected", "cancelled"}),
    "approved": frozenset({"awaiting_goods", "cancelled"}),
    "awaiting_goods": frozenset({"received", "cancelled"}),
    "received": frozenset({"inspected", "cancelled"}),
    "inspected": frozenset({"refund_due", "closed", "cancelled"}),
    "refund_due": frozenset({"inspected", "refunded", "closed", "cancelled"}),
    "refunded": frozenset({"closed"}),
    # undone as a whole while no refund was paid
    "closed": frozenset({"cancelled"}),
    "cancelled": frozenset(),
    "rejected": frozenset(),
}
GOODS_DAYS = 30


def hold(tx: Transaction, return_id: int, instance_id: int | None, *, root: int | None) -> Row[Any]:
    """The return, locked, as that of this instance; a free one becomes its. Raises OtherReturnInstance."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.instance_id is None and instance_id is not None:
        changes.edit(tx, tables.return_order, return_id, root=root, instance_id=instance_id)
    elif instance_id not in (None, row.instance_id):
        raise OtherReturnInstance(no=row.no, instance=row.instance_id)
    return row


def mark(
    tx: Transaction,
    return_id: int,
    state: str,
    *,
    instance_id: int | None = None,
    root: int | None = None,
    reason: str = "",
) -> Row[Any]:
    """Move a return; the row afterwards. The same move again does nothing. Raises ReturnState."""
    row = hold(tx, return_id, instance_id, root=root)
    if row.state == state:
        return row
    if state not in MOVES[row.state]:
        raise state_refused(row)
    stamps = _stamps(tx, state)
    if reason:
        stamps["ended_reason"] = reason
    changes.edit(tx, tables.return_order, return_id, root=root, state=state, **stamps)
    return documents.known(tx.connection, return_id)


def submit(tx: Transaction, return_id: int, *, instance_id: int | None, root: int | None) -> dict[str, Any]:
    """Check a return against its order and, when nothing speaks against it, take it into approval.

    `quantity_ok` tells whether it went there. The order is locked meanwhile: two returns of the same goods,
    checked at once, see each other. Raises ReturnEmpty.
    """
    row = hold(tx, return_id, instance_id, root=root)
    order = changes.row_of(tx.connection, tables.order, row.order_id, lock=True)
    assert order is not None
    stored = documents.lines(tx.connection, return_id)
    if not stored:
        raise ReturnEmpty(no=row.no)
    there = {
        each.order_line_id: each for each in rules.returnable(tx.connection, row.order_id, without=return_id)
    }
    fits = all(rules.ZERO < line.quantity <= there[line.order_line_id].left for line in stored)
    fits &= documents.repairable(tx.connection, row.kind, [line.order_line_id for line in stored])
    delivered = rules.delivered_on(tx.connection, order)
    days = (tx.now.astimezone(COMPANY_ZONE).date() - delivered).days if delivered else 0
    most = rules.creditable(tx.connection, row.order_id, without=return_id)
    amount = _amount(row, sum((line.amount for line in stored), rules.ZERO), most)
    within = days <= rules.window_days(tx.connection)
    changes.edit(tx, tables.return_order, return_id, root=root, amount=amount, within_window=within)
    if fits and row.state == "draft":
        mark(tx, return_id, "in_approval", root=root)
    return {
        "quantity_ok": fits,
        "within_window": within,
        "days_since_delivery": days,
        "max_refund": most,
        "amount": amount,
    }


def _amount(row: Row[Any], worth: Decimal, most: Decimal) -> Decimal:
    """A credit is at most what the order was paid or is still owed; other kinds are worth their goods."""
    return min(worth, most) if row.kind == "refund" else worth


def _stamps(tx: Transaction, state: str) -> dict[str, Any]:
    if state == "awaiting_goods":
        days = int(parameter(tx.connection, "return.goods_days", GOODS_DAYS))
        return {"goods_due_at": tx.now + timedelta(days=days)}
    if state == "received":
        return {"goods_received_at": tx.now}
    return {}
