"""An opportunity is followed up: each step is written down, and what comes next stands in the list of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row

from adapters.contract import Adapter
from adapters.crm import opportunities, process_tasks
from adapters.crm.errors import ReasonMissing
from adapters.crm.operations.opportunities.area import OPPORTUNITIES, facts_of, opportunity_of
from adapters.crm.operations.opportunities.schemas import Advance, Advanced, Followed, OpportunityId
from adapters.crm.opportunities import Step
from engine.organisation.snapshot import COMPANY_ZONE
from engine.ports import AdapterCall


def follow(call: AdapterCall) -> dict[str, Any]:
    """The facts; from now on advancing it stands in the owner's list of tasks."""
    row = opportunity_of(call)
    known = facts_of(call, row)
    _keep_task(call, row, known)
    return {**known, "decision": "continue"}


def advance(call: AdapterCall) -> dict[str, Any]:
    """Write down a step. Giving up needs a reason."""
    given = call.inputs
    row = opportunity_of(call)
    if given["decision"] in ("lost", "no_decision") and not (given["reason"] or "").strip():
        raise ReasonMissing(no=row.no)
    step = Step(
        result=given["result"] or "",
        stage=given["to_stage"] or None,
        amount=given["amount"],
        probability=None if given["probability"] is None else given["probability"] / 100,
        close_on=given["close_on"],
        next_step=given["next_step"] or "",
        next_at=_morning(given["next_on"]),
    )
    after = facts_of(call, opportunities.report(call.tx, row.id, step, root=call.root_id))
    _follow_task(call, row.id, after)
    emptied = dict.fromkeys(("to_stage", "next_on", "amount", "probability", "close_on"))
    draft = opportunities.draft_quote(call.tx.connection, row.id)
    return {**after, **emptied, "result": "", "next_step": "", "draft_quote_id": draft}


def _follow_task(call: AdapterCall, opportunity_id: int, known: Mapping[str, Any]) -> None:
    """What was done is done in the list of tasks too; what comes next stands there."""
    assert call.root_id is not None
    given = call.inputs
    given_up = given["decision"] in ("lost", "no_decision")
    reason = (given["reason"] or "") if given_up else ""
    process_tasks.end(call.tx, call.root_id, given["result"] or "", reason=reason)
    if given["decision"] == "continue":
        _keep_task(call, opportunities.row_of(call.tx.connection, opportunity_id), known)


def _keep_task(call: AdapterCall, row: Row[Any], known: Mapping[str, Any]) -> None:
    assert call.root_id is not None
    process_tasks.begin(
        call.tx,
        call.root_id,
        subject=f"{row.no} · {known['customer']} · {row.name}",
        content=row.next_step,
        owner_id=row.owner_id,
        due_at=known["remind_at"],
        opportunity_id=row.id,
        account_id=row.account_id,
        contact_id=row.contact_id,
    )


def _morning(day: Any) -> datetime | None:
    return None if day is None else datetime.combine(day, time(9), COMPANY_ZONE)


ADAPTERS: tuple[Adapter, ...] = (
    OPPORTUNITIES.application("follow", "开始跟进机会", "Follow up", follow, OpportunityId, Followed),
    OPPORTUNITIES.application(
        "advance", "推进销售机会", "Advance an opportunity", advance, Advance, Advanced
    ),
)
