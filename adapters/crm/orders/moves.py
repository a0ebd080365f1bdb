"""The states of orders, moved by their process: checked, in effect, in execution, delivered, closed, cancelled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, stock, tables
from adapters.crm.orders import booking, drafts, reading
from adapters.crm.orders.errors import (
    AlreadyShipped,
    ContractMissing,
    NoDeliveryDate,
    OrderElsewhere,
    OrderEmpty,
    OrderMove,
    PaymentRefused,
)
from adapters.crm.orders.facts import outcome
from adapters.crm.orders.words import PAY_METHODS, PAY_REASONS, STATES
from engine.store.uow import Transaction

order = tables.order

#: state → the states it may move to
MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_approval", "cancelled"}),
    "in_approval": frozenset({"draft", "approved", "rejected", "cancelled"}),
    "approved": frozenset({"executing", "cancelled"}),
    "executing": frozenset({"delivered", "cancelled"}),
    "delivered": frozenset({"closed"}),
    "closed": frozenset(),
    "rejected": frozenset({"draft"}),
    "cancelled": frozenset(),
}
_GONE = ("shipped", "at_station", "out", "accepted")


def mark(tx: Transaction, order_id: int, state: str, *, root: int | None = None) -> Row[Any]:
    """Move an order to another state on behalf of a process; the row afterwards. Repeating it does nothing."""
    row = held(tx, order_id, root)
    if row.state == state:
        return row
    if state not in MOVES[row.state]:
        raise _refused(row, state)
    stamps: dict[str, Any] = {}
    if state == "draft":
        stamps = {"effective_at": None, "cancel_reason": ""}
    changes.edit(tx, order, order_id, root=root, state=state, **stamps)
    return reading.of(tx.connection, order_id)


def check(tx: Transaction, order_id: int, *, root: int | None = None) -> Row[Any]:
    """Price the order with today's rules and lock it for approval; the row afterwards.

    Raises OrderEmpty, BuyerRefused, ContractMissing, NoDeliveryDate.
    """
    row = held(tx, order_id, root)
    if row.state == "in_approval" and row.instance_id == root:
        return row
    refuse_unready(tx, row)
    row = drafts.reprice(tx, row, root=root)
    changes.edit(tx, order, order_id, root=root, instance_id=root)
    return mark(tx, order_id, "in_approval", root=root)


def refuse_unready(tx: Transaction, row: Row[Any]) -> None:
    """Raise what an order still lacks before it can be submitted."""
    party = changes.row_of(tx.connection, tables.account, row.account_id)
    assert party is not None
    drafts.refuse_buyer(party)
    if not reading.lines(tx.connection, row.id):
        raise OrderEmpty(no=row.no)
    if row.delivery_on is None:
        raise NoDeliveryDate(no=row.no)
    if row.basis == "purchase_contract" and not reading.has_contract(tx.connection, row.id):
        raise ContractMissing(no=row.no)


def set_payment(
    tx: Transaction, order_id: int, *, allowed: list[str], fee: Decimal, reason: str, root: int | None = None
) -> Row[Any]:
    """Apply what the payment rules say: the delivery fee, and whether the chosen way to pay is allowed."""
    row = held(tx, order_id, root)
    if row.pay_method not in allowed:
        ways = [PAY_METHODS[code] for code in allowed if code in PAY_METHODS]
        zh, en = PAY_REASONS.get(reason, (reason, reason))
        raise PaymentRefused(
            no=row.no,
            why_zh=f"{zh or '付款规则不允许'}；可选：{'、'.join(word for word, _ in ways)}",
            why_en=f"{en or 'the payment rules do not allow it'}; possible: "
            f"{', '.join(word.lower() for _, word in ways)}",
        )
    changes.edit(tx, order, order_id, root=root, delivery_fee=fee)
    return reading.of(tx.connection, order_id)


def review(tx: Transaction, order_id: int, answers: dict[str, Any], *, root: int | None = None) -> str:
    """Keep what the three departments answered; the outcome: feasible, conditions or no."""
    held(tx, order_id, root)
    changes.edit(tx, order, order_id, root=root, review_result=answers)
    return outcome(answers)


def effect(tx: Transaction, order_id: int, *, root: int | None = None) -> Row[Any]:
    """Finance has agreed: the order takes effect and is in the customer's account from now on."""
    row = held(tx, order_id, root)
    if row.effective_at is not None:
        return row
    mark(tx, order_id, "approved", root=root)
    changes.edit(tx, order, order_id, root=root, effective_at=tx.now)
    row = reading.of(tx.connection, order_id)
    booking.book(tx, row, root=root)
    return row


def undo_effect(tx: Transaction, order_id: int, *, root: int | None = None) -> Row[Any]:
    """Take a cancelled order out of the customer's account again."""
    row = held(tx, order_id, root)
    refuse_shipped(tx, row)
    if row.effective_at is not None:
        booking.reverse(tx, row, root=root)
    return row


def cancel(tx: Transaction, order_id: int, *, reason: str, root: int | None = None) -> Row[Any]:
    """End an order of which nothing has left the warehouse: stock is freed, open deliveries are dropped."""
    row = held(tx, order_id, root)
    if row.state == "cancelled":
        return row
    refuse_shipped(tx, row)
    stock.release(tx, order_id, root=root)
    for one in reading.deliveries_of(tx.connection, order_id):
        if one.state in ("picking", "packed"):
            changes.edit(tx, tables.delivery, one.id, root=root, deleted_at=tx.now)
    undo_effect(tx, order_id, root=root)
    changes.edit(tx, order, order_id, root=root, cancel_reason=reason or row.cancel_reason)
    return mark(tx, order_id, "cancelled", root=root)


def ask_to_cancel(tx: Transaction, row: Row[Any], reason: str) -> None:
    """Note that somebody wants the order cancelled; nothing ships until that is decided."""
    refuse_shipped(tx, row)
    if "cancelled" not in MOVES[row.state]:
        raise _refused(row, "cancelled")
    changes.edit(tx, order, row.id, root=row.instance_id, cancel_reason=reason)


def keep(tx: Transaction, order_id: int, *, root: int | None = None) -> Row[Any]:
    """The wish to cancel was refused: the order goes on."""
    changes.edit(tx, order, order_id, root=root, cancel_reason="")
    return reading.of(tx.connection, order_id)


def refuse_shipped(tx: Transaction, row: Row[Any]) -> None:
    """Raise AlreadyShipped once something is on its way."""
    table = tables.delivery
    query = select(table.c.no).where(
        table.c.order_id == row.id, table.c.state.in_(_GONE), table.c.deleted_at.is_(None)
    )
    gone = tx.connection.execute(query).scalar()
    if gone is not None:
        raise AlreadyShipped(no=row.no, delivery=gone)


def held(tx: Transaction, order_id: int, root: int | None) -> Row[Any]:
    """The order, locked. Raises OrderElsewhere where another process decides about it."""
    row = reading.locked(tx.connection, order_id)
    decided = row.state in ("draft", "rejected")
    if root is not None and row.instance_id not in (None, root) and not decided:
        raise OrderElsewhere(no=row.no, instance=row.instance_id)
    return row


def _refused(row: Row[Any], state: str) -> OrderMove:
    return OrderMove(
        no=row.no,
        state_zh=STATES[row.state][0],
        state_en=STATES[row.state][1].lower(),
        wanted_zh=STATES[state][0],
        wanted_en=STATES[state][1].lower(),
    )
