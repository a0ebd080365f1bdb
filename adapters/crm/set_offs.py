"""The credit of returned goods, taken off what is still to be paid of their order; and put back again.

What cannot be set off is paid back: a customer who owes gets no money before he has paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, ledger, plans, tables
from adapters.crm.dunning import release_hold
from adapters.crm.todo import add_todo
from engine.store.uow import Transaction

table = tables.set_off
ZERO = Decimal(0)


def open_of(connection: Connection, order: Row[Any]) -> Decimal:
    """What is still to be paid of an order: by its instalments, or in all where nobody planned them yet."""
    rows = plans.of_order(connection, order.id)
    if not rows:
        return max(plans.target(connection, order), ZERO)
    return sum((max(plans.rest(row), ZERO) for row in rows), ZERO)


def of_return(connection: Connection, return_id: int) -> Decimal:
    """How much of a return's credit was set off."""
    query = select(func.sum(table.c.amount)).where(
        table.c.return_id == return_id, table.c.deleted_at.is_(None)
    )
    return connection.scalar(query) or ZERO


def put(
    tx: Transaction, return_id: int, order_id: int, credit: Decimal, *, root: int | None = None
) -> Decimal:
    """Set a credit off against the order, the last open instalments first; how much of it. Once per return."""
    order = changes.row_of(tx.connection, tables.order, order_id, lock=True)
    assert order is not None
    done = of_return(tx.connection, return_id)
    if done:
        return done
    parts = list(_parts(tx, order, credit, root))
    shared = {"return_id": return_id, "order_id": order_id}
    changes.add_many(
        tx, table, [{**shared, "plan_id": plan_id, "amount": part} for plan_id, part in parts], root=root
    )
    _follow(tx, order.account_id, root)
    return sum((part for _plan_id, part in parts), ZERO)


def take_back(tx: Transaction, return_id: int, *, root: int | None = None) -> Decimal:
    """The order is owed again what was set off; how much. An instalment that is gone is owed as a new one."""
    query = select(table).where(table.c.return_id == return_id, table.c.deleted_at.is_(None))
    rows = tx.connection.execute(query.order_by(table.c.id)).all()
    for row in rows:
        changes.edit(tx, table, row.id, root=root, deleted_at=tx.now)
        if row.plan_id is not None:
            _owe_again(tx, row, root)
    if rows:
        order = changes.row_of(tx.connection, tables.order, rows[0].order_id)
        assert order is not None
        _ask(tx, order, root)
        _follow(tx, order.account_id, root)
    return sum((row.amount for row in rows), ZERO)


def _parts(
    tx: Transaction, order: Row[Any], credit: Decimal, root: int | None
) -> Iterator[tuple[int | None, Decimal]]:
    rows = plans.of_order(tx.connection, order.id)
    if not rows and credit > 0:
        part = min(open_of(tx.connection, order), credit)
        if part > 0:
            yield None, part
    for row in reversed(rows):
        part = min(plans.rest(row), credit)
        if part > 0:
            changes.edit(tx, plans.plan, row.id, root=root, amount=row.amount - part)
            plans.refresh(tx, row.id, root=root)
            credit -= part
            yield row.id, part


def _owe_again(tx: Transaction, row: Row[Any], root: int | None) -> None:
    found = changes.row_of(tx.connection, plans.plan, row.plan_id, lock=True)
    alive = plans.of_order(tx.connection, row.order_id)
    if found is not None and found.deleted_at is None:
        changes.edit(tx, plans.plan, found.id, root=root, amount=found.amount + row.amount)
        plans.refresh(tx, found.id, root=root)
    elif alive:
        values = {"seq": alive[-1].seq + 1, "event": "date", "due_on": ledger.today(tx)}
        made = changes.add(
            tx,
            plans.plan,
            root=root,
            order_id=row.order_id,
            amount=row.amount,
            received=ZERO,
            state="pending",
            approved_at=tx.now,
            instance_id=alive[-1].instance_id,
            **values,
        )
        plans.refresh(tx, made, root=root)


def _ask(tx: Transaction, order: Row[Any], root: int | None) -> None:
    """Where no process collects the order any more, its owner has to."""
    if any(row.instance_id is not None for row in plans.of_order(tx.connection, order.id)):
        return
    add_todo(
        tx,
        owner_id=order.owner_id,
        subject=f"退货已撤销，订单 {order.no} 又有欠款 · The return was undone: order {order.no} is owed again",
        due_at=tx.now + timedelta(days=1),
        account_id=order.account_id,
        root=root,
    )


def _follow(tx: Transaction, account_id: int, root: int | None) -> None:
    ledger.mirror(tx, account_id, root=root)
    release_hold(tx, account_id, root=root)
