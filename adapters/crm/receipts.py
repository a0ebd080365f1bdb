"""Money received: recorded, allocated to instalments (oldest first or by hand), and taken back again.

Every command answers with the ids of the orders it touched, whose collection processes must be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from adapters.crm import books, changes, dunning, ledger, plans, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.money_errors import (
    AllocationElsewhere,
    AllocationTooLarge,
    AlreadyRefunded,
    ReceiptAllocated,
)
from adapters.crm.numbering import next_number
from engine.errors import NotFound
from engine.store.uow import Transaction

receipt, allocation, plan, order = (
    tables.receipt,
    tables.receipt_allocation,
    tables.payment_plan,
    tables.order,
)
ZERO = Decimal(0)
Pairs = Sequence[tuple[int, Decimal]]  # (instalment, amount)


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A receipt as typed. `submission` names the form or bank line it came from."""

    account_id: int
    received_on: date
    amount: Decimal
    bank_account_id: int
    handler_id: int
    currency: str = "CNY"
    method: str = "transfer"
    bank_ref: str = ""
    remark: str = ""
    submission: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """The receipt, and the orders whose instalments it touched."""

    id: int
    orders: frozenset[int] = frozenset()
    repeated: bool = False


def record(tx: Transaction, money: Money, pairs: Pairs | None = None, *, root: int | None = None) -> Recorded:
    """Book a receipt and allocate it: as `pairs` say, or the oldest instalments first. The rest stays as credit.

    The same submission again answers with the receipt it made. Raises InvalidFields, AllocationTooLarge.
    """
    changes.row_of(tx.connection, tables.account, money.account_id, lock=True)
    if money.submission and (known := _submitted(tx.connection, money.submission)) is not None:
        return Recorded(id=known, repeated=True)
    _demand_sound(tx.connection, money)
    books.demand_open(tx.connection, money.received_on)
    values = {name: getattr(money, name) for name in Money.__slots__}
    receipt_id = changes.add(tx, receipt, root=root, no=next_number(tx, "receipt"), state="posted", **values)
    row = _receipt(tx.connection, receipt_id)
    ledger.post(
        tx,
        once=f"receipt:{receipt_id}",
        kind="receipt",
        credit=money.amount,
        account_id=money.account_id,
        bank_account_id=money.bank_account_id,
        on=money.received_on,
        currency=money.currency,
        ref_no=row.no,
        root=root,
    )
    chosen = (
        suggest(tx.connection, money.account_id, money.amount, money.currency) if pairs is None else pairs
    )
    return Recorded(id=receipt_id, orders=allocate(tx, receipt_id, chosen, root=root))


def allocate(tx: Transaction, receipt_id: int, pairs: Pairs, *, root: int | None = None) -> frozenset[int]:
    """Settle instalments with a receipt; the orders touched.

    Raises AllocationTooLarge for more than the receipt or an instalment has open, AllocationElsewhere.
    """
    row = changes.row_of(tx.connection, receipt, receipt_id, lock=True)
    if row is None:
        raise NotFound(what="receipt", what_zh="收款", id=receipt_id)
    orders: set[int] = set()
    for plan_id, amount in sorted(pairs):
        if amount <= 0:
            continue
        room = unallocated(tx.connection, row)
        if amount > room:
            raise AllocationTooLarge(amount=f"{amount:,.2f}", room=f"{room:,.2f}")
        orders.add(_settle(tx, row, plan_id, amount, root))
    if orders:
        _follow(tx, row.account_id, root)
    return frozenset(orders)


def undo_allocation(tx: Transaction, allocation_id: int, *, root: int | None = None) -> int:
    """Take an allocation back: the instalment is open again, the receipt has credit again; the order's id."""
    row = changes.row_of(tx.connection, allocation, allocation_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="allocation", what_zh="核销", id=allocation_id)
    paid = _receipt(tx.connection, row.receipt_id)
    books.demand_open(tx.connection, paid.received_on)
    found = changes.row_of(tx.connection, plan, row.plan_id, lock=True)
    assert found is not None
    _demand_not_refunded(tx.connection, found.order_id, row.amount)
    changes.edit(tx, allocation, allocation_id, root=root, deleted_at=tx.now)
    changes.edit(tx, plan, row.plan_id, root=root, received=found.received - row.amount)
    plans.refresh(tx, row.plan_id, root=root)
    _move(tx, paid, found.order_id, allocation_id, -row.amount, root)
    _follow(tx, paid.account_id, root)
    order_id: int = found.order_id
    return order_id


def void(tx: Transaction, receipt_id: int, *, revision: int | None = None, root: int | None = None) -> None:
    """A receipt that never was: booked back, kept for the record. Raises ReceiptAllocated."""
    row = changes.row_of(tx.connection, receipt, receipt_id, lock=True)
    if row is None:
        raise NotFound(what="receipt", what_zh="收款", id=receipt_id)
    if row.state == "void":
        return
    if unallocated(tx.connection, row) != row.amount:
        raise ReceiptAllocated(no=row.no)
    books.demand_open(tx.connection, row.received_on)
    changes.edit(tx, receipt, receipt_id, revision=revision, root=root, state="void")
    ledger.post(
        tx,
        once=f"receipt:{receipt_id}:void",
        kind="receipt",
        debit=row.amount,
        account_id=row.account_id,
        bank_account_id=row.bank_account_id,
        currency=row.currency,
        ref_no=row.no,
        root=root,
    )


def suggest(
    connection: Connection, account_id: int, amount: Decimal, currency: str
) -> list[tuple[int, Decimal]]:
    """Which instalments an amount would settle, the oldest first."""
    pairs = []
    for row in connection.execute(open_instalments(account_id, currency)):
        part = min(plans.rest(row), amount)
        if part <= 0:
            break
        pairs.append((row.id, part))
        amount -= part
    return pairs


def open_instalments(account_id: int, currency: str | None = None) -> Select[Any]:
    """What a customer has open, the oldest first; with the order's number and currency."""
    query = (
        select(plan, order.c.no.label("order_no"), order.c.currency, order.c.owner_id)
        .join(order, order.c.id == plan.c.order_id)
        .where(
            order.c.account_id == account_id,
            order.c.state.not_in(ledger.VOID_ORDERS),
            order.c.deleted_at.is_(None),
            plan.c.deleted_at.is_(None),
            plan.c.received + plan.c.written_off < plan.c.amount,
        )
    )
    if currency is not None:
        query = query.where(order.c.currency == currency)
    return query.order_by(plan.c.due_on.is_(None), plan.c.due_on, plan.c.order_id, plan.c.seq)


def allocations(connection: Connection, receipt_id: int) -> Sequence[Row[Any]]:
    """What a receipt settled, with the instalment and its order."""
    query = (
        select(allocation, plan.c.order_id, plan.c.seq, plan.c.due_on, order.c.no.label("order_no"))
        .join(plan, plan.c.id == allocation.c.plan_id)
        .join(order, order.c.id == plan.c.order_id)
        .where(allocation.c.receipt_id == receipt_id, allocation.c.deleted_at.is_(None))
    )
    return connection.execute(query.order_by(allocation.c.id)).all()


def unallocated(connection: Connection, row: Row[Any]) -> Decimal:
    """What of a receipt settles nothing yet."""
    if row.state == "void":
        return ZERO
    query = select(func.sum(allocation.c.amount)).where(
        allocation.c.receipt_id == row.id, allocation.c.deleted_at.is_(None)
    )
    left: Decimal = row.amount - (connection.scalar(query) or ZERO)
    return left


def credit_of(connection: Connection, account_id: int) -> Decimal:
    """What a customer has paid that settles nothing yet."""
    query = select(receipt).where(receipt.c.account_id == account_id, receipt.c.deleted_at.is_(None))
    return sum((unallocated(connection, row) for row in connection.execute(query).all()), ZERO)


def received_on_order(connection: Connection, order_id: int) -> Decimal:
    """What receipts settled of an order."""
    query = select(func.sum(plan.c.received)).where(plan.c.order_id == order_id, plan.c.deleted_at.is_(None))
    return connection.scalar(query) or ZERO


def refunded_on_order(connection: Connection, order_id: int) -> Decimal:
    """What was or will be paid back for returns of an order."""
    payment, back = tables.payment_out, tables.return_order
    query = (
        select(func.sum(payment.c.amount))
        .join(back, back.c.id == payment.c.return_id)
        .where(back.c.order_id == order_id, payment.c.state != "rejected", payment.c.deleted_at.is_(None))
    )
    return connection.scalar(query) or ZERO


def _settle(tx: Transaction, paid: Row[Any], plan_id: int, amount: Decimal, root: int | None) -> int:
    row = changes.row_of(tx.connection, plan, plan_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="instalment", what_zh="回款计划", id=plan_id)
    of = changes.row_of(tx.connection, order, row.order_id)
    assert of is not None
    if (of.account_id, of.currency) != (paid.account_id, paid.currency):
        raise AllocationElsewhere
    room = plans.rest(row)
    if amount > room:
        raise AllocationTooLarge(amount=f"{amount:,.2f}", room=f"{room:,.2f}")
    made = changes.add(tx, allocation, root=root, receipt_id=paid.id, plan_id=plan_id, amount=amount)
    changes.edit(tx, plan, plan_id, root=root, received=row.received + amount)
    plans.refresh(tx, plan_id, root=root)
    _move(tx, paid, of.id, made, amount, root)
    order_id: int = of.id
    return order_id


def _move(
    tx: Transaction, paid: Row[Any], order_id: int, allocation_id: int, amount: Decimal, root: int | None
) -> None:
    """From the customer's credit to the account of the order (or back): two entries that cancel each other."""
    word = "to" if amount > 0 else "from"
    shared = {"kind": "receipt", "account_id": paid.account_id, "currency": paid.currency, "ref_no": paid.no}
    credited, debited = (order_id, None) if amount > 0 else (None, order_id)
    once, size = f"{word}:{allocation_id}", abs(amount)
    ledger.post(tx, once=f"{once}:credit", credit=size, order_id=credited, root=root, **shared)
    ledger.post(tx, once=f"{once}:debit", debit=size, order_id=debited, root=root, **shared)


def _demand_not_refunded(connection: Connection, order_id: int, amount: Decimal) -> None:
    """What was paid back of an order must stay covered by what came in for it. Raises AlreadyRefunded."""
    refunded = refunded_on_order(connection, order_id)
    if refunded > 0 and received_on_order(connection, order_id) - amount < refunded:
        row = changes.row_of(connection, order, order_id)
        assert row is not None
        raise AlreadyRefunded(no=row.no, refunded=f"{refunded:,.2f}")


def _follow(tx: Transaction, account_id: int, root: int | None) -> None:
    ledger.mirror(tx, account_id, root=root)
    dunning.release_hold(tx, account_id, root=root)


def _demand_sound(connection: Connection, money: Money) -> None:
    faults = []
    if money.amount <= 0:
        faults.append(Fault(field="amount", zh="金额要大于 0", en="more than 0"))
    bank = changes.row_of(connection, tables.bank_account, money.bank_account_id)
    if bank is None or not bank.active:
        faults.append(Fault(field="bank_account_id", zh="请选择收款账户", en="choose a bank account"))
    elif bank.currency != money.currency:
        text_zh, text_en = f"该账户币种为 {bank.currency}", f"this account is in {bank.currency}"
        faults.append(Fault(field="bank_account_id", zh=text_zh, en=text_en))
    if changes.row_of(connection, tables.account, money.account_id) is None:
        faults.append(Fault(field="account_id", zh="请选择客户", en="choose a customer"))
    if faults:
        raise InvalidFields(faults)


def _submitted(connection: Connection, submission: str) -> int | None:
    found: int | None = connection.scalar(select(receipt.c.id).where(receipt.c.submission == submission))
    return found


def _receipt(connection: Connection, receipt_id: int) -> Row[Any]:
    row = changes.row_of(connection, receipt, receipt_id)
    if row is None:
        raise NotFound(what="receipt", what_zh="收款", id=receipt_id)
    return row
