"""The facts of payment plans, write-offs and payments that approval conditions may ask about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import changes, dunning, plans, tables
from adapters.crm.facts import FactField
from adapters.crm.money_words import PAYMENT_KINDS
from adapters.crm.words import LEVELS
from engine import organisation
from engine.errors import NotFound
from engine.organisation.snapshot import company_today

_CUSTOMER = (
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
    FactField(name="owner_login", zh="负责人账号", en="Owner's login", type="string"),
    FactField(name="currency", zh="币种", en="Currency", type="string"),
)
PLAN_FACTS: tuple[FactField, ...] = (
    FactField(name="total", zh="订单金额", en="Order total", type="number", unit="money"),
    FactField(name="instalments", zh="期数", en="Number of instalments", type="number"),
    FactField(name="last_days", zh="末期距下单天数", en="Days to the last", type="number", unit="days"),
    FactField(name="retention", zh="质保金比例", en="Share kept back", type="number", unit="percent"),
    FactField(name="changed", zh="变更已批准计划", en="Changes an approved plan", type="boolean"),
    *_CUSTOMER,
)
WRITE_OFF_FACTS: tuple[FactField, ...] = (
    FactField(name="amount", zh="核销金额", en="Amount written off", type="number", unit="money"),
    FactField(name="days_late", zh="逾期天数", en="Days late", type="number", unit="days"),
    *_CUSTOMER,
)
PAYMENT_FACTS: tuple[FactField, ...] = (
    FactField(name="amount", zh="付款金额", en="Amount paid", type="number", unit="money"),
    FactField(name="kind", zh="付款类型", en="Kind", type="string", choices=PAYMENT_KINDS),
    FactField(name="for_return", zh="退货退款", en="Refunds a return", type="boolean"),
    FactField(name="currency", zh="币种", en="Currency", type="string"),
)


def of_plan(connection: Connection, order_id: int) -> dict[str, Any]:
    """The facts of an order's payment plan."""
    order = changes.row_of(connection, tables.order, order_id)
    if order is None:
        raise NotFound(what="order", what_zh="订单", id=order_id)
    rows = plans.of_order(connection, order_id)
    days = [(row.due_on - order.ordered_on).days for row in rows if row.due_on is not None]
    kept = sum((row.amount for row in rows if row.event == "retention"), plans.ZERO)
    return {
        "total": order.total,
        "instalments": len(rows),
        "last_days": max(days, default=0),
        "retention": plans.share(kept, order.total),
        "changed": any(row.needs_approval for row in rows),
        **_of_customer(connection, order),
    }


def of_write_off(connection: Connection, plan_id: int) -> dict[str, Any]:
    """The facts of what would be given up of an instalment."""
    found = dunning.debt(connection, plan_id)
    if found is None:
        raise NotFound(what="instalment", what_zh="回款计划", id=plan_id)
    late = (company_today() - found.plan.due_on).days if found.plan.due_on else 0
    return {"amount": found.rest, "days_late": late, **_of_customer(connection, found.order)}


def of_payment(connection: Connection, payment_id: int) -> dict[str, Any]:
    """The facts of a payment."""
    row = changes.row_of(connection, tables.payment_out, payment_id)
    if row is None:
        raise NotFound(what="payment", what_zh="付款", id=payment_id)
    return {
        "amount": row.amount,
        "kind": row.kind,
        "for_return": row.return_id is not None,
        "currency": row.currency,
    }


def _of_customer(connection: Connection, order: Row[Any]) -> dict[str, Any]:
    party = changes.row_of(connection, tables.account, order.account_id)
    owner = organisation.person(connection, order.owner_id)
    assert party is not None
    return {
        "customer_level": party.level,
        "overdue": party.overdue,
        "owner_login": owner.login if owner else "",
        "currency": order.currency,
    }
