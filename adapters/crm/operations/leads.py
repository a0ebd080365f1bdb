"""Applications about leads: entering, matching, giving away, contacting, closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row, select

from adapters.contract import Adapter, Inputs
from adapters.crm import assignment, changes, leads, notices, process_tasks, tables
from adapters.crm.catalogue.leads import CHANNELS
from adapters.crm.parameters import parameter
from engine import organisation
from engine.calendar.lookup import calendars
from engine.calendar.reckoning import WorkingTime
from engine.errors import BusinessError
from engine.ports import AdapterCall

ERRORS = {
    "LEAD_NOT_FOUND": ("线索不存在", "the lead does not exist"),
    "LEAD_EMPTY": ("线索没有公司、联系人、电话或邮箱", "the lead names no company, person, phone or e-mail"),
    "LEAD_OWNER": ("没有这位在职员工", "there is no such active employee"),
}
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


class LeadEntry(Inputs):
    """What came in: everything but how it came may be missing."""

    channel = fields.String(load_default=None, allow_none=True)
    source = fields.String(load_default="", allow_none=True)
    company = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    person = fields.String(load_default="", allow_none=True, validate=validate.Length(max=100))
    phone = fields.String(load_default="", allow_none=True, validate=validate.Length(max=40))
    email = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    tax_no = fields.String(load_default="", allow_none=True, validate=validate.Length(max=64))
    region = fields.String(load_default="", allow_none=True, validate=validate.Length(max=64))
    product_interest = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    campaign = fields.String(load_default="", allow_none=True, validate=validate.Length(max=100))
    content = fields.String(load_default="", allow_none=True, validate=validate.Length(max=4000))


class LeadId(Inputs):
    """Which lead."""

    lead_id = fields.Integer(required=True)


class LeadCreated(Schema):
    """The lead, and what the process needs to go on with it."""

    lead_id = fields.Integer()
    lead_no = fields.String()
    lead_title = fields.String()
    region = fields.String()
    product_interest = fields.String()
    channel = fields.String()
    level = fields.String()
    claimant = fields.String()
    sellers = fields.List(fields.Dict())
    assign_within = fields.String()
    remind_after = fields.String()
    contact_within = fields.String()


class LeadMatch(Schema):
    """`match`: none, possible or exact; the customer it was matched with."""

    match = fields.String()
    account_id = fields.Integer(allow_none=True)
    candidate_id = fields.Integer(allow_none=True)
    level = fields.String()


class Assigning(LeadId):
    """Who gets it: a login, or what a rule says."""

    owner = fields.String(load_default=None, allow_none=True)
    rule = fields.String(load_default=None, allow_none=True)
    facts = fields.Dict(load_default=dict)


class Assigned(Schema):
    """The login of the owner; None where no rule names one."""

    owner = fields.String(allow_none=True)


class Contact(LeadId):
    """What the first contact brought."""

    qualified = fields.String(required=True, validate=validate.OneOf(["yes", "no", "later"]))
    action = fields.String(load_default="", allow_none=True)
    result = fields.String(load_default="", allow_none=True)
    reason = fields.String(load_default="", allow_none=True)
    need = fields.String(load_default="", allow_none=True)
    product_interest = fields.String(load_default="", allow_none=True)
    budget = fields.Decimal(load_default=None, allow_none=True)
    decision_on = fields.Date(load_default=None, allow_none=True)
    next_on = fields.Date(load_default=None, allow_none=True)


class Contacted(Schema):
    """When to ask again, if it is too early."""

    next_at = fields.AwareDateTime()


class Reminder(LeadId):
    """Who is told what about a lead."""

    to = fields.String(load_default=None, allow_none=True)
    kind = fields.String(required=True, validate=validate.OneOf(["unassigned", "contact_due"]))


class Closing(LeadId):
    """Why nothing came of it."""

    reason = fields.String(load_default="", allow_none=True)


class Nothing(Schema):
    """No answer."""


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
        "assign_within": parameter(connection, "lead.assign_within", "PT4H"),
        "remind_after": parameter(connection, "lead.remind_after", "P1D"),
        "contact_within": parameter(connection, "lead.contact_within", "P2D"),
    }


def match(call: AdapterCall) -> dict[str, Any]:
    """Compare a lead with the customers; one that is surely the same is attached."""
    row = _lead(call)
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


def assign(call: AdapterCall) -> dict[str, Any]:
    """Give a lead to the named person, to the owner of the customer it is from, or to whom the rules say."""
    row = _lead(call)
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
    chosen = _owner_of_customer(call, row) or assignment.choose(
        call.tx, "lead", call.inputs["facts"], name=call.inputs["rule"] or ""
    )
    if chosen is None:
        return {"owner": None}
    _give(call, row, chosen)
    found = organisation.person(connection, chosen)
    return {"owner": found.login if found else None}


def contact(call: AdapterCall) -> dict[str, Any]:
    """Write down the contact."""
    row = _lead(call)
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


def remind(call: AdapterCall) -> dict[str, Any]:
    """Tell whoever has to act; for a lead that nobody was given, those above the managers who were asked."""
    row = _lead(call)
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


def close(call: AdapterCall) -> dict[str, Any]:
    """Nothing came of it."""
    leads.close(call.tx, _lead(call).id, call.inputs["reason"] or "", root=call.root_id)
    return {}


def _give(call: AdapterCall, row: Row[Any], owner_id: int) -> None:
    """The lead is somebody's: the first contact stands in his list of tasks."""
    leads.assign(call.tx, row.id, owner_id, root=call.root_id)
    within = parameter(call.tx.connection, "lead.contact_within", "P2D")
    due_at = WorkingTime(calendars(call.tx.connection).default).after(call.tx.now, within)
    _begin_task(call, row, owner_id, due_at)


def _contact_task(call: AdapterCall, lead_id: int, again: datetime) -> None:
    """The contact was made; one that comes too early is made again."""
    assert call.root_id is not None
    given, row = call.inputs, leads.row_of(call.tx.connection, lead_id)
    reason = (given["reason"] or "") if given["qualified"] == "no" else ""
    process_tasks.end(call.tx, call.root_id, given["result"] or "", reason=reason)
    if given["qualified"] == "later" and row.owner_id is not None:
        _begin_task(call, row, row.owner_id, again)


def _begin_task(call: AdapterCall, row: Row[Any], owner_id: int, due_at: datetime) -> None:
    assert call.root_id is not None
    subject = f"{row.no} · {row.title}"
    process_tasks.begin(
        call.tx,
        call.root_id,
        subject=subject,
        content=row.content,
        owner_id=owner_id,
        due_at=due_at,
        lead_id=row.id,
        account_id=row.account_id,
    )


def _lead(call: AdapterCall) -> Row[Any]:
    """The lead of this very process: naming another one's is not enough."""
    row = changes.row_of(call.tx.connection, tables.lead, call.inputs["lead_id"])
    if row is None or row.deleted_at is not None or row.instance_id != call.instance_id:
        zh, en = ERRORS["LEAD_NOT_FOUND"]
        raise BusinessError("LEAD_NOT_FOUND", en, message_zh=zh)
    return row


def _owner_of_customer(call: AdapterCall, row: Row[Any]) -> int | None:
    """Known customers stay with whoever looks after them."""
    if row.account_id is None:
        return None
    account = tables.account
    owner = call.tx.connection.scalar(select(account.c.owner_id).where(account.c.id == row.account_id))
    person = organisation.person(call.tx.connection, owner) if owner else None
    return person.id if person is not None and person.is_active else None


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
    Adapter(
        name="crm.lead.create",
        zh="登记线索",
        en="Enter a lead",
        kind="transactional",
        inputs=LeadEntry,
        outputs=LeadCreated,
        run=create,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.account.match",
        zh="匹配客户",
        en="Match a lead with customers",
        kind="transactional",
        inputs=LeadId,
        outputs=LeadMatch,
        run=match,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.lead.assign",
        zh="分配线索",
        en="Give a lead to somebody",
        kind="transactional",
        inputs=Assigning,
        outputs=Assigned,
        run=assign,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.lead.contact",
        zh="记录首次联系",
        en="Write down the contact",
        kind="transactional",
        inputs=Contact,
        outputs=Contacted,
        run=contact,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.lead.remind",
        zh="提醒处理线索",
        en="Remind of a lead",
        kind="transactional",
        inputs=Reminder,
        outputs=Nothing,
        run=remind,
        errors=ERRORS,
    ),
    Adapter(
        name="crm.lead.close",
        zh="关闭线索",
        en="Close a lead",
        kind="transactional",
        inputs=Closing,
        outputs=Nothing,
        run=close,
        errors=ERRORS,
    ),
)
