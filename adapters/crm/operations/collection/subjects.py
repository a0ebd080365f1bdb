"""What an application of payment collection is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, dunning, tables
from adapters.crm.amounts import written
from adapters.crm.dunning import Debt
from engine.errors import NotFound
from engine.ports import AdapterCall


def order_of(call: AdapterCall) -> Row[Any]:
    row = changes.row_of(call.tx.connection, tables.order, call.inputs["order_id"])
    if row is None or row.deleted_at is not None:
        raise NotFound(what="order", what_zh="订单", id=call.inputs["order_id"])
    return row


def debt_of(call: AdapterCall) -> Debt:
    found = dunning.debt(call.tx.connection, call.inputs["plan_id"])
    if found is None:
        raise NotFound(what="instalment", what_zh="回款计划", id=call.inputs["plan_id"])
    return found


def title_of(found: Debt) -> str:
    name = found.account.short_name or found.account.name
    return f"{found.order.no} · {name} · {found.plan.seq} · {written(found.rest, found.order.currency)}"
