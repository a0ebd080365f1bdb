"""A large opportunity is approved before it is pursued, or not."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import notices, opportunities, process_tasks
from adapters.crm.operations.opportunities.area import OPPORTUNITIES, facts_of, opportunity_of
from adapters.crm.operations.opportunities.schemas import Approved, Declined, Facts, GivenUp
from engine.ports import AdapterCall


def approved(call: AdapterCall) -> dict[str, Any]:
    """It may be pursued up to the amount that the approvers saw, whatever it has become meanwhile."""
    row = opportunities.approve(call.tx, opportunity_of(call).id, call.inputs["amount"], root=call.root_id)
    return facts_of(call, row)


def declined(call: AdapterCall) -> dict[str, Any]:
    """It is not pursued: kept as a step, and told to the owner, who closes it with a reason."""
    assert call.root_id is not None
    row, opinion = opportunity_of(call), (call.inputs["opinion"] or "").strip()
    opportunities.decline(call.tx, row.id, opinion, root=call.root_id)
    text = f"机会 {row.no} 未获批准：{opinion} / Opportunity {row.no} was not approved: {opinion}"
    notices.tell(call.tx, row.owner_id, text, about=("opportunity", row.id), root=call.root_id)
    process_tasks.end(call.tx, call.root_id, opinion, reason=opinion or "未获批准")
    return {"decision": "lost"}


ADAPTERS: tuple[Adapter, ...] = (
    OPPORTUNITIES.application("approve", "批准推进机会", "Approve an opportunity", approved, Approved, Facts),
    OPPORTUNITIES.application(
        "decline", "不予推进机会", "Decline an opportunity", declined, Declined, GivenUp
    ),
)
