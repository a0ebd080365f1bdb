"""Customers on the pages of money: found by what is typed, and those who owe something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from adapters.crm import tables


def party(connection: Connection, typed: str) -> Row[Any] | None:
    """The customer of a typed number or name."""
    account = tables.account
    text = typed.split(" · ", maxsplit=1)[0].strip()
    if not text:
        return None
    query = select(account).where(
        account.c.deleted_at.is_(None), (account.c.code == text) | (account.c.name == text)
    )
    return connection.execute(query.limit(1)).first()


def debtors(connection: Connection) -> Sequence[Any]:
    """Customers who owe something, to choose from."""
    account = tables.account
    query = select(account.c.code, account.c.name, account.c.name_en, account.c.receivable).where(
        account.c.deleted_at.is_(None), account.c.receivable > 0
    )
    return connection.execute(query.order_by(account.c.receivable.desc()).limit(300)).all()


def balances_of_customers(connection: Connection, asked: str, most: int) -> Sequence[Row[Any]]:
    """Customers with what they owe, how much of it is late, and what they paid ahead; the largest debts first.

    Without `asked` (part of a name or number) only those who owe or paid ahead.
    """
    account, receipt, settled = tables.account, tables.receipt, tables.receipt_allocation
    given = (
        select(func.coalesce(func.sum(settled.c.amount), 0))
        .where(settled.c.receipt_id == receipt.c.id, settled.c.deleted_at.is_(None))
        .scalar_subquery()
    )
    ahead = (
        select(func.coalesce(func.sum(receipt.c.amount - given), 0))
        .where(
            receipt.c.account_id == account.c.id, receipt.c.state == "posted", receipt.c.deleted_at.is_(None)
        )
        .scalar_subquery()
    )
    ahead.type = receipt.c.amount.type
    query = select(account, ahead.label("ahead")).where(account.c.deleted_at.is_(None))
    if asked:
        names = (account.c.name, account.c.name_en, account.c.code)
        query = query.where(or_(*(one.icontains(asked, autoescape=True) for one in names)))
    else:
        query = query.where((account.c.receivable != 0) | account.c.id.in_(_with_credit()))
    return connection.execute(query.order_by(account.c.receivable.desc(), account.c.id).limit(most)).all()


def _with_credit() -> Any:
    receipt, settled = tables.receipt, tables.receipt_allocation
    given = (
        select(func.coalesce(func.sum(settled.c.amount), 0))
        .where(settled.c.receipt_id == receipt.c.id, settled.c.deleted_at.is_(None))
        .correlate(receipt)
        .scalar_subquery()
    )
    return select(receipt.c.account_id).where(receipt.c.state == "posted", receipt.c.amount > given)
