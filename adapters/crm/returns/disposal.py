"""Goods that came back, in stock and in the customer's account; and taking both back again."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables
from adapters.crm.returns import documents, rules
from adapters.crm.returns.errors import StockGone
from adapters.crm.returns.moves import mark
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction


def dispose(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Book what the inspection decided: restock, scrap or repair, and the customer's credit. Twice does nothing."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.disposed_at is not None:
        return
    for line in documents.lines(tx.connection, return_id):
        if line.received_quantity and line.disposition in ("restock", "scrap", "repair"):
            stocked = line.received_quantity if line.disposition == "restock" else rules.ZERO
            remark = f"{row.no} · {line.received_quantity.normalize():f}"
            move(tx, line, line.disposition, stocked, row=row, remark=remark, root=root)
    if row.kind == "refund" and row.accepted_amount:
        post(tx, row, "return", credit=row.accepted_amount, root=root)
    if row.state == "received":
        mark(tx, return_id, "inspected", root=root)
    changes.edit(tx, tables.return_order, return_id, root=root, disposed_at=tx.now)


def undo(tx: Transaction, return_id: int, *, root: int | None) -> None:
    """Reverse `dispose` by entries of the opposite sign. Raises StockGone for goods that were sold meanwhile."""
    row = documents.known(tx.connection, return_id, lock=True)
    if row.disposed_at is None:
        return
    for line in documents.lines(tx.connection, return_id):
        if line.received_quantity and line.disposition in ("restock", "scrap", "repair"):
            stocked = -line.received_quantity if line.disposition == "restock" else rules.ZERO
            remark = f"{row.no} · −{line.received_quantity.normalize():f}"
            move(tx, line, line.disposition, stocked, row=row, remark=remark, root=root)
    if row.kind == "refund" and row.accepted_amount:
        post(tx, row, "return", debit=row.accepted_amount, root=root)
    changes.edit(tx, tables.return_order, return_id, root=root, disposed_at=None)


def move(
    tx: Transaction,
    product: Row[Any],
    kind: str,
    on_hand: Decimal,
    *,
    row: Row[Any],
    remark: str,
    root: int | None,
    reserved: Decimal = rules.ZERO,
) -> None:
    """One movement with its entry. `product`: any row with product_id, name, name_en. Raises StockGone."""
    stock = tables.stock
    # The product's lock stands for the stock row, which may not exist yet.
    changes.row_of(tx.connection, tables.product, product.product_id, lock=True)
    held = tx.connection.execute(select(stock).where(stock.c.product_id == product.product_id)).first()
    before = (held.on_hand, held.reserved) if held else (rules.ZERO, rules.ZERO)
    after = (before[0] + on_hand, before[1] + reserved)
    if after[0] < max(after[1], rules.ZERO):
        raise StockGone(
            name_zh=product.name,
            name_en=product.name_en or product.name,
            free=f"{(before[0] - before[1]).normalize():f}",
            wanted=f"{max(-on_hand, reserved).normalize():f}",
        )
    values: dict[str, Any] = {"on_hand": after[0], "reserved": after[1]}
    if held is None:
        changes.add(tx, stock, root=root, product_id=product.product_id, **values)
    else:
        changes.edit(tx, stock, held.id, root=root, **values)
    changes.add(
        tx,
        tables.stock_entry,
        root=root,
        product_id=product.product_id,
        kind=kind,
        on_hand=on_hand,
        reserved=reserved,
        order_id=row.order_id,
        return_id=row.id,
        remark=remark,
    )


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
    changes.add(
        tx,
        tables.ledger_entry,
        root=root,
        date=tx.now.astimezone(COMPANY_ZONE).date(),
        account_id=row.account_id,
        order_id=row.order_id,
        return_id=row.id,
        kind=kind,
        debit=debit,
        credit=credit,
        ref_no=row.no,
    )
    account = changes.row_of(tx.connection, tables.account, row.account_id, lock=True)
    assert account is not None
    owed = (account.receivable or rules.ZERO) + debit - credit
    changes.edit(tx, tables.account, row.account_id, root=root, receivable=owed)


def movements(tx: Transaction, return_id: int) -> Sequence[Row[Any]]:
    """The entries that a return made, in order."""
    entry = tables.stock_entry
    query = select(entry).where(entry.c.return_id == return_id).order_by(entry.c.id)
    return tx.connection.execute(query).all()
