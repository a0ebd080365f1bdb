"""An instalment comes due: the days of its steps, the notices, what the customer said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from adapters.contract import Adapter
from adapters.crm import changes, dunning, ledger, plans, tables
from adapters.crm.dunning import Debt
from adapters.crm.operations.collection.schemas import Answer, Instalment, PlanId, Promise
from adapters.crm.operations.collection.subjects import debt_of, title_of
from adapters.crm.operations.money_texts import money
from adapters.crm.parameters import parameter
from engine import organisation
from engine.ports import AdapterCall

plan = tables.payment_plan
#: How long dunning waits for the answer to a disputed instalment: parameter `collection.dispute_days`.
DISPUTE_DAYS = 30


def schedule(call: AdapterCall) -> dict[str, Any]:
    """When the steps of an instalment come, and which one is next."""
    found = debt_of(call)
    owner = found.owner
    superior = organisation.superior(call.tx.connection, owner.id) if owner else None
    moments = dunning.moments(call.tx.connection, found)
    return {
        "order_id": found.order.id,
        "title": title_of(found),
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
    """Before the due date: a notice to the salesperson. One that is late already is told as overdue, only."""
    found = debt_of(call)
    text = f"回款提醒 · Payment due: {title_of(found)} · {found.plan.due_on}"
    if found.rest <= 0 or found.plan.due_on < ledger.today(call.tx):
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
    found = debt_of(call)
    plans.refresh(call.tx, found.plan.id, root=call.root_id)
    ledger.mirror(call.tx, found.account.id, root=call.root_id)
    text = f"逾期 · Overdue: {title_of(found)} · {found.plan.due_on}"
    told = [found.owner] if found.owner else []
    told += organisation.holders(call.tx.connection, "finance")
    for person in told:
        dunning.tell(call.tx, person.id, text, plan_id=found.plan.id, root=call.root_id)
    return {}


def answered(call: AdapterCall) -> dict[str, Any]:
    """Log what the customer said; until when to wait."""
    found = debt_of(call)
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


def _next(found: Debt, moments: dict[str, Any]) -> dict[str, Any]:
    """The level after the last one that was done, and its moment."""
    level = min(found.plan.dunning_level + 1, 4)
    return {"level": level, "next_at": moments["decide_at" if level == 4 else f"level{level}_at"]}


INSTALMENT = money("crm.instalment")
ADAPTERS: tuple[Adapter, ...] = (
    INSTALMENT.application("schedule", "安排催款", "Schedule an instalment", schedule, PlanId, Instalment),
    INSTALMENT.application("remind", "到期前提醒", "Remind before the due date", remind, PlanId),
    INSTALMENT.application("overdue", "标记逾期", "Mark as overdue", mark_overdue, PlanId),
    INSTALMENT.application("answered", "记录客户答复", "Log an answer", answered, Answer, Promise),
)
