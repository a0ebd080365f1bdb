"""What goods, money and books do for a return, and how it is taken back."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import set_offs
from adapters.crm.operations.returns.area import RETURNS
from adapters.crm.operations.returns.schemas import (
    Replaced,
    ReturnAccept,
    ReturnDisposed,
    ReturnId,
    ReturnStands,
)
from adapters.crm.returns import correction, disposal, documents, inspection, replacement
from adapters.crm.returns.rules import ZERO
from engine.ports import AdapterCall


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


def _settled(call: AdapterCall, return_id: int) -> dict[str, Any]:
    row = documents.known(call.tx.connection, return_id)
    set_off = set_offs.of_return(call.tx.connection, return_id)
    return {
        "kind": row.kind,
        "accepted_amount": row.accepted_amount,
        "set_off": set_off,
        "refund_amount": (row.accepted_amount or ZERO) - set_off if row.kind == "refund" else ZERO,
        "return_state": row.state,
    }


ADAPTERS: tuple[Adapter, ...] = (
    RETURNS.application(
        "dispose", "处置退货", "Dispose of returned goods", dispose, ReturnAccept, ReturnDisposed
    ),
    RETURNS.application("undispose", "撤销处置", "Undo the disposal", undispose, ReturnId),
    RETURNS.application("replace", "补发货物", "Deliver a replacement", replace, ReturnId, Replaced),
    RETURNS.application("call_off", "取消补发", "Call a replacement off", call_off, ReturnId),
    RETURNS.application(
        "refund_instead", "改为退款", "Refund instead", refund_instead, ReturnId, ReturnDisposed
    ),
    RETURNS.application("correct", "冲销销售", "Correct the sale", correct, ReturnId, ReturnStands),
    RETURNS.application("uncorrect", "撤销冲销", "Undo the correction", uncorrect, ReturnId),
)
