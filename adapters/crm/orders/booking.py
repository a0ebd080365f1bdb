"""An order in the customer's account: written when it takes effect, taken back when it is cancelled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select

from adapters.crm import changes, tables
from adapters.crm.orders.drafts import today
from engine.store.uow import Transaction

ledger = tables.ledger_entry
_KINDS = ("order", "charge")


def book(tx: Transaction, row: Row[Any], *, root: int | None = None) -> None:
    """Debit the lines and the delivery fee, once."""
    _settle(tx, row, {"order": row.total, "charge": row.delivery_fee or Decimal(0)}, root)


def reverse(tx: Transaction, row: Row[Any], *, root: int | None = None) -> None:
    """Credit what was debited, once."""
    _settle(tx, row, dict.fromkeys(_KINDS, Decimal(0)), root)


def _settle(tx: Transaction, row: Row[Any], wanted: dict[str, Decimal], root: int | None) -> None:
    """Bring the order's balance of each kind to what is wanted; the ledger is only ever added to."""
    party = changes.row_of(tx.connection, tables.account, row.account_id, lock=True)
    assert party is not None
    moved = Decimal(0)
    for kind, amount in wanted.items():
        missing = amount - _booked(tx, row.id, kind)
        if missing == 0:
            continue
        moved += missing
        changes.add(
            tx,
            ledger,
            root=root,
            date=today(tx),
            account_id=row.account_id,
            order_id=row.id,
            kind=kind,
            debit=max(missing, Decimal(0)),
            credit=max(-missing, Decimal(0)),
            ref_no=row.no,
        )
    if moved:
        receivable = max(party.receivable + moved, Decimal(0))
        changes.edit(tx, tables.account, party.id, root=root, receivable=receivable)


def _booked(tx: Transaction, order_id: int, kind: str) -> Decimal:
    query = select(func.sum(ledger.c.debit), func.sum(ledger.c.credit)).where(
        ledger.c.order_id == order_id, ledger.c.kind == kind
    )
    debit, credit = tx.connection.execute(query).one()
    return Decimal(debit or 0) - Decimal(credit or 0)
