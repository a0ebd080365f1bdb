"""Orders and what is collected for them, whose process was ended from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, stock, tables
from adapters.crm.endings.ended import Ended
from adapters.crm.orders import moves, reading
from adapters.crm.orders.errors import AlreadyShipped
from adapters.crm.todo import add_todo

order, plan = tables.order, tables.payment_plan


def orders(ended: Ended) -> None:
    """A draft stays one; what has left nothing of the warehouse is cancelled; the rest is closed with a task.

    The order names the root of its process, so the process says which order it is.
    """
    row = changes.row_of(ended.tx.connection, order, ended.variable("order_id") or 0, lock=True)
    if row is None or row.instance_id != ended.root_id:
        return
    if row.state == "draft":
        changes.edit(ended.tx, order, row.id, root=ended.root_id, instance_id=None)
        _tell(ended, row, "仍为草稿", "stays a draft")
    elif row.state in ("in_approval", "approved", "executing"):
        try:
            with ended.tx.savepoint():
                moves.cancel(ended.tx, row.id, reason=ended.why, root=ended.root_id)
        except AlreadyShipped:
            _close(ended, row)
        else:
            _tell(ended, row, "已取消", "was cancelled")
    elif row.state == "delivered":
        _close(ended, row)


def _close(ended: Ended, row: Row[Any]) -> None:
    """Goods are at the customer's: his debt stays, the rest is not delivered, somebody has to settle it."""
    stock.release(ended.tx, row.id, root=ended.root_id)
    for one in reading.deliveries_of(ended.tx.connection, row.id):
        if one.state in ("picking", "packed"):
            changes.edit(ended.tx, tables.delivery, one.id, root=ended.root_id, deleted_at=ended.tx.now)
    values: dict[str, Any] = {"state": "closed", "cancel_reason": ended.why}
    changes.edit(ended.tx, order, row.id, root=ended.root_id, **values)
    add_todo(
        ended.tx,
        owner_id=row.owner_id,
        subject=f"订单 {row.no} 的流程已终止，请核对交付与回款 · Order {row.no} was ended: settle what is open",
        due_at=ended.tx.now + timedelta(days=1),
        account_id=row.account_id,
        root=ended.root_id,
    )
    _tell(ended, row, "已关闭", "was closed")


def collections(ended: Ended) -> None:
    """What is owed stays owed, and nobody collects it: the open instalments are free for a new collection."""
    row = changes.row_of(ended.tx.connection, order, ended.variable("order_id") or 0)
    if row is None:
        return
    query = select(plan).where(
        plan.c.order_id == row.id, plan.c.instance_id == ended.root_id, plan.c.deleted_at.is_(None)
    )
    for one in ended.tx.connection.execute(query.order_by(plan.c.id)).all():
        changes.edit(ended.tx, plan, one.id, root=ended.root_id, instance_id=None)
    if row.state not in ("cancelled", "rejected"):
        _tell(ended, row, "的回款流程已终止", "is not collected any more")


def _tell(ended: Ended, row: Row[Any], zh: str, en: str) -> None:
    ended.tell(row.owner_id, (f"订单 {row.no} {zh}", f"Order {row.no} {en}"), ("order", row.id))
