"""What all applications about opportunities have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from adapters.crm import access_of_starters, catalogue, changes, opportunities, pipeline, tables
from adapters.crm.errors import OpportunityClosed, ReasonMissing
from adapters.crm.operations.declaring import Area
from adapters.crm.parameters import parameter
from adapters.crm.records import access
from engine import organisation
from engine.errors import Invalid, NotFound
from engine.ports import AdapterCall

ERRORS = {
    "OPPORTUNITY_NOT_FOUND": ("销售机会不存在", "the opportunity does not exist"),
    "OPPORTUNITY_CLOSED": ("销售机会已关闭", "the opportunity is closed"),
    "OPPORTUNITY_REASON": ("缺少原因", "a reason is missing"),
}
CODES = {
    NotFound: "OPPORTUNITY_NOT_FOUND",
    OpportunityClosed: "OPPORTUNITY_CLOSED",
    ReasonMissing: "OPPORTUNITY_REASON",
    Invalid: "OPPORTUNITY_REASON",
}
OPPORTUNITIES = Area(prefix="crm.opportunity", errors=ERRORS, codes=CODES)


def opportunity_of(call: AdapterCall) -> Row[Any]:
    """The opportunity of this process, or one that whoever started the process may change."""
    row = opportunities.row_of(call.tx.connection, call.inputs["opportunity_id"])
    if row.instance_id != call.root_id:
        _demand_reach(call, row)
    return row


def _demand_reach(call: AdapterCall, row: Row[Any]) -> None:
    if access_of_starters.trusted(call):
        return
    connection, entity = call.tx.connection, catalogue.entity("opportunity")
    starter = organisation.by_login(connection, call.started_by or "")
    if starter is None or not access.allows(connection, starter, entity, row.id, "submit"):
        raise NotFound(what="opportunity", what_zh="销售机会", id=row.id)


def facts_of(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
    """What a process knows of an opportunity."""
    connection = call.tx.connection
    party = changes.row_of(connection, tables.account, row.account_id)
    assert party is not None
    owner = organisation.person(connection, row.owner_id)
    in_days = timedelta(days=int(parameter(connection, "opportunity.remind_days", 7)))
    return {
        "opportunity_id": row.id,
        "opportunity_no": row.no,
        "opportunity_name": row.name,
        "account_id": row.account_id,
        "account_approved": bool(party.approved),
        "customer": party.short_name or party.name,
        "owner": owner.login if owner else "",
        "stage": row.stage,
        "stages": [
            {"value": one.code, "label": {"zh": one.zh, "en": one.en}} for one in pipeline.stages(connection)
        ],
        "currency": row.currency,
        "expected_amount": row.expected_amount,
        "covered": opportunities.is_covered(row),
        "remind_at": max(row.next_at, call.tx.now) if row.next_at else call.tx.now + in_days,
    }
