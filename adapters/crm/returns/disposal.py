"""Goods that came back, in stock and in the customer's account; and taking both back again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select

from adapters.crm import changes, ledger, set_offs, stock, tables
from adapters.crm.returns import documents, rules
from adapters.crm.returns.moves import mark
from engine.store.uow import Transaction


def dispose(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Book what the inspection decided: restock, scrap or repair, and the customer's credit. Twice does nothing.

    The credit is set off against what the customer still owes for the order; the rest is to be paid back.
    """
    row = documents.known(tx.connection, return_id, lock=True)
    if row.disposed_at is not None:
        return
    for line in _moved(tx, return_id):
        stock.come_back(
            tx,
            line.product_id,
            line.received_quantity,
            line.disposition,
            return_id=return_id,
            remark=row.no,
            root=root,
        )
    if row.kind == "refund" and row.accepted_amount:
        credit(tx, row, row.accepted_amount, root=root)
    if row.state == "received":
        mark(tx, return_id, "inspected", root=root)
    changes.edit(tx, tables.return_order, return_id, root=root, disposed_at=tx.now)


def undo(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Reverse `dispose` by entries of the opposite sign. Raises OutOfStock for goods that were sold meanwhile."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.disposed_at is None:
        return
    for line in _moved(tx, return_id):
        if line.disposition == "restock":
            stock.go_again(
                tx, line.product_id, line.received_quantity, return_id=return_id, remark=row.no, root=root
            )
    if row.kind == "refund" and row.accepted_amount:
        post(tx, row, "return", debit=row.accepted_amount, root=root)
        set_offs.take_back(tx, return_id, root=root)
    changes.edit(tx, tables.return_order, return_id, root=root, disposed_at=None)


def credit(tx: Transaction, row: Row[Any], amount: Decimal, *, root: int | None) -> None:
    """The customer owes so much less, and his instalments say so."""
    post(tx, row, "return", credit=amount, root=root)
    set_offs.put(tx, row.id, row.order_id, amount, root=root)


def _moved(tx: Transaction, return_id: int) -> list[Row[Any]]:
    """The lines that touch stock, by product: everybody locks stock in that order."""
    stored = [
        line
        for line in documents.lines(tx.connection, return_id)
        if line.received_quantity and line.disposition in ("restock", "scrap", "repair")
    ]
    return sorted(stored, key=lambda line: (line.product_id, line.id))


def post(
    tx: Transaction,
    row: Row[Any],
    kind: str,
    *,
    debit: Decimal = rules.ZERO,
    credit: Decimal = rules.ZERO,
    root: int | None,
) -> None:
    """An entry of the customer's account for a return."""
    entry = tables.ledger_entry
    number = tx.connection.scalar(
        select(func.count()).where(entry.c.return_id == row.id, entry.c.kind == kind)
    )
    ledger.post(
        tx,
        once=f"{kind}:{row.id}:{number}",
        kind=kind,
        debit=debit,
        credit=credit,
        account_id=row.account_id,
        order_id=row.order_id,
        return_id=row.id,
        currency=row.currency,
        ref_no=row.no,
        root=root,
    )
