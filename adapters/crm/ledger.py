"""The ledger: append-only entries that balances of customers, orders and bank accounts are sums of.

For a customer debit − credit is what he owes; for a bank account credit − debit is what came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, tables
from engine.errors import NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

entry, plan, order = tables.ledger_entry, tables.payment_plan, tables.order
ZERO = Decimal(0)
#: States of an order whose instalments nobody owes.
VOID_ORDERS = ("draft", "in_approval", "cancelled", "rejected")


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderAccount:
    """Order − returns + charges − receipts + refunds − write-offs = balance (6.4)."""

    order: Decimal
    returns: Decimal
    charges: Decimal
    receipts: Decimal
    refunds: Decimal
    written_off: Decimal
    set_off: Decimal = ZERO  # what of the returns was taken off the instalments, not paid back

    @property
    def balance(self) -> Decimal:
        """What is still owed; negative where the customer has paid too much."""
        owed = self.order - self.returns + self.charges
        return owed - self.receipts + self.refunds - self.written_off


def post(
    tx: Transaction,
    *,
    once: str,
    kind: str,
    debit: Decimal = ZERO,
    credit: Decimal = ZERO,
    account_id: int | None = None,
    on: date | None = None,
    root: int | None = None,
    **named: Any,
) -> bool:
    """Book an entry; False where it was booked before under the same `once`.

    `named`: order_id, return_id, bank_account_id, currency, ref_no, remark. The customer's mirrored balance follows.
    """
    if account_id is not None:
        changes.row_of(
            tx.connection, tables.account, account_id, lock=True
        )  # entries of one customer in turn
    if tx.connection.scalar(select(entry.c.id).where(entry.c.once == once)) is not None:
        return False
    values = {"date": on or today(tx), "kind": kind, "debit": debit, "credit": credit, "once": once}
    changes.add(tx, entry, root=root, account_id=account_id, **values, **named)
    if account_id is not None:
        mirror(tx, account_id, root=root)
    return True


def post_order(tx: Transaction, order_id: int, *, root: int | None = None) -> bool:
    """Book what an effective order makes the customer owe: its lines and the delivery fee. Once."""
    row = _order(tx.connection, order_id)
    return _settle(tx, row, {"order": row.total, "charge": row.delivery_fee or ZERO}, root)


def cancel_order(tx: Transaction, order_id: int, *, root: int | None = None) -> bool:
    """Take an order's debt back, if it was booked."""
    return _settle(tx, _order(tx.connection, order_id), {"order": ZERO, "charge": ZERO}, root)


def _settle(tx: Transaction, row: Row[Any], wanted: Mapping[str, Decimal], root: int | None) -> bool:
    """Bring the order's balance of each kind to what is wanted; the ledger is only ever added to."""
    changes.row_of(tx.connection, tables.account, row.account_id, lock=True)
    done = False
    for kind, amount in wanted.items():
        mine = (entry.c.order_id == row.id, entry.c.kind == kind)
        missing = amount - _sum(tx.connection, entry.c.debit - entry.c.credit, *mine)
        number = tx.connection.scalar(select(func.count()).select_from(entry).where(*mine))
        done |= missing != 0 and post(
            tx,
            once=f"{kind}:{row.id}:{number}",
            kind=kind,
            debit=max(missing, ZERO),
            credit=max(-missing, ZERO),
            account_id=row.account_id,
            order_id=row.id,
            currency=row.currency,
            ref_no=row.no,
            root=root,
        )
    return done


def charge(
    tx: Transaction, order_id: int, amount: Decimal, *, once: str, remark: str = "", root: int | None = None
) -> bool:
    """Book a charge on top of an order (freight, interest)."""
    row = _order(tx.connection, order_id)
    return post(
        tx,
        once=once,
        kind="charge",
        debit=amount,
        account_id=row.account_id,
        order_id=order_id,
        currency=row.currency,
        ref_no=row.no,
        remark=remark,
        root=root,
    )


def mirror(tx: Transaction, account_id: int, *, root: int | None = None) -> None:
    """Write what a customer owes, and how much of it is late, to his row."""
    values: dict[str, Any] = {
        "receivable": balance_of_account(tx.connection, account_id),
        "overdue": overdue_of_account(tx.connection, account_id, today(tx)),
    }
    changes.edit(tx, tables.account, account_id, root=root, **values)


def balance_of_account(connection: Connection, account_id: int) -> Decimal:
    """What a customer owes in all."""
    return _sum(connection, entry.c.debit - entry.c.credit, entry.c.account_id == account_id)


def overdue_of_account(connection: Connection, account_id: int, on: date) -> Decimal:
    """What is open of instalments whose day has passed."""
    query = (
        select(func.sum(plan.c.amount - plan.c.received - plan.c.written_off))
        .join(order, order.c.id == plan.c.order_id)
        .where(order.c.account_id == account_id, order.c.state.not_in(VOID_ORDERS), plan.c.due_on < on)
        .where(plan.c.deleted_at.is_(None), order.c.deleted_at.is_(None))
    )
    return connection.scalar(query) or ZERO


def order_account(connection: Connection, order_id: int) -> OrderAccount:
    """The account of one order."""
    query = (
        select(entry.c.kind, func.sum(entry.c.debit), func.sum(entry.c.credit))
        .where(entry.c.order_id == order_id, entry.c.deleted_at.is_(None))
        .group_by(entry.c.kind)
    )
    sums = {kind: debit - credit for kind, debit, credit in connection.execute(query)}
    return OrderAccount(
        order=sums.get("order", ZERO),
        returns=-sums.get("return", ZERO),
        charges=sums.get("charge", ZERO),
        receipts=-sums.get("receipt", ZERO),
        refunds=sums.get("refund", ZERO),
        written_off=-sums.get("write_off", ZERO),
        set_off=_set_off(connection, order_id),
    )


def bank_balance(connection: Connection, bank_account_id: int) -> Decimal:
    """Opening balance and everything booked since."""
    row = changes.row_of(connection, tables.bank_account, bank_account_id)
    if row is None:
        raise NotFound(what="bank account", what_zh="银行账户", id=bank_account_id)
    moved = _sum(connection, entry.c.credit - entry.c.debit, entry.c.bank_account_id == bank_account_id)
    opening: Decimal = row.opening
    return opening + moved


def bank_balances(connection: Connection) -> Sequence[tuple[Row[Any], Decimal]]:
    """Every bank account with its balance."""
    bank = tables.bank_account
    rows = connection.execute(select(bank).where(bank.c.deleted_at.is_(None)).order_by(bank.c.id)).all()
    return [(row, bank_balance(connection, row.id)) for row in rows]


def today(tx: Transaction) -> date:
    """The company's day."""
    return tx.now.astimezone(COMPANY_ZONE).date()


def _set_off(connection: Connection, order_id: int) -> Decimal:
    table = tables.set_off
    query = select(func.sum(table.c.amount)).where(table.c.order_id == order_id, table.c.deleted_at.is_(None))
    return connection.scalar(query) or ZERO


def _sum(connection: Connection, expression: Any, *conditions: Any) -> Decimal:
    query = select(func.sum(expression)).where(entry.c.deleted_at.is_(None), *conditions)
    return connection.scalar(query) or ZERO


def _order(connection: Connection, order_id: int) -> Row[Any]:
    row = changes.row_of(connection, order, order_id)
    if row is None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    return row
