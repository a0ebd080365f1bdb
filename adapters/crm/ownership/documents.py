"""The documents of a customer that are still being worked on: they go with the customer's owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, or_, select

from adapters.crm import changes, tables
from engine.store.uow import Transaction

#: entity → table, the condition that a row is open, Chinese, English (many)
OPEN: Mapping[str, tuple[Table, ColumnElement[bool], str, str]] = {
    "opportunity": (
        tables.opportunity,
        tables.opportunity.c.state == "open",
        "业务机会",
        "opportunities",
    ),
    "quote": (
        tables.quote,
        tables.quote.c.state.in_(("draft", "in_approval", "returned", "withdrawn", "approved", "sent")),
        "报价",
        "quotes",
    ),
    "order": (
        tables.order,
        tables.order.c.state.not_in(("closed", "cancelled", "rejected")),
        "订单",
        "orders",
    ),
    "task": (tables.task, tables.task.c.done_at.is_(None), "任务", "tasks"),
    "lead": (
        tables.lead,
        tables.lead.c.state.in_(("new", "contacted", "qualified")),
        "线索",
        "leads",
    ),
}
#: Open documents that keep a customer from going back to the pool: somebody has promised something.
_BINDING = ("opportunity", "order")


def open_rows(
    connection: Connection, entity: str, *, owner_id: int | None = None, account_id: int | None = None
) -> Sequence[Row[Any]]:
    """The open rows of an entity, of an owner and about a customer, the oldest first."""
    table, is_open, *_ = OPEN[entity]
    query = select(table).where(is_open, table.c.deleted_at.is_(None))
    if owner_id is not None:
        query = query.where(table.c.owner_id == owner_id)
    if account_id is not None:
        query = query.where(table.c.account_id == account_id)
    return connection.execute(query.order_by(table.c.id)).all()


def binding(connection: Connection, account_id: int) -> tuple[str, int] | None:
    """What keeps a customer with his owner: the entity and how many; None if nothing does."""
    for entity in _BINDING:
        table, is_open, *_ = OPEN[entity]
        query = select(func.count()).where(
            is_open, table.c.account_id == account_id, table.c.deleted_at.is_(None)
        )
        if found := connection.scalar(query):
            return entity, found
    return None


def bound_accounts() -> ColumnElement[bool]:
    """Customers with binding documents, as a condition on the table of customers."""
    account = tables.account
    return or_(
        *(
            account.c.id.in_(
                select(OPEN[entity][0].c.account_id).where(
                    OPEN[entity][1], OPEN[entity][0].c.deleted_at.is_(None)
                )
            )
            for entity in _BINDING
        )
    )


def move(
    tx: Transaction, account_id: int, from_id: int | None, to_id: int, *, root: int | None = None
) -> int:
    """Give the open documents of a customer's former owner to the new one; how many. Others' stay theirs."""
    if from_id is None:
        return 0
    moved = 0
    for entity in OPEN:
        for row in open_rows(tx.connection, entity, owner_id=from_id, account_id=account_id):
            changes.edit(tx, OPEN[entity][0], row.id, root=root, owner_id=to_id)
            moved += 1
    return moved
