"""Applications about orders, deliveries and stock."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import Row

from adapters.contract import Adapter
from adapters.crm import access_of_starters, changes, deliveries, stock, tables
from adapters.crm.amounts import written
from adapters.crm.operations import order_schemas as schemas
from adapters.crm.operations.declaring import Area
from adapters.crm.orders import aftermath, direct, drafts, moves, reading
from adapters.crm.orders import errors as refusals
from engine import organisation
from engine.errors import EngineError, NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.ports import AdapterCall

ERRORS = {
    "ORDER_NOT_FOUND": ("订单不存在", "the order does not exist"),
    "ORDER_NOT_READY": ("订单还不能提交", "the order cannot be submitted yet"),
    "ORDER_STATE": ("订单的状态不允许这一步", "the order's state does not allow this step"),
    "ORDER_OTHER_INSTANCE": ("订单属于另一个流程实例", "the order belongs to another process instance"),
    "ORDER_PAYMENT": ("付款规则不允许", "the payment rules do not allow it"),
    "STOCK_SHORT": ("库存不足", "not enough in stock"),
    "DELIVERY_STATE": ("交付单的状态不允许这一步", "the delivery's state does not allow this step"),
    "INVOICE_TOO_HIGH": ("发票金额超过订单", "the invoice is above the order"),
}
_CODES: dict[type[EngineError], str] = {
    NotFound: "ORDER_NOT_FOUND",
    refusals.OrderEmpty: "ORDER_NOT_READY",
    refusals.BuyerRefused: "ORDER_NOT_READY",
    refusals.ContractMissing: "ORDER_NOT_READY",
    refusals.NoDeliveryDate: "ORDER_NOT_READY",
    refusals.QuoteNotOrdered: "ORDER_NOT_READY",
    refusals.PaymentRefused: "ORDER_PAYMENT",
    refusals.OrderLocked: "ORDER_STATE",
    refusals.OrderMove: "ORDER_STATE",
    refusals.AlreadyShipped: "ORDER_STATE",
    refusals.BeingCancelled: "DELIVERY_STATE",
    refusals.DeliveryMove: "DELIVERY_STATE",
    refusals.OrderElsewhere: "ORDER_OTHER_INSTANCE",
    refusals.OutOfStock: "STOCK_SHORT",
    refusals.InvoiceTooHigh: "INVOICE_TOO_HIGH",
}


def open_order(call: AdapterCall) -> dict[str, Any]:
    """The order this is about; otherwise one is made, of the quote or for the opportunity that is given."""
    order_id, quote_id = call.inputs["order_id"], call.inputs["quote_id"]
    if order_id is not None:
        _demand_submitter(call, order_id)
        row = reading.of(call.tx.connection, order_id)
        if row.state == "draft" and row.instance_id is None:  # its page leads to this process from now on
            changes.edit(call.tx, tables.order, order_id, root=call.root_id, instance_id=call.root_id)
        return {**_data(call, row), "order_ready": True}
    opportunity_id = call.inputs["opportunity_id"]
    if quote_id is not None:
        row = drafts.add_from_quote(call.tx, quote_id, root=call.root_id)
    elif opportunity_id is not None and access_of_starters.trusted(call):
        row = direct.add_for_opportunity(call.tx, opportunity_id, root=call.root_id)
    else:
        raise NotFound(what="order", what_zh="订单", id="–")
    changes.edit(call.tx, tables.order, row.id, root=call.root_id, instance_id=call.root_id)
    return {**_data(call, reading.of(call.tx.connection, row.id)), "order_ready": False}


def check(call: AdapterCall) -> dict[str, Any]:
    """Price the order with today's rules and lock it for approval."""
    order_id = call.inputs["order_id"]
    _demand_submitter(call, order_id)
    row = moves.check(call.tx, order_id, root=call.root_id)
    return {**_data(call, row), "order_ready": True}


def set_payment(call: AdapterCall) -> dict[str, Any]:
    """Apply the payment rules."""
    inputs = call.inputs
    row = moves.set_payment(
        call.tx,
        inputs["order_id"],
        allowed=inputs["allowed"],
        fee=inputs["fee"],
        reason=inputs["reason"] or "",
        root=call.root_id,
    )
    return _state(row)


def reserve(call: AdapterCall) -> dict[str, Any]:
    """Promise the goods to the order, all of them or none."""
    row = moves.held(call.tx, call.inputs["order_id"], call.root_id)
    stock.reserve(call.tx, row.id, deliveries.wanted(call.tx, row.id), root=call.root_id)
    return _state(row)


def release(call: AdapterCall) -> dict[str, Any]:
    """Give the promised goods back."""
    row = moves.held(call.tx, call.inputs["order_id"], call.root_id)
    stock.release(call.tx, row.id, root=call.root_id)
    return _state(row)


def review(call: AdapterCall) -> dict[str, Any]:
    """Keep what the departments said; purchasing may have named another delivery date."""
    inputs = call.inputs
    answers = {
        name: {"answer": inputs[name]["answer"], "remark": inputs[name]["remark"] or ""}
        for name in ("technical", "production", "purchasing")
    }
    if inputs["delivery_on"] is not None:
        answers["purchasing"]["delivery_on"] = inputs["delivery_on"].isoformat()
        changes.edit(
            call.tx,
            tables.order,
            inputs["order_id"],
            root=call.root_id,
            delivery_on=inputs["delivery_on"],
        )
    return {"review_outcome": moves.review(call.tx, inputs["order_id"], answers, root=call.root_id)}


def credit(call: AdapterCall) -> dict[str, Any]:
    """How far the order would go above the customer's limit, and what he owes too long."""
    found = reading.credit(call.tx.connection, reading.of(call.tx.connection, call.inputs["order_id"]))
    return {"credit_excess": found.excess, "credit_overdue": found.overdue}


def mark(call: AdapterCall) -> dict[str, Any]:
    """The order comes to a state."""
    return _state(moves.mark(call.tx, call.inputs["order_id"], call.inputs["state"], root=call.root_id))


def effect(call: AdapterCall) -> dict[str, Any]:
    """The order takes effect and is booked."""
    row = moves.effect(call.tx, call.inputs["order_id"], root=call.root_id)
    return {**_state(row), "effective": True}


def undo_effect(call: AdapterCall) -> dict[str, Any]:
    """The booking is taken back."""
    return _state(moves.undo_effect(call.tx, call.inputs["order_id"], root=call.root_id))


def cancel(call: AdapterCall) -> dict[str, Any]:
    """The order ends; what was promised and booked is taken back."""
    reason = call.inputs["reason"] or ""
    return _state(moves.cancel(call.tx, call.inputs["order_id"], reason=reason, root=call.root_id))


def grant_cancel(call: AdapterCall) -> dict[str, Any]:
    """Cancelling was agreed to, unless something has left the warehouse meanwhile."""
    row = moves.held(call.tx, call.inputs["order_id"], call.root_id)
    moves.refuse_shipped(call.tx, row)
    return {"cancel_approved": True}


def keep(call: AdapterCall) -> dict[str, Any]:
    """The wish to cancel was refused."""
    return _state(moves.keep(call.tx, call.inputs["order_id"], root=call.root_id))


def open_delivery(call: AdapterCall) -> dict[str, Any]:
    """The next delivery of an order."""
    moves.held(call.tx, call.inputs["order_id"], call.root_id)
    row = deliveries.open_next(call.tx, call.inputs["order_id"], root=call.root_id)
    return _delivery(call, row)


def mark_delivery(call: AdapterCall) -> dict[str, Any]:
    """A delivery comes to a state."""
    details = {name: text or "" for name, text in call.inputs.items() if name not in ("delivery_id", "state")}
    row = deliveries.mark(
        call.tx, call.inputs["delivery_id"], call.inputs["state"], root=call.root_id, **details
    )
    return _delivery(call, row)


def finish(call: AdapterCall) -> dict[str, Any]:
    """Units of the product archive, the base of the commission, and what is still to be invoiced."""
    row = moves.held(call.tx, call.inputs["order_id"], call.root_id)
    archived = aftermath.archive_units(call.tx, row, root=call.root_id)
    aftermath.add_commission(call.tx, row, root=call.root_id)
    dated = aftermath.date_instalments(call.tx, row, root=call.root_id)
    return {
        "archived": archived,
        "instalments_dated": dated,
        "invoice_amount": aftermath.to_invoice(call.tx, row),
    }


def add_invoice(call: AdapterCall) -> dict[str, Any]:
    """Note an invoice."""
    inputs = call.inputs
    row = moves.held(call.tx, inputs["order_id"], call.root_id)
    invoice_id = aftermath.add_invoice(
        call.tx, row, no=inputs["no"], on=inputs["date"], amount=inputs["amount"], root=call.root_id
    )
    return {"invoice_id": invoice_id}


def _demand_submitter(call: AdapterCall, order_id: int) -> None:
    """Naming an order's id when starting a process is not enough: the starter must be able to submit it.

    What this process holds already stays with it; what another process calls for, or nobody started, is trusted.
    """
    row = reading.of(call.tx.connection, order_id)
    if access_of_starters.trusted(call) or (row.instance_id or 0) == call.root_id:
        return
    starter = organisation.by_login(call.tx.connection, call.started_by or "")
    scope = None if starter is None else organisation.may(call.tx.connection, starter, "order", "submit")
    if starter is None or not organisation.sees(call.tx.connection, starter, scope, row.owner_id):
        raise NotFound(what="order", what_zh="订单", id=order_id)


def _data(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
    party = changes.row_of(call.tx.connection, tables.account, row.account_id)
    owner = organisation.person(call.tx.connection, row.owner_id)
    contact = changes.row_of(call.tx.connection, tables.contact, row.contact_id) if row.contact_id else None
    assert party is not None
    customer = party.short_name or party.name
    alert = None
    if row.delivery_on is not None:
        alert = datetime.combine(row.delivery_on, time(9), COMPANY_ZONE)
    return {
        **_state(row),
        "order_no": row.no,
        "order_title": f"{row.no} · {customer} · {written(row.total, row.currency, cents=False)}",
        "order_kind": row.kind,
        "customer": customer,
        "customer_en": party.name_en or party.name,
        "owner_login": owner.login if owner else "",
        "currency": row.currency,
        "total": row.total,
        "pay_method": row.pay_method,
        "pay_online": row.online,
        "pay_email": (contact.email if contact else "") or party.email,
        "ship_city": row.ship_city,
        "alert_at": alert,
        "effective": row.effective_at is not None,
        "cancel_approved": False,
    }


def _state(row: Row[Any]) -> dict[str, Any]:
    return {"order_id": row.id, "order_state": row.state}


def _delivery(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
    return {
        "delivery_id": row.id,
        "delivery_no": row.no,
        "delivery_state": row.state,
        "all_delivered": deliveries.is_complete(call.tx, row.order_id),
    }


_Id, _State = schemas.OrderId, schemas.OrderState
ORDERS = Area(prefix="crm.order", errors=ERRORS, codes=_CODES)
DELIVERIES = Area(prefix="crm.delivery", errors=ERRORS, codes=_CODES)
ADAPTERS: tuple[Adapter, ...] = (
    ORDERS.application(
        "open", "打开订单", "Open an order", open_order, schemas.OrderOrQuote, schemas.OrderData
    ),
    ORDERS.application("check", "核对并锁定订单", "Check and lock an order", check, _Id, schemas.OrderData),
    ORDERS.application(
        "payment", "应用付款规则", "Apply the payment rules", set_payment, schemas.Payment, _State
    ),
    ORDERS.application("reserve", "预留库存", "Reserve stock", reserve, _Id, _State),
    ORDERS.application("release", "释放库存", "Release stock", release, _Id, _State),
    ORDERS.application(
        "review", "记录订单评审", "Record the review", review, schemas.Review, schemas.ReviewOutcome
    ),
    ORDERS.application("credit", "信用检查", "Check the credit", credit, _Id, schemas.Credit),
    ORDERS.application("mark", "标记订单状态", "Mark an order's state", mark, schemas.OrderMark, _State),
    ORDERS.application("effect", "订单生效", "Put an order into effect", effect, _Id, schemas.Effective),
    ORDERS.application("undo_effect", "冲销订单账目", "Take the booking back", undo_effect, _Id, _State),
    ORDERS.application("cancel", "取消订单", "Cancel an order", cancel, schemas.OrderCancel, _State),
    ORDERS.application(
        "grant_cancel", "同意取消订单", "Agree to cancel an order", grant_cancel, _Id, schemas.Granted
    ),
    ORDERS.application("keep", "订单继续", "Let an order go on", keep, _Id, _State),
    ORDERS.application(
        "finish", "建档并计提佣金", "File units and commission", finish, _Id, schemas.Aftermath
    ),
    ORDERS.application(
        "invoice", "登记发票", "Note an invoice", add_invoice, schemas.InvoiceInputs, schemas.InvoiceId
    ),
    DELIVERIES.application(
        "open", "生成交付单", "Open a delivery", open_delivery, _Id, schemas.DeliveryState
    ),
    DELIVERIES.application(
        "mark",
        "更新交付状态",
        "Update a delivery",
        mark_delivery,
        schemas.DeliveryMark,
        schemas.DeliveryState,
    ),
)
