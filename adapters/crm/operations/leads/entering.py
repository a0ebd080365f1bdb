"""A lead comes in, and is compared with the customers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from adapters.contract import Adapter
from adapters.crm import leads, tables
from adapters.crm.catalogue.leads import CHANNELS
from adapters.crm.operations.declaring import Area
from adapters.crm.operations.leads.area import ERRORS, LEADS, lead_of
from adapters.crm.operations.leads.schemas import LeadCreated, LeadEntry, LeadId, LeadMatch
from engine import organisation
from engine.errors import BusinessError
from engine.ports import AdapterCall

_ENTERED = (
    "source",
    "company",
    "phone",
    "email",
    "tax_no",
    "region",
    "product_interest",
    "campaign",
    "content",
)
_SELLING = ("salesperson", "sales_manager")


def create(call: AdapterCall) -> dict[str, Any]:
    """Enter the lead; the instance that does it again gets the same one."""
    connection = call.tx.connection
    assert call.instance_id is not None
    row = leads.of_instance(connection, call.instance_id)
    if row is None:
        given = {name: (value or "").strip() for name, value in call.inputs.items()}
        if not any(given[name] for name in ("company", "person", "phone", "email")):
            zh, en = ERRORS["LEAD_EMPTY"]
            raise BusinessError("LEAD_EMPTY", en, message_zh=zh)
        values = {
            "channel": given["channel"] if given["channel"] in CHANNELS else "other",
            "contact_name": given["person"],
            **{name: given[name] for name in _ENTERED},
        }
        lead_id = leads.enter(call.tx, {**values, "instance_id": call.instance_id}, root=call.root_id)
        row = leads.row_of(connection, lead_id)
    return {
        "lead_id": row.id,
        "lead_no": row.no,
        "lead_title": row.title,
        "region": row.region,
        "product_interest": row.product_interest,
        "channel": row.channel,
        "level": "",
        "claimant": _claimant(call),
        "sellers": _sellers(call),
    }


def match(call: AdapterCall) -> dict[str, Any]:
    """Compare a lead with the customers; one that is surely the same is attached."""
    row = lead_of(call)
    found = leads.match(call.tx.connection, row)
    exact = found.account_id if found.kind == "exact" else row.account_id
    if exact is not None and row.account_id is None:
        leads.contacted(call.tx, row.id, {"account_id": exact}, root=call.root_id)
    level = ""
    if exact is not None:
        account = tables.account
        level = call.tx.connection.scalar(select(account.c.level).where(account.c.id == exact)) or ""
    return {
        "match": found.kind,
        "account_id": exact,
        "candidate_id": found.account_id if found.kind == "possible" else None,
        "level": level,
    }


def _claimant(call: AdapterCall) -> str:
    """Who stands for a lead before it has an owner: whoever entered it, else a sales manager."""
    if call.started_by:
        return call.started_by
    managers = organisation.holders(call.tx.connection, "sales_manager")
    return managers[0].login if managers else ""


def _sellers(call: AdapterCall) -> list[dict[str, object]]:
    """The people a lead may be given to, as choices of a form."""
    found = {
        one.login: one for position in _SELLING for one in organisation.holders(call.tx.connection, position)
    }
    return [
        {"value": one.login, "label": {"zh": one.full_label("zh"), "en": one.full_label("en")}}
        for one in found.values()
    ]


ADAPTERS: tuple[Adapter, ...] = (
    LEADS.application("create", "登记线索", "Enter a lead", create, LeadEntry, LeadCreated),
    Area(prefix="crm.account", errors=ERRORS).application(
        "match", "匹配客户", "Match a lead with customers", match, LeadId, LeadMatch
    ),
)
