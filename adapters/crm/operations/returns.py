"""Applications about returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import access_of_starters, changes, tables
from adapters.crm.errors import InvalidFields
from adapters.crm.operations import repairs
from adapters.crm.orders import reading
from adapters.crm.orders.errors import OutOfStock
from adapters.crm.parameters import parameter
from adapters.crm.returns import correction, disposal, documents, inspection, moves, replacement
from adapters.crm.returns.errors import (
    AlreadyPaid,
    AmountRefused,
    NotInspected,
    OtherReturnInstance,
    ReturnEmpty,
    ReturnState,
)
from adapters.crm.standard.returns import PARAMETERS
from adapters.crm.words import word
from engine import organisation
from engine.errors import BusinessError, EngineError, NotFound
from engine.ports import AdapterCall

ERRORS = {
    "RETURN_NOT_FOUND": ("退货单或订单不存在", "the return or its order does not exist"),
    "RETURN_EMPTY": ("退货单没有明细", "the return has no lines"),
    "RETURN_STATE": ("退货单的状态不允许这一步", "the return's state does not allow this step"),
    "RETURN_OTHER_INSTANCE": ("退货单属于另一个流程实例", "the return belongs to another process instance"),
    "RETURN_NOT_INSPECTED": ("还有明细没有验收", "lines are not inspected yet"),
    "RETURN_AMOUNT": ("认可金额超出范围", "the accepted amount is out of range"),
    "RETURN_NO_STOCK": ("库存不足", "too few in stock"),
    "RETURN_PAID": ("退款已经付出", "the refund was paid"),
}
_CODES: dict[type[EngineError], str] = {
    NotFound: "RETURN_NOT_FOUND",
    ReturnEmpty: "RETURN_EMPTY",
    ReturnState: "RETURN_STATE",
    OtherReturnInstance: "RETURN_OTHER_INSTANCE",
    NotInspected: "RETURN_NOT_INSPECTED",
    InvalidFields: "RETURN_NOT_INSPECTED",
    AmountRefused: "RETURN_AMOUNT",
    OutOfStock: "RETURN_NO_STOCK",
    AlreadyPaid: "RETURN_PAID",
}


class ReturnId(Inputs):
    """Which return."""

    return_id = fields.Integer(required=True)


class ReturnOpen(Inputs):
    """A return that was written, or the order to open one for; who asks for it (a login)."""

    return_id = fields.Integer(load_default=None, allow_none=True)
    order_id = fields.Integer(load_default=None, allow_none=True)
    requester = fields.String(load_default="", allow_none=True)


class ReturnMark(ReturnId):
    """Which return, the state it comes to, and why."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(
            [
                "draft",
                "approved",
                "rejected",
                "awaiting_goods",
                "received",
                "refund_due",
                "refunded",
                "cancelled",
            ]
        ),
    )
    reason = fields.String(load_default="", allow_none=True)


class ReturnAccept(ReturnId):
    """What the sales manager decided after the inspection; without an amount what was proposed."""

    accepted_amount = fields.Decimal(load_default=None, allow_none=True)
    deduction_reason = fields.String(load_default="", allow_none=True)
    customer_consent = fields.Boolean(load_default=False, allow_none=True)


class ReturnRated(ReturnId):
    """What the customer said at the call."""

    satisfaction = fields.Integer(required=True, validate=validate.Range(1, 5))
    satisfaction_note = fields.String(load_default="", allow_none=True)


class ReturnTell(ReturnId):
    """Whom to remind on his desktop: a login, or everybody who holds a position; of which step."""

    to = fields.String(required=True)
    step = fields.String(required=True, validate=validate.OneOf(["document", "inspect", "deduct"]))


class Deadlines(Schema):
    """Durations that the company set."""

    remind_document = fields.String()
    remind_goods = fields.String()
    inspect_within = fields.String()
    decide_within = fields.String()
    call_within = fields.String()


class ReturnOpened(Deadlines):
    """What a process knows of a return."""

    return_id = fields.Integer()
    return_no = fields.String()
    return_state = fields.String()
    order_id = fields.Integer()
    order_no = fields.String()
    account_id = fields.Integer()
    customer = fields.String()
    customer_en = fields.String()
    customer_level = fields.String()
    contact_name = fields.String()
    contact_email = fields.String()
    owner = fields.String()
    requester = fields.String()
    currency = fields.String()
    wants_call = fields.Boolean()
    opinion = fields.String()
    reason = fields.String()


class ReturnChecked(Schema):
    """What the check found; `quantity_ok` false sends the document back."""

    quantity_ok = fields.Boolean()
    within_window = fields.Boolean()
    days_since_delivery = fields.Integer()
    max_refund = fields.Decimal()
    amount = fields.Decimal()
    kind = fields.String()
    kind_name = fields.String()
    return_state = fields.String()


class ReturnStands(Schema):
    """Where the return stands."""

    return_state = fields.String()
    goods_due_at = fields.DateTime(allow_none=True)
    address = fields.String()


class ReturnAssessed(Schema):
    """What the inspection came to."""

    all_ok = fields.Boolean()
    proposed_amount = fields.Decimal()


class ReturnDisposed(Schema):
    """What is settled: how the customer is served, and with how much."""

    kind = fields.String()
    accepted_amount = fields.Decimal()
    return_state = fields.String()


class Replaced(Schema):
    """The delivery that replaces the goods."""

    delivery_no = fields.String()


class Nothing(Schema):
    """No outputs."""


def open_return(call: AdapterCall) -> dict[str, Any]:
    """Take up a return as this instance's, or open a draft for an order."""
    row = _hold(call)
    order = changes.row_of(call.tx.connection, tables.order, row.order_id)
    party = changes.row_of(call.tx.connection, tables.account, row.account_id)
    owner = organisation.person(call.tx.connection, row.owner_id)
    assert order is not None
    assert party is not None
    levels = parameter(call.tx.connection, "return.call_levels", PARAMETERS["return.call_levels"])
    return {
        "return_id": row.id,
        "return_no": row.no,
        "return_state": row.state,
        "order_id": row.order_id,
        "order_no": order.no,
        "account_id": row.account_id,
        "customer": party.short_name or party.name,
        "customer_en": party.name_en or party.name,
        "customer_level": party.level,
        "owner": owner.login if owner else "",
        "requester": call.inputs["requester"] or (owner.login if owner else ""),
        "currency": row.currency,
        "wants_call": party.level in levels,
        "opinion": "",
        "reason": "",
        **_contact(call, order, party),
        **{name: _duration(call, name) for name in Deadlines().fields},
    }


def _hold(call: AdapterCall) -> Row[Any]:
    return_id, order_id = call.inputs["return_id"], call.inputs["order_id"]
    if return_id is None:
        held = _of_instance(call)
        if held is not None:
            return held
        if order_id is None:
            raise NotFound(what="order", what_zh="订单", id="–")
        _demand_requester(call, order_id)
        return_id = documents.open_draft(call.tx, order_id, root=call.root_id).id
    return moves.hold(call.tx, return_id, call.instance_id, root=call.root_id)


def _of_instance(call: AdapterCall) -> Row[Any] | None:
    table = tables.return_order
    query = table.select().where(table.c.instance_id == call.instance_id, table.c.instance_id.is_not(None))
    return call.tx.connection.execute(query).first()


def _demand_requester(call: AdapterCall, order_id: int) -> None:
    """Naming an order's id when starting a process is not enough: the starter must see it and write returns."""
    if access_of_starters.trusted(call):
        return
    starter = organisation.by_login(call.tx.connection, call.started_by or "")
    if starter is None or organisation.may(call.tx.connection, starter, "return", "add") is None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    reading.find(call.tx.connection, starter, order_id)


def _contact(call: AdapterCall, order: Row[Any], party: Row[Any]) -> dict[str, str]:
    contact = None
    if order.contact_id is not None:
        contact = changes.row_of(call.tx.connection, tables.contact, order.contact_id)
    return {
        "contact_name": (contact.name if contact else "") or party.name,
        "contact_email": (contact.email if contact else "") or party.email or "",
    }


def _duration(call: AdapterCall, name: str) -> str:
    key = f"return.{name}"
    return str(parameter(call.tx.connection, key, PARAMETERS[key]))


def check(call: AdapterCall) -> dict[str, Any]:
    """Window, quantities and money; a sound return goes into approval."""
    return_id = call.inputs["return_id"]
    found = moves.submit(call.tx, return_id, instance_id=call.instance_id, root=call.root_id)
    row = documents.known(call.tx.connection, return_id)
    return {
        **found,
        "kind": row.kind,
        "kind_name": word(_KINDS, row.kind, "zh"),
        "return_state": row.state,
    }


def mark(call: AdapterCall) -> dict[str, Any]:
    """The return comes to another state."""
    row = moves.mark(
        call.tx,
        call.inputs["return_id"],
        call.inputs["state"],
        instance_id=call.instance_id,
        root=call.root_id,
        reason=call.inputs["reason"] or "",
    )
    key = "return.address"
    return {
        "return_state": row.state,
        "goods_due_at": row.goods_due_at,
        "address": str(parameter(call.tx.connection, key, PARAMETERS[key])),
    }


def assess(call: AdapterCall) -> dict[str, Any]:
    """What the findings at the goods come to."""
    return inspection.assess(call.tx, call.inputs["return_id"], root=call.root_id)


def dispose(call: AdapterCall) -> dict[str, Any]:
    """Settle the accepted amount; book stock and the customer's account."""
    return_id = call.inputs["return_id"]
    inspection.accept(
        call.tx,
        return_id,
        call.inputs["accepted_amount"],
        reason=call.inputs["deduction_reason"] or "",
        consent=bool(call.inputs["customer_consent"]),
        root=call.root_id,
    )
    disposal.dispose(call.tx, return_id, root=call.root_id)
    return _settled(call, return_id)


def undispose(call: AdapterCall) -> dict[str, Any]:
    """Reverse the bookings of stock and account."""
    disposal.undo(call.tx, call.inputs["return_id"], root=call.root_id)
    return {}


def replace(call: AdapterCall) -> dict[str, Any]:
    """Deliver the same goods again."""
    return {"delivery_no": replacement.deliver(call.tx, call.inputs["return_id"], root=call.root_id)}


def call_off(call: AdapterCall) -> dict[str, Any]:
    """Call the replacement off."""
    replacement.call_off(call.tx, call.inputs["return_id"], root=call.root_id)
    return {}


def refund_instead(call: AdapterCall) -> dict[str, Any]:
    """Money instead of goods that are not there."""
    replacement.refund_instead(call.tx, call.inputs["return_id"], root=call.root_id)
    return _settled(call, call.inputs["return_id"])


def correct(call: AdapterCall) -> dict[str, Any]:
    """Correct statistics, commission and archive, and close the return."""
    row = correction.correct(call.tx, call.inputs["return_id"], root=call.root_id)
    return {"return_state": row.state, "goods_due_at": row.goods_due_at, "address": ""}


def uncorrect(call: AdapterCall) -> dict[str, Any]:
    """Reverse the correction."""
    correction.undo(call.tx, call.inputs["return_id"], root=call.root_id)
    return {}


def rate(call: AdapterCall) -> dict[str, Any]:
    """Note what the customer said."""
    changes.edit(
        call.tx,
        tables.return_order,
        call.inputs["return_id"],
        root=call.root_id,
        satisfaction=call.inputs["satisfaction"],
        satisfaction_note=call.inputs["satisfaction_note"] or "",
    )
    return {}


def tell(call: AdapterCall) -> dict[str, Any]:
    """Put a reminder on desktops, in each one's language. Once per step and person."""
    row = documents.known(call.tx.connection, call.inputs["return_id"])
    zh, en = _STEPS[call.inputs["step"]]
    for person in _people(call, call.inputs["to"]):
        text = f"退货单 {row.no}：{zh}" if person.language == "zh" else f"Return {row.no}: {en}"
        changes.add(
            call.tx,
            tables.message,
            root=call.root_id,
            to_id=person.id,
            text=text,
            at=call.tx.now,
            ref_type="return",
            ref_id=row.id,
        )
    return {}


def _people(call: AdapterCall, to: str) -> list[organisation.Person]:
    one = organisation.by_login(call.tx.connection, to)
    return [one] if one is not None else list(organisation.holders(call.tx.connection, to))


def _settled(call: AdapterCall, return_id: int) -> dict[str, Any]:
    row = documents.known(call.tx.connection, return_id)
    return {"kind": row.kind, "accepted_amount": row.accepted_amount, "return_state": row.state}


_STEPS = {
    "document": ("还没有提交", "it has not been submitted yet"),
    "inspect": ("货物已到，还没有验收", "the goods came and are not inspected yet"),
    "deduct": ("等待决定扣减金额", "the deduction is not decided yet"),
}
_KINDS = {"refund": ("退款", "refund"), "replace": ("换货", "replacement"), "repair": ("维修", "repair")}


def _guarded(run: Callable[[AdapterCall], dict[str, Any]]) -> Callable[[AdapterCall], dict[str, Any]]:
    """Refusals of the domain become errors that the diagram may catch."""

    def guarded(call: AdapterCall) -> dict[str, Any]:
        try:
            return run(call)
        except tuple(_CODES) as error:
            raise BusinessError(_CODES[type(error)], error.text("en"), message_zh=error.text("zh")) from error

    return guarded


def _adapter(
    name: str,
    zh: str,
    en: str,
    run: Callable[[AdapterCall], dict[str, Any]],
    inputs: type[Schema],
    outputs: type[Schema],
) -> Adapter:
    return Adapter(
        name=f"crm.return.{name}",
        zh=zh,
        en=en,
        kind="transactional",
        inputs=inputs,
        outputs=outputs,
        run=_guarded(run),
        errors=ERRORS,
    )


ADAPTERS = (
    _adapter("open", "登记退货", "Open a return", open_return, ReturnOpen, ReturnOpened),
    _adapter("check", "检查退货", "Check a return", check, ReturnId, ReturnChecked),
    _adapter("mark", "标记退货状态", "Mark a return's state", mark, ReturnMark, ReturnStands),
    _adapter("assess", "评定验收结果", "Assess the inspection", assess, ReturnId, ReturnAssessed),
    _adapter("dispose", "处置退货", "Dispose of returned goods", dispose, ReturnAccept, ReturnDisposed),
    _adapter("undispose", "撤销处置", "Undo the disposal", undispose, ReturnId, Nothing),
    _adapter("replace", "补发货物", "Deliver a replacement", replace, ReturnId, Replaced),
    _adapter("call_off", "取消补发", "Call a replacement off", call_off, ReturnId, Nothing),
    _adapter("refund_instead", "改为退款", "Refund instead", refund_instead, ReturnId, ReturnDisposed),
    _adapter("correct", "冲销销售", "Correct the sale", correct, ReturnId, ReturnStands),
    _adapter("uncorrect", "撤销冲销", "Undo the correction", uncorrect, ReturnId, Nothing),
    _adapter("rate", "记录满意度", "Note the satisfaction", rate, ReturnRated, Nothing),
    _adapter("tell", "提醒", "Remind", tell, ReturnTell, Nothing),
    *repairs.ADAPTERS,
)
