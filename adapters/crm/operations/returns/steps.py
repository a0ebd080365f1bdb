"""A return is checked, goes from state to state, is inspected; what the customer said of it."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import changes, tables
from adapters.crm.operations.returns.area import RETURNS
from adapters.crm.operations.returns.schemas import (
    ReturnAssessed,
    ReturnChecked,
    ReturnId,
    ReturnMark,
    ReturnRated,
    ReturnStands,
)
from adapters.crm.parameters import parameter
from adapters.crm.returns import documents, inspection, moves
from adapters.crm.standard.returns import PARAMETERS
from adapters.crm.words import word
from engine.ports import AdapterCall

_KINDS = {"refund": ("退款", "refund"), "replace": ("换货", "replacement"), "repair": ("维修", "repair")}


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


ADAPTERS: tuple[Adapter, ...] = (
    RETURNS.application("check", "检查退货", "Check a return", check, ReturnId, ReturnChecked),
    RETURNS.application("mark", "标记退货状态", "Mark a return's state", mark, ReturnMark, ReturnStands),
    RETURNS.application("assess", "评定验收结果", "Assess the inspection", assess, ReturnId, ReturnAssessed),
    RETURNS.application("rate", "记录满意度", "Note the satisfaction", rate, ReturnRated),
)
