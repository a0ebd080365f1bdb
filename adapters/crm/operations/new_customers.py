"""Applications of the approval of new customers (P-02): until it is through, no order."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import account_facts, changes, tables
from adapters.crm.operations.declaring import Area
from adapters.crm.ownership import conversions
from engine import organisation
from engine.errors import BusinessError
from engine.ports import AdapterCall

ERRORS = {
    "NEW_CUSTOMER_NOT_FOUND": ("客户不存在", "the customer does not exist"),
    "NEW_CUSTOMER_INCOMPLETE": ("新客户资料不全", "the new customer's data are incomplete"),
    "NEW_CUSTOMER_RUNNING": ("该客户已在审批中", "the customer is in approval already"),
}


class AccountId(Inputs):
    """Which customer."""

    account_id = fields.Integer(required=True)


class NewCustomer(AccountId):
    """Which customer, and who applies (a login)."""

    applicant = fields.String(load_default="", allow_none=True)


class Begun(Schema):
    """What titles say of the customer, and whether he is approved already: then nobody is asked."""

    account_code = fields.String()
    customer = fields.String()
    approved = fields.Boolean()


class Checked(Schema):
    """What the process knows of the customer."""

    account_id = fields.Integer()
    account_code = fields.String()
    customer = fields.String()
    customer_en = fields.String()
    applicant = fields.String()
    within_rules = fields.Boolean()


class Decision(AccountId):
    """How the approval ended."""

    outcome = fields.String(required=True, validate=validate.OneOf(["approved", "rejected", "withdrawn"]))


class Decided(Schema):
    """Whether orders are possible from now on."""

    approved = fields.Boolean()


def begin(call: AdapterCall) -> dict[str, Any]:
    """Take the customer into this application, the only one at a time, whoever asked for it."""
    row = _row(call)
    if not row.approved:
        changes.edit(call.tx, tables.account, row.id, root=call.root_id, instance_id=call.instance_id)
    return {
        "account_code": row.code,
        "customer": row.short_name or row.name,
        "approved": bool(row.approved),
    }


def check(call: AdapterCall) -> dict[str, Any]:
    """What is known of the customer; refused while its slip has gaps."""
    row = _row(call)
    connection = call.tx.connection
    if lacking := account_facts.missing(connection, row.id):
        zh = "、".join(account_facts.NEEDED[name][0] for name in lacking)
        en = ", ".join(account_facts.NEEDED[name][1] for name in lacking)
        raise BusinessError("NEW_CUSTOMER_INCOMPLETE", f"missing: {en}", message_zh=f"缺少：{zh}")
    owner = None if row.owner_id is None else organisation.person(connection, row.owner_id)
    return {
        "account_id": row.id,
        "account_code": row.code,
        "customer": row.short_name or row.name,
        "customer_en": row.name_en or row.name,
        "applicant": call.inputs["applicant"] or (owner.login if owner else ""),
        "within_rules": account_facts.within_rules(connection, row),
    }


def decide(call: AdapterCall) -> dict[str, Any]:
    """Admit the customer (a prospect becomes a customer), or let it stay a prospect."""
    row = _row(call)
    approved = call.inputs["outcome"] == "approved"
    admitted = approved or bool(row.approved)
    changes.edit(call.tx, tables.account, row.id, root=call.root_id, instance_id=None, approved=admitted)
    if approved and row.kind == "prospect":
        conversions.convert_in(
            call.tx,
            row.id,
            "customer",
            by_id=row.owner_id or call.tx.by or 0,
            reason="新客户审批通过",
            instance_id=call.instance_id,
            root=call.root_id,
        )
    return {"approved": admitted}


def _row(call: AdapterCall) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.account, call.inputs["account_id"], lock=True)
    if row is None or row.deleted_at is not None:
        raise _error("NEW_CUSTOMER_NOT_FOUND")
    if row.instance_id is not None and row.instance_id != call.instance_id:
        raise _error("NEW_CUSTOMER_RUNNING")
    return row


def _error(code: str) -> BusinessError:
    zh, en = ERRORS[code]
    return BusinessError(code, en, message_zh=zh)


NEW_CUSTOMERS = Area(prefix="crm.new_customer", errors=ERRORS)
ADAPTERS: tuple[Adapter, ...] = (
    NEW_CUSTOMERS.application("begin", "登记新客户申请", "Take an application up", begin, AccountId, Begun),
    NEW_CUSTOMERS.application(
        "check", "检查新客户资料", "Check a new customer's data", check, NewCustomer, Checked
    ),
    NEW_CUSTOMERS.application(
        "decide", "启用或退回新客户", "Admit or refuse a new customer", decide, Decision, Decided
    ),
)
