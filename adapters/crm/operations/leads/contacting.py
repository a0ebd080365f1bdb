"""The first contact with a lead, and the end of one that nothing came of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from adapters.contract import Adapter
from adapters.crm import leads, process_tasks
from adapters.crm.operations.leads.area import LEADS, lead_of
from adapters.crm.operations.leads.first_contact import begin_task
from adapters.crm.operations.leads.schemas import Closing, Contact, Contacted
from engine.ports import AdapterCall


def contact(call: AdapterCall) -> dict[str, Any]:
    """Write down the contact."""
    row = lead_of(call)
    given = call.inputs
    kept = {
        name: given[name]
        for name in ("reason", "need", "product_interest", "budget", "decision_on", "next_on")
    }
    said = " ".join(part for part in (given["action"], given["result"]) if part)
    if said:
        kept["content"] = f"{row.content}\n{said}".strip()
    kept["state"] = "qualified" if given["qualified"] == "yes" else "contacted"
    leads.contacted(call.tx, row.id, kept, root=call.root_id)
    again = leads.ask_again_at(call.tx, given["next_on"])
    _contact_task(call, row.id, again)
    return {"next_at": again}


def close(call: AdapterCall) -> dict[str, Any]:
    """Nothing came of it."""
    leads.close(call.tx, lead_of(call).id, call.inputs["reason"] or "", root=call.root_id)
    return {}


def _contact_task(call: AdapterCall, lead_id: int, again: datetime) -> None:
    """The contact was made; one that comes too early is made again."""
    assert call.root_id is not None
    given, row = call.inputs, leads.row_of(call.tx.connection, lead_id)
    reason = (given["reason"] or "") if given["qualified"] == "no" else ""
    process_tasks.end(call.tx, call.root_id, given["result"] or "", reason=reason)
    if given["qualified"] == "later" and row.owner_id is not None:
        begin_task(call, row, row.owner_id, again)


ADAPTERS: tuple[Adapter, ...] = (
    LEADS.application("contact", "记录首次联系", "Write down the contact", contact, Contact, Contacted),
    LEADS.application("close", "关闭线索", "Close a lead", close, Closing),
)
