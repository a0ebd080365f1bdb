"""Applications of payment collection: the plan, the chain of one instalment, what a decision leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import Row

from adapters.contract import Adapter, Inputs
from adapters.crm import changes, dunning, ledger, plans, tables
from adapters.crm.dunning import Debt
from adapters.crm.operations.money_texts import ERRORS, Operation, business
from adapters.crm.parameters import parameter
from engine import organisation
from engine.errors import NotFound
from engine.ports import AdapterCall

plan = tables.payment_plan
#: How long dunning waits for the answer to a disputed instalment: parameter `collection.dispute_days`.
DISPUTE_DAYS = 30


class OrderId(Inputs):
    """Which order."""

    order_id = fields.Integer(required=True)


class PlanId(Inputs):
    """Which instalment."""

    plan_id = fields.Integer(required=True)


class Step(PlanId):
    """Which instalment, and the level of the step."""

    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))


class Answer(PlanId):
    """What the customer said after the due date."""

    result = fields.String(required=True, validate=validate.OneOf(["promise", "dispute", "paid"]))
    promised_on = fields.Date(load_default=None, allow_none=True)
    note = fields.String(load_default="", allow_none=True)


class Decision(PlanId):
    """What finance decided about an instalment that nobody pays."""

    decision = fields.String(required=True)
    reason = fields.String(load_default="", allow_none=True)


class Parts(PlanId):
    """In how many parts the rest is paid, from when on."""

    parts = fields.Integer(load_default=3, allow_none=True, validate=validate.Range(min=1, max=36))
    first_on = fields.Date(load_default=None, allow_none=True)
    every_days = fields.Integer(load_default=30, allow_none=True, validate=validate.Range(min=1, max=366))


class PlanState(Schema):
    """What the process knows of a plan."""

    order_no = fields.String()
    account_id = fields.Integer()
    contact_id = fields.Integer(allow_none=True)
    customer = fields.String()
    owner = fields.String()
    plan_ok = fields.Boolean()
    needs_approval = fields.Boolean()
    instalments = fields.List(fields.Integer())
    all_closed = fields.Boolean()
    closed_plans = fields.List(fields.Integer())
    collection_state = fields.String()


class Instalment(Schema):
    """What the process knows of an instalment."""

    order_id = fields.Integer()
    title = fields.String()
    rest = fields.Decimal()
    currency = fields.String()
    due_on = fields.Date(allow_none=True)
    remind_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    contacted = fields.Boolean()
    next_at = fields.AwareDateTime()
    level = fields.Integer()
    superior = fields.String()


class Letter(Schema):
    """A letter to the customer as a mail."""

    to = fields.String()
    language = fields.String()
    subject = fields.String()
    body = fields.String()
    reply_until = fields.AwareDateTime()


class Promise(Schema):
    """Until when to wait."""

    promised_at = fields.AwareDateTime()
    dispute_until = fields.AwareDateTime()


class Nothing(Schema):
    """No outputs."""


def check(call: AdapterCall) -> dict[str, Any]:
    """The order's debt is booked; what its plan looks like now."""
    order = _order(call)
    ledger.post_order(call.tx, order.id, root=call.root_id)
    rows = plans.of_order(call.tx.connection, order.id)
    total = sum((row.amount for row in rows), plans.ZERO)
    unapproved = any(row.approved_at is None for row in rows)
    standard = plans.is_standard(call.tx.connection, order, rows)
    ok = bool(rows) and total == plans.target(call.tx.connection, order)
    return {
        **_parties(call, order),
        "plan_ok": ok,
        "needs_approval": any(row.needs_approval for row in rows) or (unapproved and not standard),
    }


def propose(call: AdapterCall) -> dict[str, Any]:
    """An order without a plan gets the one that its way of paying suggests; a plan that is there stays."""
    order = _order(call)
    if not plans.of_order(call.tx.connection, order.id):
        plans.save(call.tx, order.id, plans.propose(call.tx.connection, order), root=call.root_id)
    for row in plans.of_order(call.tx.connection, order.id):
        if plans.rest(row) > 0:
            changes.edit(call.tx, plan, row.id, root=call.root_id, instance_id=call.root_id)
    return check(call)


def approve(call: AdapterCall) -> dict[str, Any]:
    """The plan as it stands is approved."""
    plans.approve(call.tx, _order(call).id, root=call.root_id)
    return {}


def begin(call: AdapterCall) -> dict[str, Any]:
    """Take the instalments that are open and have a day into this instance."""
    order = _order(call)
    chosen = []
    for row in plans.of_order(call.tx.connection, order.id):
        if plans.rest(row) <= 0:
            continue
        changes.edit(call.tx, plan, row.id, root=call.root_id, instance_id=call.root_id)
        if row.due_on is not None:
            chosen.append(row.id)
    return {**_standing(call, order.id), "instalments": chosen}


def schedule(call: AdapterCall) -> dict[str, Any]:
    """When the steps of an instalment come, and which one is next."""
    found = _debt(call)
    owner = found.owner
    superior = organisation.superior(call.tx.connection, owner.id) if owner else None
    moments = dunning.moments(call.tx.connection, found)
    return {
        "order_id": found.order.id,
        "title": _title(found),
        "rest": found.rest,
        "currency": found.order.currency,
        "due_on": found.plan.due_on,
        "remind_at": moments["remind_at"],
        "due_at": moments["due_at"],
        "contacted": dunning.noted(call.tx.connection, found.plan.id, -1) is not None,
        "superior": superior.login if superior else (owner.login if owner else ""),
        **_next(found, moments),
    }


def remind(call: AdapterCall) -> dict[str, Any]:
    """Before the due date: a notice to the salesperson."""
    found = _debt(call)
    text = f"回款提醒 · Payment due: {_title(found)} · {found.plan.due_on}"
    if found.rest <= 0:
        return {}
    if found.owner and dunning.note(
        call.tx,
        found.plan.id,
        0,
        channel="notice",
        recipient=found.owner.login,
        subject=text,
        root=call.root_id,
    ):
        dunning.tell(call.tx, found.owner.id, text, plan_id=found.plan.id, root=call.root_id)
    plans.refresh(call.tx, found.plan.id, root=call.root_id)
    return {}


def mark_overdue(call: AdapterCall) -> dict[str, Any]:
    """After the due date: the state, the customer's overdue amount, a notice to salesperson and finance."""
    found = _debt(call)
    plans.refresh(call.tx, found.plan.id, root=call.root_id)
    ledger.mirror(call.tx, found.account.id, root=call.root_id)
    text = f"逾期 · Overdue: {_title(found)} · {found.plan.due_on}"
    told = [found.owner] if found.owner else []
    told += organisation.holders(call.tx.connection, "finance")
    for person in told:
        dunning.tell(call.tx, person.id, text, plan_id=found.plan.id, root=call.root_id)
    return {}


def answered(call: AdapterCall) -> dict[str, Any]:
    """Log what the customer said; until when to wait."""
    found = _debt(call)
    promised = call.inputs["promised_on"] if call.inputs["result"] == "promise" else None
    waits = dunning.morning(promised or ledger.today(call.tx))
    texts = {"promise": "承诺付款 · Promised", "dispute": "有争议 · Disputed", "paid": "称已付款 · Says paid"}
    dunning.note(
        call.tx,
        found.plan.id,
        -1,
        channel="call",
        recipient=found.account.name,
        subject=texts[call.inputs["result"]],
        answer=call.inputs["note"] or "",
        next_at=waits if promised else None,
        root=call.root_id,
    )
    changes.edit(call.tx, plan, found.plan.id, root=call.root_id, promised_on=promised)
    days = int(parameter(call.tx.connection, "collection.dispute_days", DISPUTE_DAYS))
    return {
        "promised_at": waits,
        "dispute_until": dunning.morning(ledger.today(call.tx) + timedelta(days=days)),
    }


def letter(call: AdapterCall) -> dict[str, Any]:
    """The dunning letter of a level: written, logged, ready to be sent."""
    found, level = _debt(call), call.inputs["level"]
    lang = "en" if found.account.country and not _chinese(found.account.name) else "zh"
    subject, body = dunning.letter(call.tx.connection, found, level, lang, ledger.today(call.tx))
    to = _address(call, found)
    channel = "mail" if to else "letter"
    dunning.note(
        call.tx,
        found.plan.id,
        level,
        channel=channel,
        recipient=to or found.account.address,
        subject=subject,
        text=body,
        root=call.root_id,
    )
    after = dunning.moments(call.tx.connection, found)["decide_at" if level >= 3 else f"level{level + 1}_at"]
    return {"to": to, "language": lang, "subject": subject, "body": body, "reply_until": after}


def unsent(call: AdapterCall) -> dict[str, Any]:
    """The mail did not go out: the letter is to be printed, and the salesperson is told."""
    found, level = _debt(call), call.inputs["level"]
    row = dunning.noted(call.tx.connection, found.plan.id, level)
    if row is not None:
        changes.edit(call.tx, tables.dunning, row.id, root=call.root_id, channel="letter")
    if found.owner:
        text = f"催款函请打印寄送 · Print and post the letter: {_title(found)} · {level}"
        dunning.tell(call.tx, found.owner.id, text, plan_id=found.plan.id, root=call.root_id)
    return {}


def hold(call: AdapterCall) -> dict[str, Any]:
    """The customer is blocked for new orders."""
    dunning.hold(call.tx, _debt(call).account.id, root=call.root_id)
    return {}


def decided(call: AdapterCall) -> dict[str, Any]:
    """Log the decision about an instalment that nobody pays."""
    found, reason = _debt(call), call.inputs["reason"] or ""
    dunning.note(
        call.tx,
        found.plan.id,
        -1,
        channel="decision",
        subject=call.inputs["decision"],
        answer=reason,
        root=call.root_id,
    )
    return {}


def split(call: AdapterCall) -> dict[str, Any]:
    """The open rest is paid in parts; the new instalments are collected like the others."""
    found = _debt(call)
    values = call.inputs
    plans.split(
        call.tx,
        found.plan.id,
        parts=values["parts"] or 3,
        first_on=values["first_on"] or ledger.today(call.tx),
        every_days=values["every_days"] or 30,
        root=call.root_id,
    )
    ledger.mirror(call.tx, found.account.id, root=call.root_id)
    dunning.release_hold(call.tx, found.account.id, root=call.root_id)
    return {}


def write_off(call: AdapterCall) -> dict[str, Any]:
    """The open rest is given up and booked."""
    found = _debt(call)
    plans.write_off(call.tx, found.plan.id, root=call.root_id)
    dunning.release_hold(call.tx, found.account.id, root=call.root_id)
    return {}


def finish(call: AdapterCall) -> dict[str, Any]:
    """Nothing is left to collect: the instalments belong to no instance any more."""
    order = _order(call)
    for row in plans.of_order(call.tx.connection, order.id):
        if row.instance_id == call.root_id:
            changes.edit(call.tx, plan, row.id, root=call.root_id, instance_id=None)
    ledger.mirror(call.tx, order.account_id, root=call.root_id)
    dunning.release_hold(call.tx, order.account_id, root=call.root_id)
    return _standing(call, order.id)


def _standing(call: AdapterCall, order_id: int) -> dict[str, Any]:
    rows = plans.of_order(call.tx.connection, order_id)
    closed = [row.id for row in rows if plans.rest(row) <= 0]
    lost = any(row.written_off > 0 for row in rows)
    return {
        "closed_plans": closed,
        "all_closed": len(closed) == len(rows),
        "collection_state": "written_off" if lost else "settled",
    }


def _next(found: Debt, moments: dict[str, Any]) -> dict[str, Any]:
    """The level after the last one that was done, and its moment."""
    level = min(found.plan.dunning_level + 1, 4)
    return {"level": level, "next_at": moments["decide_at" if level == 4 else f"level{level}_at"]}


def _title(found: Debt) -> str:
    name = found.account.short_name or found.account.name
    return f"{found.order.no} · {name} · {found.plan.seq} · {found.order.currency} {found.rest:,.2f}"


def _address(call: AdapterCall, found: Debt) -> str:
    contact = None
    if found.order.contact_id is not None:
        contact = changes.row_of(call.tx.connection, tables.contact, found.order.contact_id)
    return str((contact.email if contact else "") or found.account.email)


def _chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _parties(call: AdapterCall, order: Row[Any]) -> dict[str, Any]:
    party = changes.row_of(call.tx.connection, tables.account, order.account_id)
    owner = organisation.person(call.tx.connection, order.owner_id)
    assert party is not None
    return {
        "order_no": order.no,
        "account_id": order.account_id,
        "contact_id": order.contact_id,
        "customer": party.short_name or party.name,
        "owner": owner.login if owner else "",
    }


def _order(call: AdapterCall) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.order, call.inputs["order_id"])
    if row is None or row.deleted_at is not None:
        raise NotFound(what="order", what_zh="订单", id=call.inputs["order_id"])
    return row


def _debt(call: AdapterCall) -> Debt:
    found = dunning.debt(call.tx.connection, call.inputs["plan_id"])
    if found is None:
        raise NotFound(what="instalment", what_zh="回款计划", id=call.inputs["plan_id"])
    return found


def _adapter(
    name: str,
    zh: str,
    en: str,
    run: Operation,
    inputs: type[Schema] = PlanId,
    outputs: type[Schema] = Nothing,
    *,
    dangerous: bool = False,
) -> Adapter:
    return Adapter(
        name=name,
        zh=zh,
        en=en,
        kind="transactional",
        inputs=inputs,
        outputs=outputs,
        run=business(run),
        errors=ERRORS,
        dangerous=dangerous,
    )


ADAPTERS: tuple[Adapter, ...] = (
    _adapter("crm.plan.propose", "建议回款计划", "Propose a payment plan", propose, OrderId, PlanState),
    _adapter("crm.plan.check", "检查回款计划", "Check a payment plan", check, OrderId, PlanState),
    _adapter("crm.plan.approve", "回款计划生效", "Approve a payment plan", approve, OrderId),
    _adapter("crm.collection.begin", "开始催收", "Begin to collect", begin, OrderId, PlanState),
    _adapter("crm.collection.finish", "结束催收", "End collecting", finish, OrderId, PlanState),
    _adapter("crm.instalment.schedule", "安排催款", "Schedule an instalment", schedule, PlanId, Instalment),
    _adapter("crm.instalment.remind", "到期前提醒", "Remind before the due date", remind),
    _adapter("crm.instalment.overdue", "标记逾期", "Mark as overdue", mark_overdue),
    _adapter("crm.instalment.answered", "记录客户答复", "Log an answer", answered, Answer, Promise),
    _adapter("crm.instalment.letter", "生成催款函", "Write a dunning letter", letter, Step, Letter),
    _adapter("crm.instalment.unsent", "催款函转打印", "Have a letter printed", unsent, Step),
    _adapter("crm.instalment.hold", "冻结信用", "Hold a customer's credit", hold),
    _adapter("crm.instalment.decided", "记录处理决定", "Log a decision", decided, Decision),
    _adapter("crm.instalment.split", "拆分分期", "Split an instalment", split, Parts),
    _adapter("crm.instalment.write_off", "核销坏账", "Write off an instalment", write_off, dangerous=True),
)
