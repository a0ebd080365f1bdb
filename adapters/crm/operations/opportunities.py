"""Applications about opportunities: opening, advancing, warning, closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import (
    access_of_starters,
    catalogue,
    changes,
    leads,
    notices,
    opportunities,
    pipeline,
    process_tasks,
    tables,
)
from adapters.crm.errors import OpportunityClosed, ReasonMissing
from adapters.crm.opportunities import Step
from adapters.crm.parameters import parameter
from adapters.crm.records import access
from engine import organisation
from engine.errors import BusinessError, EngineError, Invalid, NotFound
from engine.organisation.snapshot import COMPANY_ZONE
from engine.ports import AdapterCall

ERRORS = {
    "OPPORTUNITY_NOT_FOUND": ("销售机会不存在", "the opportunity does not exist"),
    "OPPORTUNITY_CLOSED": ("销售机会已关闭", "the opportunity is closed"),
    "OPPORTUNITY_REASON": ("缺少原因", "a reason is missing"),
}
_CODES: dict[type[EngineError], str] = {
    NotFound: "OPPORTUNITY_NOT_FOUND",
    OpportunityClosed: "OPPORTUNITY_CLOSED",
    ReasonMissing: "OPPORTUNITY_REASON",
}
DECISIONS = ("continue", "quote", "direct_order", "lost", "no_decision")


class OpportunityId(Inputs):
    """Which opportunity."""

    opportunity_id = fields.Integer(required=True)


class FromLead(Inputs):
    """Of which lead."""

    lead_id = fields.Integer(required=True)


class Prospect(Schema):
    """The customer of a lead."""

    account_id = fields.Integer()


class Create(FromLead):
    """Of which lead, for which customer."""

    account_id = fields.Integer(required=True)


class Facts(Schema):
    """What a process knows of an opportunity."""

    opportunity_id = fields.Integer()
    opportunity_no = fields.String()
    opportunity_name = fields.String()
    account_id = fields.Integer()
    account_approved = fields.Boolean()
    customer = fields.String()
    owner = fields.String()
    stage = fields.String()
    stages = fields.List(fields.Dict())
    currency = fields.String()
    expected_amount = fields.Decimal(allow_none=True)
    covered = fields.Boolean()
    remind_at = fields.AwareDateTime()


class Followed(Facts):
    """The facts, and that nothing is decided yet."""

    decision = fields.String()


class Approved(OpportunityId):
    """The amount that was asked about."""

    amount = fields.Decimal(load_default=None, allow_none=True)


class Declined(OpportunityId):
    """What the approvers said."""

    opinion = fields.String(load_default="", allow_none=True)


class GivenUp(Schema):
    """It is not pursued."""

    decision = fields.String()


class Advance(OpportunityId):
    """What was done, what it came to, and what is decided."""

    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    result = fields.String(load_default="", allow_none=True)
    to_stage = fields.String(load_default=None, allow_none=True)
    amount = fields.Decimal(load_default=None, allow_none=True)
    probability = fields.Decimal(load_default=None, allow_none=True)
    close_on = fields.Date(load_default=None, allow_none=True)
    next_step = fields.String(load_default="", allow_none=True)
    next_on = fields.Date(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True)


class Advanced(Facts):
    """The facts, and the report emptied for the next time."""

    result = fields.String()
    next_step = fields.String()
    to_stage = fields.String(allow_none=True)
    next_on = fields.Date(allow_none=True)
    amount = fields.Decimal(allow_none=True)
    probability = fields.Decimal(allow_none=True)
    close_on = fields.Date(allow_none=True)
    draft_quote_id = fields.Integer(allow_none=True)


class Warn(OpportunityId):
    """`no_progress`, `no_action` (a whole month: his superior too), `next_date`, `churn` with what was noticed."""

    kind = fields.String(
        required=True, validate=validate.OneOf(["no_progress", "no_action", "next_date", "churn"])
    )
    text = fields.String(load_default="", allow_none=True)


class Warned(Schema):
    """Whether there was something to warn about."""

    warned = fields.Boolean()


class Close(OpportunityId):
    """What it came to, and why."""

    state = fields.String(required=True, validate=validate.OneOf(["won", "lost", "cancelled"]))
    reason = fields.String(required=True)
    note = fields.String(load_default="", allow_none=True)
    competitor_id = fields.Integer(load_default=None, allow_none=True)
    win_back_on = fields.Date(load_default=None, allow_none=True)


class Closed(Schema):
    """What it came to."""

    opportunity_state = fields.String()


def upsert_account(call: AdapterCall) -> dict[str, Any]:
    """The customer of a lead: the one that was found, or a new prospect."""
    try:
        return {"account_id": leads.to_account(call.tx, call.inputs["lead_id"], root=call.root_id)}
    except NotFound as error:
        raise _business(error) from error


def create(call: AdapterCall) -> dict[str, Any]:
    """The opportunity of a lead."""
    try:
        made = leads.to_opportunity(
            call.tx, call.inputs["lead_id"], call.inputs["account_id"], root=call.root_id
        )
        return _facts(call, opportunities.row_of(call.tx.connection, made))
    except NotFound as error:
        raise _business(error) from error


def adopt(call: AdapterCall) -> dict[str, Any]:
    """This process carries an opportunity that was entered without a lead."""
    assert call.root_id is not None
    try:
        row = opportunities.adopt(call.tx, _row(call).id, call.root_id, root=call.root_id)
    except OpportunityClosed as error:
        raise _business(error) from error
    return _facts(call, row)


def read(call: AdapterCall) -> dict[str, Any]:
    """The facts of an opportunity as they are now."""
    return _facts(call, _row(call))


def follow(call: AdapterCall) -> dict[str, Any]:
    """The facts; from now on advancing it stands in the owner's list of tasks."""
    row = _row(call)
    known = _facts(call, row)
    _keep_task(call, row, known)
    return {**known, "decision": "continue"}


def approved(call: AdapterCall) -> dict[str, Any]:
    """It may be pursued up to the amount that the approvers saw, whatever it has become meanwhile."""
    row = opportunities.approve(call.tx, _row(call).id, call.inputs["amount"], root=call.root_id)
    return _facts(call, row)


def declined(call: AdapterCall) -> dict[str, Any]:
    """It is not pursued: kept as a step, and told to the owner, who closes it with a reason."""
    assert call.root_id is not None
    row, opinion = _row(call), (call.inputs["opinion"] or "").strip()
    opportunities.decline(call.tx, row.id, opinion, root=call.root_id)
    text = f"机会 {row.no} 未获批准：{opinion} / Opportunity {row.no} was not approved: {opinion}"
    notices.tell(call.tx, row.owner_id, text, about=("opportunity", row.id), root=call.root_id)
    process_tasks.end(call.tx, call.root_id, opinion, reason=opinion or "未获批准")
    return {"decision": "lost"}


def advance(call: AdapterCall) -> dict[str, Any]:
    """Write down a step. Giving up needs a reason."""
    given = call.inputs
    row = _row(call)
    if given["decision"] in ("lost", "no_decision") and not (given["reason"] or "").strip():
        raise _business(ReasonMissing(no=row.no))
    step = Step(
        result=given["result"] or "",
        stage=given["to_stage"] or None,
        amount=given["amount"],
        probability=None if given["probability"] is None else given["probability"] / 100,
        close_on=given["close_on"],
        next_step=given["next_step"] or "",
        next_at=_morning(given["next_on"]),
    )
    try:
        after = _facts(call, opportunities.report(call.tx, row.id, step, root=call.root_id))
    except (OpportunityClosed, Invalid) as error:
        raise _business(error) from error
    _follow_task(call, row.id, after)
    emptied = dict.fromkeys(("to_stage", "next_on", "amount", "probability", "close_on"))
    draft = opportunities.draft_quote(call.tx.connection, row.id)
    return {**after, **emptied, "result": "", "next_step": "", "draft_quote_id": draft}


def warn(call: AdapterCall) -> dict[str, Any]:
    """Tell the owner, and after a month without action his superior too, if there still is a reason."""
    row = _row(call)
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


def close(call: AdapterCall) -> dict[str, Any]:
    """Close and archive."""
    given = call.inputs
    try:
        row = opportunities.close(
            call.tx,
            _row(call).id,
            given["state"],
            reason=given["reason"],
            note=given["note"] or "",
            competitor_id=given["competitor_id"],
            win_back_on=given["win_back_on"],
            root=call.root_id,
        )
    except (OpportunityClosed, ReasonMissing, Invalid) as error:
        raise _business(error) from error
    return {"opportunity_state": row.state}


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


_WARNINGS = {
    "no_progress": "机会 {no} 已 {days} 天没有进展 / Opportunity {no}: no progress for {days} days",
    "no_action": "机会 {no} 很久没有行动 / Opportunity {no}: nothing was done for a long time",
    "next_date": "机会 {no} 到了约定的跟进日期 / Opportunity {no}: the agreed date has come",
    "churn": "机会 {no} 的客户有流失风险 / Opportunity {no}: the customer is at risk. {text}",
}


def _row(call: AdapterCall) -> Row[Any]:
    """The opportunity of this process, or one that whoever started the process may change."""
    try:
        row = opportunities.row_of(call.tx.connection, call.inputs["opportunity_id"])
        if row.instance_id != call.root_id:
            _demand_reach(call, row)
    except NotFound as error:
        raise _business(error) from error
    return row


def _demand_reach(call: AdapterCall, row: Row[Any]) -> None:
    if access_of_starters.trusted(call):
        return
    connection, entity = call.tx.connection, catalogue.entity("opportunity")
    starter = organisation.by_login(connection, call.started_by or "")
    if starter is None or not access.allows(connection, starter, entity, row.id, "submit"):
        raise NotFound(what="opportunity", what_zh="销售机会", id=row.id)


def _facts(call: AdapterCall, row: Row[Any]) -> dict[str, Any]:
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


def _morning(day: Any) -> datetime | None:
    return None if day is None else datetime.combine(day, time(9), COMPANY_ZONE)


def _business(error: EngineError) -> BusinessError:
    code = _CODES.get(type(error), "OPPORTUNITY_REASON")
    return BusinessError(code, error.text("en"), message_zh=error.text("zh"))


def _adapter(name: str, zh: str, en: str, inputs: type[Schema], outputs: type[Schema], run: Any) -> Adapter:
    return Adapter(
        name=name, zh=zh, en=en, kind="transactional", inputs=inputs, outputs=outputs, run=run, errors=ERRORS
    )


ADAPTERS: tuple[Adapter, ...] = (
    _adapter(
        "crm.account.upsert", "建立潜在客户", "Enter a lead's customer", FromLead, Prospect, upsert_account
    ),
    _adapter("crm.opportunity.create", "建立销售机会", "Enter an opportunity", Create, Facts, create),
    _adapter(
        "crm.opportunity.adopt", "接管销售机会", "Take over an opportunity", OpportunityId, Facts, adopt
    ),
    _adapter("crm.opportunity.read", "读取销售机会", "Read an opportunity", OpportunityId, Facts, read),
    _adapter("crm.opportunity.follow", "开始跟进机会", "Follow up", OpportunityId, Followed, follow),
    _adapter("crm.opportunity.approve", "批准推进机会", "Approve an opportunity", Approved, Facts, approved),
    _adapter(
        "crm.opportunity.decline", "不予推进机会", "Decline an opportunity", Declined, GivenUp, declined
    ),
    _adapter("crm.opportunity.advance", "推进销售机会", "Advance an opportunity", Advance, Advanced, advance),
    _adapter("crm.opportunity.warn", "机会预警", "Warn about an opportunity", Warn, Warned, warn),
    _adapter("crm.opportunity.close", "关闭销售机会", "Close an opportunity", Close, Closed, close),
)
