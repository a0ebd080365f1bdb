"""A case is worked on: accepted, investigated, solved, answered, decided by those above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from adapters.contract import Adapter
from adapters.crm import feedback, tasks
from adapters.crm.operations.cases.declaring import ERRORS, application
from adapters.crm.operations.cases.schemas import (
    Accepted,
    Answer,
    CaseState,
    Decided,
    Decision,
    Finding,
    Handled,
    Nothing,
    Solution,
    Solved,
)
from engine import organisation
from engine.errors import BusinessError
from engine.ports import AdapterCall


def accept(call: AdapterCall) -> dict[str, Any]:
    """The one who planned handles the case."""
    given = call.inputs
    departments = given["departments"] or []
    feedback.accept(
        call.tx,
        given["feedback_id"],
        plan=given["plan"],
        first_answer=given["first_answer"] or "",
        departments=departments,
        root=call.root_id,
    )
    case = feedback.row(call.tx.connection, given["feedback_id"])
    handler = organisation.person(call.tx.connection, case.handler_id) if case.handler_id else None
    return {
        "handler": handler.login if handler else None,
        "handler_name": handler.name if handler else "",
        "departments": departments,
        "feedback_state": case.state,
    }


def finding(call: AdapterCall) -> dict[str, Any]:
    """Keep what a department found."""
    given = call.inputs
    parts = (given["finding"], given["cause"], given["proposal"], given["evidence"] or "")
    feedback.note(call.tx, given["feedback_id"], "finding", "\n".join(filter(None, parts)), root=call.root_id)
    return {}


def solve(call: AdapterCall) -> dict[str, Any]:
    """Keep cause and solution."""
    given = call.inputs
    _demand_complete(feedback.row(call.tx.connection, given["feedback_id"]), given)
    changed = feedback.change(
        call.tx,
        given["feedback_id"],
        root=call.root_id,
        cause=given["root_cause"],
        solution=given["solution"],
        compensation_kind=given["compensation_kind"] or "",
        compensation_amount=given["compensation_amount"],
    )
    if changed:
        feedback.note(call.tx, given["feedback_id"], "solution", given["solution"], root=call.root_id)
    return {
        "compensation_amount": given["compensation_amount"],
        "actions": given["actions"] or [],
    }


def _demand_complete(case: Row[Any], given: Mapping[str, Any]) -> None:
    """A return needs an order, a repair the unit, a payment its amount."""
    missing = {
        "return": case.order_id is None,
        "repair": case.archive_id is None,
        "payment": not given["compensation_amount"],
    }
    if any(missing.get(one) for one in given["actions"] or []):
        zh, en = ERRORS["CASE_INCOMPLETE"]
        raise BusinessError("CASE_INCOMPLETE", en, message_zh=zh)


def answer(call: AdapterCall) -> dict[str, Any]:
    """The customer is answered."""
    feedback.answered(call.tx, call.inputs["feedback_id"], call.inputs["answer"], root=call.root_id)
    return {"feedback_state": "waiting_customer"}


def decide(call: AdapterCall) -> dict[str, Any]:
    """What the general manager decided; whoever is to handle the case next has the whole time to respond."""
    given = call.inputs
    feedback_id, position = given["feedback_id"], given["new_position"] or given["handler_position"]
    feedback.note(call.tx, feedback_id, "escalated", given["reason"] or given["decision"], root=call.root_id)
    case = feedback.respond_again(call.tx, feedback_id, given["respond_in"], root=call.root_id)
    if given["decision"] == "legal":
        for person in organisation.holders(call.tx.connection, "legal")[:1]:
            tasks.add(
                call.tx,
                kind="other",
                root=call.root_id,
                subject=f"{case.no} {case.subject}"[:200],
                content=given["reason"] or case.content,
                account_id=case.account_id,
                feedback_id=case.id,
                owner_id=person.id,
                assigner_id=call.tx.by,
            )
    handler = None
    if given["decision"] == "new_handler":
        feedback.change(call.tx, feedback_id, root=call.root_id, handler_position=position, handler_id=None)
    elif case.handler_id is not None:
        known = organisation.person(call.tx.connection, case.handler_id)
        handler = known.login if known else None
    return {
        "respond_due": case.respond_due_at,
        "handler_position": position,
        "handler": handler,
    }


ADAPTERS: tuple[Adapter, ...] = (
    application("accept", "受理并记录计划", "Accept a case", Accepted, Handled, accept),
    application("finding", "记录调查结果", "Keep a finding", Finding, Nothing, finding),
    application("solve", "记录解决方案", "Keep the solution", Solution, Solved, solve),
    application("answer", "记录答复", "Note the answer", Answer, CaseState, answer),
    application("decide", "记录升级决定", "Note the decision", Decision, Decided, decide),
)
