"""A lead's customer and opportunity are entered; a process takes one over or reads it."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import leads, opportunities
from adapters.crm.operations.declaring import Area
from adapters.crm.operations.opportunities.area import CODES, ERRORS, OPPORTUNITIES, facts_of, opportunity_of
from adapters.crm.operations.opportunities.schemas import Create, Facts, FromLead, OpportunityId, Prospect
from engine.ports import AdapterCall


def upsert_account(call: AdapterCall) -> dict[str, Any]:
    """The customer of a lead: the one that was found, or a new prospect."""
    return {"account_id": leads.to_account(call.tx, call.inputs["lead_id"], root=call.root_id)}


def create(call: AdapterCall) -> dict[str, Any]:
    """The opportunity of a lead."""
    made = leads.to_opportunity(call.tx, call.inputs["lead_id"], call.inputs["account_id"], root=call.root_id)
    return facts_of(call, opportunities.row_of(call.tx.connection, made))


def adopt(call: AdapterCall) -> dict[str, Any]:
    """This process carries an opportunity that was entered without a lead."""
    assert call.root_id is not None
    row = opportunities.adopt(call.tx, opportunity_of(call).id, call.root_id, root=call.root_id)
    return facts_of(call, row)


def read(call: AdapterCall) -> dict[str, Any]:
    """The facts of an opportunity as they are now."""
    return facts_of(call, opportunity_of(call))


ADAPTERS: tuple[Adapter, ...] = (
    Area(prefix="crm.account", errors=ERRORS, codes=CODES).application(
        "upsert", "建立潜在客户", "Enter a lead's customer", upsert_account, FromLead, Prospect
    ),
    OPPORTUNITIES.application("create", "建立销售机会", "Enter an opportunity", create, Create, Facts),
    OPPORTUNITIES.application(
        "adopt", "接管销售机会", "Take over an opportunity", adopt, OpportunityId, Facts
    ),
    OPPORTUNITIES.application("read", "读取销售机会", "Read an opportunity", read, OpportunityId, Facts),
)
