"""A case comes in: registered, compared with others, classified, promised."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from adapters.contract import Adapter
from adapters.crm import changes, feedback, tables
from adapters.crm.errors import OtherInstance
from adapters.crm.operations.cases.declaring import ERRORS, application
from adapters.crm.operations.cases.schemas import (
    CaseFacts,
    CaseId,
    CaseState,
    Classified,
    Merged,
    Nothing,
    Promise,
    Promised,
    Registered,
)
from engine import organisation
from engine.errors import BusinessError, EngineError, NotFound
from engine.ports import AdapterCall

_SUBJECT = 80


def register(call: AdapterCall) -> dict[str, Any]:
    """Take the case into this process, registering it first if it only exists as words."""
    given = call.inputs
    try:
        feedback_id = given["feedback_id"] or _own(call) or _registered(call)
        case = feedback.adopt(call.tx, feedback_id, _instance(call), root=call.root_id)
    except (NotFound, OtherInstance) as error:
        raise _business(error) from error
    other = feedback.open_case_like(call.tx.connection, case, call.tx.now)
    return {
        **feedback.facts(call.tx.connection, case),
        "feedback_state": case.state,
        "level": case.level,
        "reopen_count": case.reopen_count,
        "duplicate_of": None if other is None else other.id,
        "duplicate_no": "" if other is None else other.no,
    }


def _instance(call: AdapterCall) -> int:
    assert call.instance_id is not None
    return call.instance_id


def _own(call: AdapterCall) -> int | None:
    """The case that this instance has registered already."""
    mine = tables.feedback.c.instance_id == call.instance_id
    found: int | None = call.tx.connection.scalar(select(tables.feedback.c.id).where(mine))
    return found


def _registered(call: AdapterCall) -> int:
    given = call.inputs
    party = None
    if given["account_id"] is not None:
        party = changes.row_of(call.tx.connection, tables.account, given["account_id"])
    if party is None or party.deleted_at is not None:
        raise BusinessError(
            "CASE_CUSTOMER", ERRORS["CASE_CUSTOMER"][1], message_zh=ERRORS["CASE_CUSTOMER"][0]
        )
    text = (given["text"] or "").strip() or "–"
    contact = changes.row_of(call.tx.connection, tables.contact, given["contact_id"] or 0)
    return feedback.register(
        call.tx,
        root=call.root_id,
        type=given["type"] or "complaint",
        channel=given["channel"] or "call",
        account_id=party.id,
        contact_id=contact.id if contact is not None and contact.account_id == party.id else None,
        subject=given["subject"] or text.splitlines()[0][:_SUBJECT],
        content=text,
        product_id=given["product_id"],
        order_id=given["order_id"],
        phone=given["phone"] or "",
        email=given["email"] or "",
        instance_id=_instance(call),
    )


def acknowledged(call: AdapterCall) -> dict[str, Any]:
    """The customer knows that the case arrived."""
    feedback.note(call.tx, call.inputs["feedback_id"], "acknowledged", "", root=call.root_id)
    return {}


def merge(call: AdapterCall) -> dict[str, Any]:
    """Close the case as part of another."""
    feedback.merge(call.tx, call.inputs["feedback_id"], call.inputs["duplicate_of"], root=call.root_id)
    return {"feedback_state": "closed"}


def classify(call: AdapterCall) -> dict[str, Any]:
    """Keep what the service desk found out."""
    given = dict(call.inputs)
    feedback_id = given.pop("feedback_id")
    given["mood"] = given["mood"] or ""
    if feedback.change(call.tx, feedback_id, root=call.root_id, **given):
        feedback.note(call.tx, feedback_id, "classified", "", root=call.root_id)
    return {}


def promise(call: AdapterCall) -> dict[str, Any]:
    """Promise times, and name the position that keeps them."""
    given = call.inputs
    case = feedback.promise(
        call.tx,
        given["feedback_id"],
        respond_in=given["respond_in"],
        solve_in=given["solve_in"],
        position=given["handler_position"],
        root=call.root_id,
    )
    handler = organisation.person(call.tx.connection, case.handler_id) if case.handler_id else None
    return {
        "respond_due": case.respond_due_at,
        "solve_due": case.solve_due_at,
        "respond_in": given["respond_in"],
        "handler": handler.login if handler else None,
        "handler_position": given["handler_position"],
        "feedback_state": case.state,
    }


def _business(error: EngineError) -> BusinessError:
    code = "CASE_NOT_FOUND" if isinstance(error, NotFound) else "CASE_OTHER_INSTANCE"
    return BusinessError(code, error.text("en"), message_zh=error.text("zh"))


ADAPTERS: tuple[Adapter, ...] = (
    application("create", "登记服务反馈", "Register a case", Registered, CaseFacts, register),
    application("acknowledged", "记录已确认收到", "Note the acknowledgement", CaseId, Nothing, acknowledged),
    application("merge", "并入已有服务单", "Merge into an open case", Merged, CaseState, merge),
    application("classify", "记录分类", "Classify a case", Classified, Nothing, classify),
    application("promise", "确定时限与处理职位", "Promise times", Promise, Promised, promise),
)
