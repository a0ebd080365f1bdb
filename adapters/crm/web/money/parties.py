"""Customers on the pages of money: found by what is typed, and those who owe something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

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
