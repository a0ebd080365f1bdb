"""The payment plan of an order, and the order's collecting as a whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.contract import Adapter
from adapters.crm import changes, dunning, ledger, plans, tables
from adapters.crm.operations.collection.schemas import OrderId, PlanState
from adapters.crm.operations.collection.subjects import order_of
from adapters.crm.operations.money_texts import money
from engine import organisation
from engine.ports import AdapterCall

plan = tables.payment_plan


def check(call: AdapterCall) -> dict[str, Any]:
    """The order's debt is booked; what its plan looks like now."""
    order = order_of(call)
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
    order = order_of(call)
    if not plans.of_order(call.tx.connection, order.id):
        plans.save(call.tx, order.id, plans.propose(call.tx.connection, order), root=call.root_id)
    for row in plans.of_order(call.tx.connection, order.id):
        if plans.rest(row) > 0:
            changes.edit(call.tx, plan, row.id, root=call.root_id, instance_id=call.root_id)
    return check(call)


def approve(call: AdapterCall) -> dict[str, Any]:
    """The plan as it stands is approved."""
    plans.approve(call.tx, order_of(call).id, root=call.root_id)
    return {}


def begin(call: AdapterCall) -> dict[str, Any]:
    """Take the instalments that are open and have a day into this instance."""
    order = order_of(call)
    chosen = []
    for row in plans.of_order(call.tx.connection, order.id):
        if plans.rest(row) <= 0:
            continue
        changes.edit(call.tx, plan, row.id, root=call.root_id, instance_id=call.root_id)
        if row.due_on is not None:
            chosen.append(row.id)
    return {**_standing(call, order.id), "instalments": chosen}


def finish(call: AdapterCall) -> dict[str, Any]:
    """Nothing is left to collect: the instalments belong to no instance any more."""
    order = order_of(call)
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


PLAN = money("crm.plan")
COLLECTION = money("crm.collection")
ADAPTERS: tuple[Adapter, ...] = (
    PLAN.application("propose", "建议回款计划", "Propose a payment plan", propose, OrderId, PlanState),
    PLAN.application("check", "检查回款计划", "Check a payment plan", check, OrderId, PlanState),
    PLAN.application("approve", "回款计划生效", "Approve a payment plan", approve, OrderId),
    COLLECTION.application("begin", "开始催收", "Begin to collect", begin, OrderId, PlanState),
    COLLECTION.application("finish", "结束催收", "End collecting", finish, OrderId, PlanState),
)
