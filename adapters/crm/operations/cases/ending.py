"""A case ends: confirmed, withdrawn, summed up, closed, asked about later; or it begins once more."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import feedback, tasks
from adapters.crm.operations.cases.declaring import application
from adapters.crm.operations.cases.schemas import (
    CaseId,
    CaseState,
    Level,
    Nothing,
    Reopened,
    Revisit,
    Revisited,
    Satisfied,
    Summary,
)
from engine import organisation
from engine.ports import AdapterCall


def confirm(call: AdapterCall) -> dict[str, Any]:
    """The customer is satisfied, or at least does not object."""
    given = call.inputs
    values = {} if given["satisfaction"] is None else {"satisfaction": given["satisfaction"]}
    if feedback.change(call.tx, given["feedback_id"], root=call.root_id, state="confirmed", **values):
        feedback.note(call.tx, given["feedback_id"], "confirmed", given["said"] or "", root=call.root_id)
    return {"feedback_state": "confirmed"}


def withdraw(call: AdapterCall) -> dict[str, Any]:
    """The customer takes the complaint back."""
    given = call.inputs
    if feedback.change(call.tx, given["feedback_id"], root=call.root_id, state="confirmed"):
        feedback.note(call.tx, given["feedback_id"], "withdrawn", given["said"] or "", root=call.root_id)
    return {"feedback_state": "confirmed"}


def reopen(call: AdapterCall) -> dict[str, Any]:
    """Once more, one level higher."""
    given = call.inputs
    case = feedback.reopen(
        call.tx,
        given["feedback_id"],
        said=given["said"] or "",
        round_no=given["reopen_count"] + 1,
        root=call.root_id,
    )
    # What was paid or sent for the former answer must not be paid or sent again.
    return {
        "level": case.level,
        "reopen_count": case.reopen_count,
        "feedback_state": case.state,
        "compensation_amount": None,
        "actions": [],
    }


def summary(call: AdapterCall) -> dict[str, Any]:
    """Keep what was learnt."""
    given = call.inputs
    values = {"cause": given["root_cause"], "prevention": given["prevention"]}
    if given["cost"] is not None:
        values["cost"] = given["cost"]
    if feedback.change(call.tx, given["feedback_id"], root=call.root_id, **values):
        feedback.note(call.tx, given["feedback_id"], "summary", given["prevention"], root=call.root_id)
    return {}


def close(call: AdapterCall) -> dict[str, Any]:
    """Close the case; preventing it next time is a task of whoever handled it."""
    case = feedback.row(call.tx.connection, call.inputs["feedback_id"])
    managers = organisation.holders(call.tx.connection, "service_manager")
    owner = case.handler_id or (managers[0].id if managers else case.received_by_id)
    if case.prevention and owner is not None:
        tasks.add(
            call.tx,
            kind="service",
            root=call.root_id,
            subject=f"{case.no} {case.subject}"[:200],
            content=case.prevention,
            account_id=case.account_id,
            feedback_id=case.id,
            owner_id=owner,
            assigner_id=call.tx.by,
        )
    feedback.close(call.tx, case.id, root=call.root_id)
    return {"feedback_state": "closed"}


def revisit(call: AdapterCall) -> dict[str, Any]:
    """What the customer said days later, and how often he was asked since the case was closed."""
    given = call.inputs
    feedback_id = given["feedback_id"]
    feedback.change(call.tx, feedback_id, root=call.root_id, revisited_at=call.tx.now)
    feedback.note(call.tx, feedback_id, "revisit", given["comment"] or "", root=call.root_id)
    closed_at = feedback.row(call.tx.connection, feedback_id).closed_at
    done = [one for one in feedback.actions(call.tx.connection, feedback_id) if one.kind == "revisit"]
    return {"revisits": sum(1 for one in done if closed_at is None or one.at >= closed_at)}


ADAPTERS: tuple[Adapter, ...] = (
    application("confirm", "记录客户确认", "Note the confirmation", Satisfied, CaseState, confirm),
    application("withdraw", "记录客户撤回", "Note the withdrawal", Satisfied, CaseState, withdraw),
    application("reopen", "重新打开", "Reopen a case", Reopened, Level, reopen),
    application("summarise", "记录总结", "Keep the summary", Summary, Nothing, summary),
    application("close", "关闭服务单", "Close a case", CaseId, CaseState, close),
    application("revisit", "记录回访", "Keep the revisit", Revisit, Revisited, revisit),
)
