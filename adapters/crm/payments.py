"""Money paid out: refunds of approved returns, commissions, expenses. The process `payment_out` moves a payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, ledger, receipts, set_offs, tables
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.methods import methods
from adapters.crm.money_errors import NotOpen, PaymentState, PaymentTooLarge
from adapters.crm.money_words import PAYMENT_STATES
from adapters.crm.numbering import next_number
from adapters.crm.words import word
from engine.errors import NotFound
from engine.store.uow import Transaction

payment, commission, back = tables.payment_out, tables.commission, tables.return_order
ZERO = Decimal(0)
#: state → the states it may move to
MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_approval", "rejected"}),
    "in_approval": frozenset({"approved", "rejected", "draft"}),
    "approved": frozenset({"ordered", "draft"}),
    "ordered": frozenset({"paid", "approved"}),
    "paid": frozenset(),
    "rejected": frozenset(),
}
_LEDGER_KIND = {"refund": "refund", "commission": "expense", "expense": "expense", "other": "expense"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What is to be paid. A refund names its return or customer, a commission its rows."""

    kind: str
    amount: Decimal
    payee: str
    currency: str = "CNY"
    return_id: int | None = None
    account_id: int | None = None
    method: str = "transfer"
    payee_bank: str = ""
    payee_no: str = ""
    remark: str = ""
    submission: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """How it is paid (7.2.3)."""

    bank_account_id: int
    method: str
    paid_on: date
    handler_id: int | None = None
    payee_bank: str = ""
    payee_no: str = ""
    remark: str = ""


def request(
    tx: Transaction, wish: Wish, *, commissions: Sequence[int] = (), root: int | None = None
) -> tuple[int, bool]:
    """A payment that waits for approval: its id, and whether it is new (the same submission again is not).

    Raises InvalidFields, PaymentTooLarge for more than a return or what was received still allows.
    """
    if wish.account_id is not None:
        changes.row_of(tx.connection, tables.account, wish.account_id, lock=True)
    if wish.submission and (known := _submitted(tx.connection, wish.submission)) is not None:
        return known, False
    _demand_sound(tx.connection, wish)
    values = {name: getattr(wish, name) for name in Wish.__slots__}
    no = next_number(tx, "payment")
    payment_id = changes.add(tx, payment, root=root, no=no, state="draft", **values)
    for row_id in commissions:
        _bind_commission(tx, row_id, payment_id, root)
    return payment_id, True


def refund_of_return(connection: Connection, return_id: int) -> Wish:
    """What an approved return still has to be paid back. Raises NotOpen."""
    row = changes.row_of(connection, back, return_id)
    if row is None:
        raise NotFound(what="return", what_zh="退货", id=return_id)
    room = refund_room(connection, row)
    if row.kind != "refund" or row.state != "refund_due" or room <= 0:
        raise NotOpen
    return of_return(connection, Wish(kind="refund", amount=room, payee="", return_id=return_id))


def of_return(connection: Connection, wish: Wish) -> Wish:
    """The same with what the return says of customer, payee and currency."""
    row = changes.row_of(connection, back, wish.return_id or 0)
    if row is None:
        raise NotFound(what="return", what_zh="退货", id=wish.return_id)
    party = changes.row_of(connection, tables.account, row.account_id)
    order = changes.row_of(connection, tables.order, row.order_id)
    assert party is not None
    assert order is not None
    return replace(
        wish,
        payee=wish.payee or party.name,
        currency=order.currency,
        account_id=row.account_id,
        payee_bank=wish.payee_bank or party.bank,
    )


def refund_room(connection: Connection, row: Row[Any]) -> Decimal:
    """What may still be refunded: what of the return was not set off, within what was received and not yet
    paid back."""
    credited: Decimal = row.amount if row.accepted_amount is None else row.accepted_amount
    owed = credited - set_offs.of_return(connection, row.id)
    left = owed - _promised(connection, payment.c.return_id == row.id)
    of_order = select(back.c.id).where(back.c.order_id == row.order_id)
    received = receipts.received_on_order(connection, row.order_id)
    return min(left, received - _promised(connection, payment.c.return_id.in_(of_order)))


def open_refunds(connection: Connection) -> Sequence[tuple[Row[Any], Decimal]]:
    """Approved returns whose refund is open (7.2.2), the oldest first."""
    rows = connection.execute(
        select(back).where(back.c.state == "refund_due", back.c.kind == "refund", back.c.deleted_at.is_(None))
    )
    found = [(row, refund_room(connection, row)) for row in rows.all()]
    return [(row, room) for row, room in found if room > 0]


def move(
    tx: Transaction, payment_id: int, state: str, *, instance_id: int | None = None, root: int | None = None
) -> Row[Any]:
    """Bring a payment to a state; repeating it does nothing. Raises PaymentState."""
    row = _row(tx, payment_id)
    if row.state == state:
        return row
    if state not in MOVES[row.state]:
        raise PaymentState(
            no=row.no,
            state_zh=word(PAYMENT_STATES, row.state, "zh"),
            state_en=word(PAYMENT_STATES, row.state, "en"),
        )
    known = {} if instance_id is None else {"instance_id": instance_id}
    changes.edit(tx, payment, payment_id, root=root, state=state, **known)
    if state == "rejected":
        _release_commissions(tx, payment_id, root)
    return _row(tx, payment_id)


def correct(
    tx: Transaction, payment_id: int, *, amount: Decimal | None, root: int | None = None, **texts: str | None
) -> None:
    """Change what was sent back; nothing is emptied, and what a return or commissions come to stays."""
    row = _row(tx, payment_id)
    if row.state != "draft":
        return
    values: dict[str, Any] = {name: text.strip() for name, text in texts.items() if text and text.strip()}
    if amount is not None and amount > 0 and row.kind in ("expense", "other"):
        values["amount"] = amount
    changes.edit(tx, payment, payment_id, root=root, **values)


def give_up(tx: Transaction, payment_id: int, why: str, *, root: int | None = None) -> Row[Any]:
    """A payment whose process is gone is not made, wherever it was; what it was to pay is open again."""
    row = _row(tx, payment_id)
    if row.state in ("paid", "rejected"):
        return row
    remark = f"{row.remark}\n{why}".strip()
    changes.edit(tx, payment, payment_id, root=root, state="rejected", remark=remark)
    _release_commissions(tx, payment_id, root)
    return _row(tx, payment_id)


def detail(tx: Transaction, payment_id: int, given: Detail, *, root: int | None = None) -> Row[Any]:
    """Write how it is paid. Raises InvalidFields, PaymentState once the bank has it."""
    row = _row(tx, payment_id)
    if row.state != "approved":
        move(tx, payment_id, "ordered" if row.state == "ordered" else "approved", root=root)
    bank = changes.row_of(tx.connection, tables.bank_account, given.bank_account_id)
    if bank is None or not bank.active or bank.currency != row.currency:
        text_zh, text_en = f"请选择 {row.currency} 账户", f"choose an account in {row.currency}"
        raise InvalidFields([Fault(field="bank_account_id", zh=text_zh, en=text_en)])
    if given.method not in methods(tx.connection):
        raise InvalidFields(
            [Fault(field="method", zh="请从列表中选择付款方式", en="choose a method of the list")]
        )
    values = {name: getattr(given, name) for name in Detail.__slots__}
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    changes.edit(tx, payment, payment_id, root=root, **kept)
    return _row(tx, payment_id)


def book(
    tx: Transaction, payment_id: int, *, on: date, bank_ref: str = "", root: int | None = None
) -> Row[Any]:
    """The bank has paid: the ledger, the customer's balance and the commissions follow. Once."""
    row = move(tx, payment_id, "paid", root=root)
    order_id = None
    if row.return_id is not None:
        found = changes.row_of(tx.connection, back, row.return_id)
        order_id = None if found is None else found.order_id
    ledger.post(
        tx,
        once=f"payment:{payment_id}",
        kind=_LEDGER_KIND[row.kind],
        debit=row.amount,
        account_id=row.account_id if row.kind == "refund" else None,
        order_id=order_id,
        return_id=row.return_id,
        bank_account_id=row.bank_account_id,
        on=on,
        currency=row.currency,
        ref_no=row.no,
        remark=row.payee[:200],
        root=root,
    )
    changes.edit(tx, payment, payment_id, root=root, paid_on=on, bank_ref=bank_ref or row.bank_ref)
    for one in _commissions(tx.connection, payment_id):
        changes.edit(tx, commission, one.id, root=root, state="paid")
    return _row(tx, payment_id)


def _demand_sound(connection: Connection, wish: Wish) -> None:
    faults = []
    if wish.amount <= 0:
        faults.append(Fault(field="amount", zh="金额要大于 0", en="more than 0"))
    if not wish.payee.strip():
        faults.append(Fault(field="payee", zh="请填写收款人", en="the payee is needed"))
    if wish.kind == "refund" and wish.account_id is None:
        faults.append(Fault(field="account_id", zh="退款需要客户", en="a refund needs a customer"))
    if faults:
        raise InvalidFields(faults)
    if wish.return_id is None:
        return
    row = changes.row_of(connection, back, wish.return_id)
    if row is None:
        raise NotFound(what="return", what_zh="退货", id=wish.return_id)
    room = refund_room(connection, row)
    if wish.amount > room:
        raise PaymentTooLarge(amount=f"{wish.amount:,.2f}", room=f"{room:,.2f}")


def _promised(connection: Connection, *conditions: Any) -> Decimal:
    """What payments that were not rejected pay of something."""
    query = select(func.sum(payment.c.amount)).where(
        payment.c.state != "rejected", payment.c.deleted_at.is_(None), *conditions
    )
    return connection.scalar(query) or ZERO


def _bind_commission(tx: Transaction, row_id: int, payment_id: int, root: int | None) -> None:
    row = changes.row_of(tx.connection, commission, row_id, lock=True)
    if row is None or row.payment_id is not None:
        raise NotOpen
    changes.edit(tx, commission, row_id, root=root, payment_id=payment_id)


def _release_commissions(tx: Transaction, payment_id: int, root: int | None) -> None:
    for one in _commissions(tx.connection, payment_id):
        changes.edit(tx, commission, one.id, root=root, payment_id=None)


def _commissions(connection: Connection, payment_id: int) -> Sequence[Row[Any]]:
    return connection.execute(select(commission).where(commission.c.payment_id == payment_id)).all()


def _submitted(connection: Connection, submission: str) -> int | None:
    found: int | None = connection.scalar(select(payment.c.id).where(payment.c.submission == submission))
    return found


def _row(tx: Transaction, payment_id: int) -> Row[Any]:
    row = changes.row_of(tx.connection, payment, payment_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="payment", what_zh="付款", id=payment_id)
    return row
