"""Applications about repairs."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import archive, changes, repairs, tables
from adapters.crm.operations.declaring import Area
from adapters.crm.returns.errors import RepairState
from engine import organisation
from engine.errors import EngineError, NotFound
from engine.ports import AdapterCall

ERRORS = {
    "REPAIR_NOT_FOUND": ("没有可维修的产品档案", "there is no unit to repair"),
    "REPAIR_STATE": ("维修单的状态不允许这一步", "the repair's state does not allow this step"),
}
CODES: dict[type[EngineError], str] = {NotFound: "REPAIR_NOT_FOUND", RepairState: "REPAIR_STATE"}


class RepairOpen(Inputs):
    """What is to be repaired: a registration that exists, a unit, or what came back with a return."""

    repair_id = fields.Integer(load_default=None, allow_none=True)
    archive_id = fields.Integer(load_default=None, allow_none=True)
    return_id = fields.Integer(load_default=None, allow_none=True)
    feedback_id = fields.Integer(load_default=None, allow_none=True)
    account_id = fields.Integer(load_default=None, allow_none=True)
    fault = fields.String(load_default="", allow_none=True)


class RepairId(Inputs):
    """Which repair."""

    repair_id = fields.Integer(required=True)


class RepairDiagnosis(RepairId):
    """What the engineer found, and what parts and labour cost."""

    diagnosis = fields.String(required=True)
    parts_total = fields.Decimal(load_default=None, allow_none=True, validate=validate.Range(min=0))
    labour_total = fields.Decimal(load_default=None, allow_none=True, validate=validate.Range(min=0))
    engineer = fields.String(load_default="", allow_none=True)


class RepairAnswer(RepairId):
    """Whether the customer wants the repair for this price."""

    answer = fields.String(required=True, validate=validate.OneOf(["accepted", "refused"]))


class RepairReport(RepairId):
    """The repair report."""

    result = fields.String(
        required=True, validate=validate.OneOf(["repaired", "replaced", "not_repairable", "no_fault"])
    )
    work = fields.String(required=True)
    parts_used = fields.String(load_default="", allow_none=True)
    hours = fields.Decimal(load_default=None, allow_none=True)
    advice = fields.String(load_default="", allow_none=True)
    signed_by = fields.String(load_default="", allow_none=True)


class RepairPaid(RepairId):
    """What the customer paid, and how."""

    received = fields.Decimal(load_default=None, allow_none=True, validate=validate.Range(min=0))
    method = fields.String(load_default="", allow_none=True)


class RepairOpened(Schema):
    """What a process knows of a repair."""

    repair_id = fields.Integer()
    repair_no = fields.String()
    repair_state = fields.String()
    account_id = fields.Integer()
    customer = fields.String()
    customer_en = fields.String()
    contact_name = fields.String()
    contact_email = fields.String()
    product = fields.String()
    serial_no = fields.String()
    fault = fields.String()
    in_warranty = fields.Boolean()
    currency = fields.String()
    engineer = fields.String(allow_none=True)


class RepairStands(Schema):
    """Where the repair stands, and what it costs the customer."""

    repair_state = fields.String()
    charge = fields.Decimal()
    engineer = fields.String(allow_none=True)


class RepairDiagnosed(RepairStands):
    """What it costs, and who asks for that price."""

    applicant = fields.String(allow_none=True)


def open_repair(call: AdapterCall) -> dict[str, Any]:
    """Take a registration up as this instance's, or make one."""
    row = _registration(call)
    found = changes.row_of(call.tx.connection, tables.product_archive, row.archive_id)
    assert found is not None
    party = changes.row_of(call.tx.connection, tables.account, found.account_id)
    product = changes.row_of(call.tx.connection, tables.product, found.product_id)
    assert party is not None
    assert product is not None
    repairs.begin(call.tx, row.id, root=call.root_id)
    return {
        "repair_id": row.id,
        "repair_no": row.no,
        "repair_state": row.state,
        "account_id": found.account_id,
        "customer": party.short_name or party.name,
        "customer_en": party.name_en or party.name,
        "product": product.name,
        "serial_no": found.serial_no,
        "fault": row.fault,
        "in_warranty": row.in_warranty,
        "currency": row.currency,
        "engineer": _login(call, row.engineer_id),
        **_contact(call, row, party),
    }


def _registration(call: AdapterCall) -> Row[Any]:
    given = call.inputs
    held = repairs.of_instance(call.tx, call.instance_id) if call.instance_id else None
    if held is not None:
        return held
    if given["repair_id"] is not None:
        row = repairs.known(call.tx, given["repair_id"])
        changes.edit(
            call.tx,
            tables.repair_registration,
            row.id,
            root=call.root_id,
            instance_id=row.instance_id or call.instance_id,
        )
        return row
    archive_id = given["archive_id"]
    if archive_id is None and given["return_id"] is not None:
        archive_id = repairs.unit_of_return(call.tx, given["return_id"])
    if archive_id is None:
        archive_id = _unit_of_feedback(call, given["feedback_id"])
    return repairs.register(
        call.tx,
        archive_id,
        given["fault"] or "–",
        root=call.root_id,
        instance_id=call.instance_id,
        return_id=given["return_id"],
        feedback_id=given["feedback_id"],
    )


def _unit_of_feedback(call: AdapterCall, feedback_id: int | None) -> int:
    """The unit that a complaint is about, else any unit of its product at that customer."""
    feedback = None
    if feedback_id is not None:
        feedback = changes.row_of(call.tx.connection, tables.feedback, feedback_id)
    if feedback is not None and feedback.archive_id is not None:
        return int(feedback.archive_id)
    if feedback is not None and feedback.product_id is not None:
        unit = archive.unit_of_product(call.tx.connection, feedback.account_id, feedback.product_id)
        if unit is not None:
            return int(unit.id)
    raise NotFound(what="unit", what_zh="产品档案", id="–")


def diagnose(call: AdapterCall) -> dict[str, Any]:
    """Note the diagnosis and the price."""
    given = call.inputs
    engineer = organisation.by_login(call.tx.connection, given["engineer"] or "")
    row = repairs.diagnose(
        call.tx,
        given["repair_id"],
        diagnosis=given["diagnosis"],
        parts=given["parts_total"] or repairs.ZERO,
        labour=given["labour_total"] or repairs.ZERO,
        engineer_id=engineer.id if engineer else None,
        root=call.root_id,
    )
    stands = _stands(call, row)
    return {**stands, "applicant": stands["engineer"] or _login(call, call.tx.by)}


def call_off(call: AdapterCall) -> dict[str, Any]:
    """End a repair whose price nobody approved."""
    return _stands(call, repairs.call_off(call.tx, call.inputs["repair_id"], root=call.root_id))


def answer(call: AdapterCall) -> dict[str, Any]:
    """Note what the customer said to the price."""
    given = call.inputs
    row = repairs.answer(call.tx, given["repair_id"], given["answer"], root=call.root_id)
    return _stands(call, row)


def report(call: AdapterCall) -> dict[str, Any]:
    """Note the repair report."""
    given = call.inputs
    row = repairs.report(
        call.tx,
        given["repair_id"],
        result=given["result"],
        work=given["work"],
        parts_used=given["parts_used"] or "",
        hours=given["hours"],
        advice=given["advice"] or "",
        signed_by=given["signed_by"] or "",
        root=call.root_id,
    )
    return _stands(call, row)


def close(call: AdapterCall) -> dict[str, Any]:
    """End the repair and book what was paid."""
    given = call.inputs
    row = repairs.close(
        call.tx,
        given["repair_id"],
        received=given["received"],
        method=given["method"] or "",
        root=call.root_id,
    )
    return _stands(call, row)


def _stands(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
    return {
        "repair_state": row.state,
        "charge": row.amount or repairs.ZERO,
        "engineer": _login(call, row.engineer_id),
    }


def _login(call: AdapterCall, person_id: int | None) -> str | None:
    person = organisation.person(call.tx.connection, person_id) if person_id else None
    return person.login if person else None


def _contact(call: AdapterCall, row: Row[Any], party: Row[Any]) -> dict[str, str]:
    contact = None
    if row.contact_id is not None:
        contact = changes.row_of(call.tx.connection, tables.contact, row.contact_id)
    return {
        "contact_name": (contact.name if contact else "") or party.name,
        "contact_email": (contact.email if contact else "") or party.email or "",
    }


REPAIRS = Area(prefix="crm.repair", errors=ERRORS, codes=CODES)
ADAPTERS: tuple[Adapter, ...] = (
    REPAIRS.application("open", "登记维修", "Open a repair", open_repair, RepairOpen, RepairOpened),
    REPAIRS.application(
        "diagnose", "记录诊断", "Note a diagnosis", diagnose, RepairDiagnosis, RepairDiagnosed
    ),
    REPAIRS.application("call_off", "取消维修", "Call a repair off", call_off, RepairId, RepairStands),
    REPAIRS.application(
        "answer", "记录客户答复", "Note the customer's answer", answer, RepairAnswer, RepairStands
    ),
    REPAIRS.application("report", "记录维修报告", "Note a repair report", report, RepairReport, RepairStands),
    REPAIRS.application("close", "结束维修", "Close a repair", close, RepairPaid, RepairStands),
)
