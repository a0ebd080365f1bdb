"""Applications about contracts."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from adapters.contract import Adapter, Inputs
from adapters.crm import access_of_starters, attachments, changes, contracts, tables
from adapters.crm.catalogue.quotes import CONTRACT
from adapters.crm.errors import ContractRefused
from adapters.crm.operations.declaring import Area
from engine.errors import EngineError, NotFound
from engine.ports import AdapterCall

ERRORS = {
    "CONTRACT_NOT_FOUND": ("合同不存在", "the contract does not exist"),
    "CONTRACT_REFUSED": ("合同不能这样处理", "the contract cannot go this way"),
}
_CODES: dict[type[EngineError], str] = {NotFound: "CONTRACT_NOT_FOUND", ContractRefused: "CONTRACT_REFUSED"}


class ContractId(Inputs):
    """Which contract."""

    contract_id = fields.Integer(required=True)


class OpenInputs(Inputs):
    """Which contract, or the order it is for."""

    contract_id = fields.Integer(load_default=None, allow_none=True)
    order_id = fields.Integer(load_default=None, allow_none=True)


class Opened(Schema):
    """The contract, and what titles need of it."""

    contract_id = fields.Integer()
    contract_no = fields.String()
    contract_title = fields.String()
    customer = fields.String()
    owner_login = fields.String()


class MarkInputs(ContractId):
    """The state it comes to."""

    state = fields.String(required=True, validate=validate.OneOf(["draft", "approved", "rejected"]))


class SignInputs(ContractId):
    """When and by whom it was signed."""

    signed_on = fields.Date(required=True)
    signers = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    scan = fields.List(fields.Dict(), load_default=list, allow_none=True)


class DecideInputs(ContractId):
    """What is to become of it at its end."""

    renewal = fields.String(required=True, validate=validate.OneOf(list(contracts.RENEWALS)))


class ContractState(Schema):
    """Where it stands now."""

    contract_state = fields.String()


class Signed(ContractState):
    """When its end is reminded of, and the orders whose instalments waited for it."""

    orders_dated = fields.List(fields.Integer())
    remind_first = fields.AwareDateTime()
    remind_second = fields.AwareDateTime()


class Decided(ContractState):
    """The draft that renews it."""

    renewed_id = fields.Integer(allow_none=True)


def open_(call: AdapterCall) -> dict[str, Any]:
    """The contract that was named, or the draft for an order."""
    given, order_id = call.inputs["contract_id"], call.inputs["order_id"]
    if given is None and order_id is None:
        raise NotFound(what="contract", what_zh="合同", id="–")
    contract_id = given or contracts.draft_for_order(call.tx, order_id, root=call.root_id)
    row = contracts.of(call.tx, contract_id)
    if not access_of_starters.starter_may(call, "contract", "submit", row.owner_id):
        raise NotFound(what="contract", what_zh="合同", id=contract_id)
    contracts.adopt(call.tx, contract_id, call.instance_id, root=call.root_id)
    party = changes.row_of(call.tx.connection, tables.account, row.account_id)
    assert party is not None
    return {
        "contract_id": row.id,
        "contract_no": row.no,
        "contract_title": row.title,
        "customer": party.short_name or party.name,
        "owner_login": access_of_starters.login_of(call, row.owner_id),
    }


def submit(call: AdapterCall) -> dict[str, Any]:
    """Into review."""
    row = contracts.submit(
        call.tx, call.inputs["contract_id"], instance_id=call.instance_id, root=call.root_id
    )
    return {"contract_state": row.state}


def mark(call: AdapterCall) -> dict[str, Any]:
    """Out of review."""
    inputs = call.inputs
    row = contracts.mark(
        call.tx, inputs["contract_id"], inputs["state"], instance_id=call.instance_id, root=call.root_id
    )
    return {"contract_state": row.state}


def sign(call: AdapterCall) -> dict[str, Any]:
    """Signed and filed."""
    inputs = call.inputs
    dated = contracts.sign(
        call.tx,
        inputs["contract_id"],
        inputs["signed_on"],
        inputs["signers"] or "",
        instance_id=call.instance_id,
        root=call.root_id,
    )
    row = contracts.of(call.tx, inputs["contract_id"])
    attachments.hang_uploads(call.tx, CONTRACT, row.id, inputs["scan"], kind="scan", root=call.root_id)
    first, second = contracts.reminders(call.tx, row)
    reminders = {"remind_first": first, "remind_second": second}
    return {"contract_state": row.state, "orders_dated": dated, **reminders}


def remind(call: AdapterCall) -> dict[str, Any]:
    """The owner gets a task."""
    contracts.remind(call.tx, call.inputs["contract_id"], root=call.root_id)
    row = contracts.of(call.tx, call.inputs["contract_id"])
    return {"contract_state": row.state}


def decide(call: AdapterCall) -> dict[str, Any]:
    """Renewed or left to end."""
    contract_id = call.inputs["contract_id"]
    renewed = contracts.decide(call.tx, contract_id, call.inputs["renewal"], root=call.root_id)
    row = contracts.of(call.tx, contract_id)
    return {"contract_state": row.state, "renewed_id": renewed}


CONTRACTS = Area(prefix="crm.contract", errors=ERRORS, codes=_CODES)
ADAPTERS: tuple[Adapter, ...] = (
    CONTRACTS.application("open", "打开或起草合同", "Open or draft a contract", open_, OpenInputs, Opened),
    CONTRACTS.application("submit", "提交合同会签", "Send for review", submit, ContractId, ContractState),
    CONTRACTS.application("mark", "标记合同结果", "Mark the outcome", mark, MarkInputs, ContractState),
    CONTRACTS.application("sign", "合同签署归档", "Sign and file a contract", sign, SignInputs, Signed),
    CONTRACTS.application("remind", "提醒合同到期", "Remind of its end", remind, ContractId, ContractState),
    CONTRACTS.application(
        "decide", "合同续签或终止", "Renew it or let it end", decide, DecideInputs, Decided
    ),
)
