"""Orders without a quote: an opportunity whose customer orders at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, or_, select

from adapters.crm import changes, tables
from adapters.crm.orders import drafts, reading
from adapters.crm.orders.drafts import OrderDraft
from engine.errors import NotFound
from engine.store.uow import Transaction

order = tables.order


def add_for_opportunity(tx: Transaction, opportunity_id: int, *, root: int | None) -> Row[Any]:
    """The draft that its owner fills; the one that is there already where no other process holds it.

    Raises NotFound, BuyerRefused.
    """
    sold = changes.row_of(tx.connection, tables.opportunity, opportunity_id, lock=True)
    if sold is None or sold.deleted_at is not None:
        raise NotFound(what="opportunity", what_zh="销售机会", id=opportunity_id)
    known = select(order.c.id).where(
        order.c.opportunity_id == opportunity_id,
        order.c.quote_id.is_(None),
        order.c.state == "draft",
        order.c.deleted_at.is_(None),
        or_(order.c.instance_id.is_(None), order.c.instance_id == root),
    )
    found = tx.connection.scalar(known.order_by(order.c.id))
    if found is None:
        party = drafts.buyer(tx, sold.account_id)
        draft = OrderDraft(lines=(), contact_id=sold.contact_id, ship_city=party.city, ship_to=party.address)
        found = drafts.write_draft(
            tx,
            party,
            draft,
            owner_id=sold.owner_id,
            root=root,
            channel="staff",
            currency=sold.currency,
            opportunity_id=opportunity_id,
        )
    return reading.of(tx.connection, found)
