"""An order in the customer's account: written when it takes effect, taken back when it is cancelled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import ledger
from engine.store.uow import Transaction


def book(tx: Transaction, row: Row[Any], *, root: int | None = None) -> None:
    """Debit the lines and the delivery fee, once."""
    ledger.post_order(tx, row.id, root=root)


def reverse(tx: Transaction, row: Row[Any], *, root: int | None = None) -> None:
    """Credit what was debited, once."""
    ledger.cancel_order(tx, row.id, root=root)
