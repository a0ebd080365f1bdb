"""Applications about payments out, and those of payment collection."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, ledger, payments, tables
from adapters.crm.amounts import written
from adapters.crm.methods import methods
from adapters.crm.money_words import PAYMENT_KINDS
from adapters.crm.operations import collection
from adapters.crm.operations.money_texts import money
from engine import organisation
from engine.errors import NotFound
from engine.ports import AdapterCall


class PaymentWish(Inputs):
    """An existing payment, or what is to be paid."""

    payment_id = fields.Integer(load_default=None, allow_none=True)
    kind = fields.String(
        load_default="other", allow_none=True, validate=validate.OneOf(sorted(PAYMENT_KINDS))
    )
    amount = fields.Decimal(load_default=None, allow_none=True)
    payee = fields.String(load_default="", allow_none=True)
    payee_bank = fields.String(load_default="", allow_none=True)
    payee_no = fields.String(load_default="", allow_none=True)
    remark = fields.String(load_default="", allow_none=True)
    return_id = fields.Integer(load_default=None, allow_none=True)
    account_id = fields.Integer(load_default=None, allow_none=True)
    applicant = fields.String(load_default=None, allow_none=True)


class PaymentId(Inputs):
    """Which payment."""

    payment_id = fields.Integer(required=True)


class PaymentMark(PaymentId):
    """Which payment, and the state it comes to."""

    state = fields.String(
        required=True, validate=validate.OneOf(["draft", "in_approval", "approved", "rejected"])
    )


class PaymentDetail(PaymentId):
    """How it is paid."""

    bank_account_id = fields.Integer(required=True)
    method = fields.String(load_default="transfer", validate=validate.Length(max=32))
    paid_on = fields.Date(load_default=None, allow_none=True)
    payee_bank = fields.String(load_default="", allow_none=True)
    payee_no = fields.String(load_default="", allow_none=True)
    handler = fields.String(load_default="", allow_none=True)
    remark = fields.String(load_default="", allow_none=True)


class Confirmation(PaymentId):
    """What the bank says."""

    paid_on = fields.Date(load_default=None, allow_none=True)
    bank_ref = fields.String(load_default="", allow_none=True)


class PaymentFacts(Schema):
    """What the process knows of a payment."""

    payment_id = fields.Integer()
    payment_no = fields.String()
    kind = fields.String()
    amount = fields.Decimal()
    amount_shown = fields.String()
    currency = fields.String()
    payee = fields.String()
    payee_bank = fields.String()
    payee_no = fields.String()
    method = fields.String()
    remark = fields.String()
    applicant = fields.String()
    title = fields.String()
    bank_accounts = fields.List(fields.Dict())
    handlers = fields.List(fields.Dict())
    methods = fields.List(fields.Dict())
    payment_state = fields.String()


class Told(Inputs):
    """Which payment, and what became of it."""

    payment_id = fields.Integer(required=True)
    applicant = fields.String(load_default="", allow_none=True)


def prepare(call: AdapterCall) -> dict[str, Any]:
    """The payment that the process is about: made where none is named, once per instance."""
    given = call.inputs
    payment_id = given["payment_id"] or _made(call)
    texts = {name: given[name] for name in ("payee", "payee_bank", "payee_no", "remark")}
    payments.correct(call.tx, payment_id, amount=given["amount"], root=call.root_id, **texts)
    row = payments.move(call.tx, payment_id, "in_approval", instance_id=call.instance_id, root=call.root_id)
    return _facts(call, row)


def mark(call: AdapterCall) -> dict[str, Any]:
    """The payment comes out of approval, or goes back to whoever asked for it."""
    row = payments.move(call.tx, call.inputs["payment_id"], call.inputs["state"], root=call.root_id)
    return _facts(call, row)


def detail(call: AdapterCall) -> dict[str, Any]:
    """How it is paid; the order to the bank is given."""
    given = call.inputs
    texts = {name: given[name] or "" for name in ("payee_bank", "payee_no", "remark")}
    payments.detail(
        call.tx,
        given["payment_id"],
        payments.Detail(
            bank_account_id=given["bank_account_id"],
            method=given["method"],
            paid_on=given["paid_on"] or ledger.today(call.tx),
            handler_id=_handler(call),
            **texts,
        ),
        root=call.root_id,
    )
    row = payments.move(call.tx, given["payment_id"], "ordered", root=call.root_id)
    return _facts(call, row)


def _handler(call: AdapterCall) -> int | None:
    """Who pays it: who was chosen, else whoever filled in how it is paid."""
    chosen = organisation.by_login(call.tx.connection, call.inputs["handler"] or "")
    return chosen.id if chosen is not None else call.tx.by


def failed(call: AdapterCall) -> dict[str, Any]:
    """The bank refused: the payment is to be paid again."""
    return _facts(call, payments.move(call.tx, call.inputs["payment_id"], "approved", root=call.root_id))


def book(call: AdapterCall) -> dict[str, Any]:
    """The bank has paid: ledger and balances follow."""
    given = call.inputs
    row = payments.book(
        call.tx,
        given["payment_id"],
        on=given["paid_on"] or ledger.today(call.tx),
        bank_ref=given["bank_ref"] or "",
        root=call.root_id,
    )
    return _facts(call, row)


def tell(call: AdapterCall) -> dict[str, Any]:
    """Tell whoever asked for the payment what became of it."""
    row = _row(call)
    person = organisation.by_login(call.tx.connection, call.inputs["applicant"] or "")
    if person is None:
        return {}
    words = {"paid": "已付款 · Paid", "rejected": "已驳回 · Rejected"}
    text = f"{words.get(row.state, row.state)}: {row.no} · {row.payee} · {written(row.amount, row.currency)}"
    message = tables.message
    changes.add(
        call.tx,
        message,
        root=call.root_id,
        to_id=person.id,
        text=text,
        at=call.tx.now,
        ref_type="payment",
        ref_id=row.id,
    )
    return {}


def _made(call: AdapterCall) -> int:
    given = call.inputs
    wish = payments.Wish(
        kind=given["kind"] or "other",
        amount=given["amount"] or payments.ZERO,
        payee=given["payee"] or "",
        return_id=given["return_id"],
        account_id=given["account_id"],
        submission=f"instance:{call.instance_id}",
    )
    if wish.return_id is not None and wish.account_id is None:
        wish = payments.of_return(call.tx.connection, wish)
    payment_id, _new = payments.request(call.tx, wish, root=call.root_id)
    return payment_id


def _facts(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
    accounts = [
        {"value": found.id, "label": f"{found.name} · {found.bank} {found.no[-4:]}".strip()}
        for found, _balance in ledger.bank_balances(call.tx.connection)
        if found.active and found.currency == row.currency
    ]
    asked = call.inputs.get("applicant") or call.started_by or ""
    known = {"applicant": asked} if asked else {}
    return {
        "payment_id": row.id,
        "payment_no": row.no,
        "kind": row.kind,
        "amount": row.amount,
        "amount_shown": written(row.amount, row.currency),
        "currency": row.currency,
        "payee": row.payee,
        "payee_bank": row.payee_bank,
        "payee_no": row.payee_no,
        "method": row.method or "transfer",
        "remark": row.remark,
        "title": f"{row.no} · {row.payee} · {written(row.amount, row.currency)}",
        "bank_accounts": accounts,
        "handlers": _handlers(call),
        "methods": [
            {"value": code, "label": {"zh": zh, "en": en}}
            for code, (zh, en) in methods(call.tx.connection).items()
        ],
        "payment_state": row.state,
        **known,
    }


def _handlers(call: AdapterCall) -> list[dict[str, Any]]:
    """The people who may pay, as choices."""
    payers = {position.code for position in organisation.who_may(call.tx.connection, "payment", "execute")}
    return [
        {"value": one.login, "label": {"zh": one.label("zh"), "en": one.label("en")}}
        for one in organisation.everyone(call.tx.connection)
        if one.is_active and payers & one.positions
    ]


def _row(call: AdapterCall) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.payment_out, call.inputs["payment_id"])
    if row is None:
        raise NotFound(what="payment", what_zh="付款", id=call.inputs["payment_id"])
    return row


PAYMENT = money("crm.payment")
ADAPTERS: tuple[Adapter, ...] = (
    PAYMENT.application("prepare", "准备付款", "Prepare a payment", prepare, PaymentWish, PaymentFacts),
    PAYMENT.application("mark", "标记付款结果", "Mark a payment's outcome", mark, PaymentMark, PaymentFacts),
    PAYMENT.application(
        "detail", "提交银行", "Give a payment to the bank", detail, PaymentDetail, PaymentFacts
    ),
    PAYMENT.application("failed", "银行退回", "The bank refused a payment", failed, PaymentId, PaymentFacts),
    PAYMENT.application("book", "付款记账", "Book a payment", book, Confirmation, PaymentFacts),
    PAYMENT.application("tell", "通知申请人", "Tell who asked for a payment", tell, Told),
    *collection.ADAPTERS,
)
