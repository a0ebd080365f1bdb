"""An event happened: the instalments that waited for it get their day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from adapters.crm import changes, plans, tables
from engine.store.uow import Transaction


def happened(tx: Transaction, order_id: int, event: str, on: date, *, root: int | None = None) -> list[int]:
    """Date the instalments of an order that waited for an event; their ids."""
    dated = []
    for row in plans.of_order(tx.connection, order_id):
        if row.event == event and row.due_on is None:
            due_on = on + timedelta(days=row.event_days)
            changes.edit(tx, tables.payment_plan, row.id, root=root, due_on=due_on)
            plans.refresh(tx, row.id, root=root)
            dated.append(row.id)
    return dated


def signed(tx: Transaction, contract_id: int, on: date, *, root: int | None = None) -> list[int]:
    """The contract of these orders is signed; the ids of those with instalments that got their day."""
    order = tables.order
    query = select(order.c.id).where(order.c.contract_id == contract_id, order.c.deleted_at.is_(None))
    ids = tx.connection.scalars(query.order_by(order.c.id)).all()
    return [order_id for order_id in ids if happened(tx, order_id, "signing", on, root=root)]
