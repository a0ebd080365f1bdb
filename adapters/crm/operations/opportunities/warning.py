"""Somebody is told that an opportunity stands still, or is at risk."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import notices, pipeline
from adapters.crm.operations.opportunities.area import OPPORTUNITIES, opportunity_of
from adapters.crm.operations.opportunities.schemas import Warn, Warned
from engine import organisation
from engine.ports import AdapterCall

_WARNINGS = {
    "no_progress": "机会 {no} 已 {days} 天没有进展 / Opportunity {no}: no progress for {days} days",
    "no_action": "机会 {no} 很久没有行动 / Opportunity {no}: nothing was done for a long time",
    "next_date": "机会 {no} 到了约定的跟进日期 / Opportunity {no}: the agreed date has come",
    "churn": "机会 {no} 的客户有流失风险 / Opportunity {no}: the customer is at risk. {text}",
}


def warn(call: AdapterCall) -> dict[str, Any]:
    """Tell the owner, and after a month without action his superior too, if there still is a reason."""
    row = opportunity_of(call)
    kind, now = call.inputs["kind"], call.tx.now
    silent = (now - (row.last_progress_at or row.created_at)).days
    least = {"no_progress": pipeline.idle_days(call.tx.connection), "no_action": 28}.get(kind, 0)
    if row.state != "open" or silent < least:
        return {"warned": False}
    people = [row.owner_id]
    if kind == "no_action":
        above = organisation.superior(call.tx.connection, row.owner_id)
        people += [above.id] if above else []
    for person_id in people:
        text = _WARNINGS[kind].format(no=row.no, days=silent, text=call.inputs["text"] or "").strip()
        notices.tell(call.tx, person_id, text, about=("opportunity", row.id), root=call.root_id)
    return {"warned": True}


ADAPTERS: tuple[Adapter, ...] = (
    OPPORTUNITIES.application("warn", "机会预警", "Warn about an opportunity", warn, Warn, Warned),
)
