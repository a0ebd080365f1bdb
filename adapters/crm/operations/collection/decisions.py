"""What is decided about an instalment that nobody pays."""

from __future__ import annotations

from typing import Any

from adapters.contract import Adapter
from adapters.crm import dunning, ledger, plans
from adapters.crm.operations.collection.schemas import Decision, Parts, PlanId
from adapters.crm.operations.collection.subjects import debt_of
from adapters.crm.operations.money_texts import money
from engine.ports import AdapterCall


def hold(call: AdapterCall) -> dict[str, Any]:
    """The customer is blocked for new orders."""
    dunning.hold(call.tx, debt_of(call).account.id, root=call.root_id)
    return {}


def decided(call: AdapterCall) -> dict[str, Any]:
    """Log the decision about an instalment that nobody pays."""
    found, reason = debt_of(call), call.inputs["reason"] or ""
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
    found = debt_of(call)
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
    found = debt_of(call)
    plans.write_off(call.tx, found.plan.id, root=call.root_id)
    dunning.release_hold(call.tx, found.account.id, root=call.root_id)
    return {}


INSTALMENT = money("crm.instalment")
ADAPTERS: tuple[Adapter, ...] = (
    INSTALMENT.application("hold", "冻结信用", "Hold a customer's credit", hold, PlanId),
    INSTALMENT.application("decided", "记录处理决定", "Log a decision", decided, Decision),
    INSTALMENT.application("split", "拆分分期", "Split an instalment", split, Parts),
    INSTALMENT.application(
        "write_off", "核销坏账", "Write off an instalment", write_off, PlanId, dangerous=True
    ),
)
