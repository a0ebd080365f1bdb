"""A lead is given to somebody; whoever does not act on it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from adapters.contract import Adapter
from adapters.crm import assignment, leads, notices
from adapters.crm.operations.leads.area import LEADS, lead_of
from adapters.crm.operations.leads.first_contact import begin_task
from adapters.crm.operations.leads.schemas import Assigned, Assigning, Reminder
from adapters.crm.parameters import parameter
from engine import organisation
from engine.calendar.lookup import calendars
from engine.calendar.reckoning import WorkingTime
from engine.errors import BusinessError
from engine.ports import AdapterCall


def assign(call: AdapterCall) -> dict[str, Any]:
    """Give a lead to the named person, to the owner of the customer it is from, or to whom the rules say."""
    row = lead_of(call)
    connection = call.tx.connection
    login = call.inputs["owner"]
    if login:
        person = organisation.by_login(connection, login)
        if person is None or not person.is_active:
            raise BusinessError(
                "LEAD_OWNER", f"no active employee {login}", message_zh=f"没有在职员工 {login}"
            )
        _give(call, row, person.id)
        return {"owner": person.login}
    party = assignment.customer_of(connection, row)
    asked = {**assignment.facts_of_lead(row, party), **_said(call.inputs["facts"])}
    chosen = assignment.owner_of_customer(connection, party) or assignment.choose(
        call.tx, "lead", asked, name=call.inputs["rule"] or ""
    )
    if chosen is None:
        return {"owner": None}
    _give(call, row, chosen)
    found = organisation.person(connection, chosen)
    return {"owner": found.login if found else None}


def remind(call: AdapterCall) -> dict[str, Any]:
    """Tell whoever has to act; for a lead that nobody was given, those above the managers who were asked."""
    row = lead_of(call)
    connection = call.tx.connection
    if call.inputs["kind"] == "contact_due":
        person = organisation.by_login(connection, call.inputs["to"] or "")
        people = [person] if person else []
        text = f"线索 {row.no} 还没有首次联系 / Lead {row.no} awaits its first contact"
    else:
        heads = [
            organisation.superior(connection, one.id)
            for one in organisation.holders(connection, "sales_manager")
        ]
        people = [one for one in dict.fromkeys(heads) if one is not None]
        text = f"线索 {row.no} 还没有分配 / Lead {row.no} was given to nobody yet"
    for one in people:
        notices.tell(call.tx, one.id, text, about=("lead", row.id), root=call.root_id)
    return {}


def _give(call: AdapterCall, row: Row[Any], owner_id: int) -> None:
    """The lead is somebody's: the first contact stands in his list of tasks."""
    leads.assign(call.tx, row.id, owner_id, root=call.root_id)
    within = parameter(call.tx.connection, "lead_to_order.contact_within", "P2D")
    due_at = WorkingTime(calendars(call.tx.connection).default).after(call.tx.now, within)
    begin_task(call, row, owner_id, due_at)


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the process knows beside the record."""
    return {name: value for name, value in facts.items() if value not in (None, "")}


ADAPTERS: tuple[Adapter, ...] = (
    LEADS.application("assign", "分配线索", "Give a lead to somebody", assign, Assigning, Assigned),
    LEADS.application("remind", "提醒处理线索", "Remind of a lead", remind, Reminder),
)
