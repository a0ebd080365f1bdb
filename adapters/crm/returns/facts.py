"""The facts of a return that approval conditions may ask about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from adapters.crm import changes, tables
from adapters.crm.facts import FactField
from adapters.crm.returns import documents, rules
from adapters.crm.returns.words import KINDS, REASONS
from adapters.crm.words import LEVELS
from engine import organisation
from engine.organisation.snapshot import company_today

RETURN_FACTS: tuple[FactField, ...] = (
    FactField(name="amount", zh="退货金额", en="Amount of the return", type="number", unit="money"),
    FactField(name="kind", zh="处理方式", en="Kind of return", type="string", choices=KINDS),
    FactField(name="reason", zh="退货原因", en="Reason", type="string", choices=REASONS),
    FactField(name="within_window", zh="在退货期内", en="Within the return window", type="boolean"),
    FactField(
        name="days_since_delivery", zh="发货后天数", en="Days since delivery", type="number", unit="days"
    ),
    FactField(name="order_total", zh="订单总额", en="Order total", type="number", unit="money"),
    FactField(name="received", zh="订单已收款", en="Received for the order", type="number", unit="money"),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
    FactField(name="line_count", zh="退货行数", en="Number of lines", type="number"),
)


def read(connection: Connection, return_id: int) -> dict[str, Any]:
    """The facts of a stored return. Raises NotFound."""
    row = documents.known(connection, return_id)
    order = changes.row_of(connection, tables.order, row.order_id)
    party = changes.row_of(connection, tables.account, row.account_id)
    owner = organisation.person(connection, row.owner_id)
    assert order is not None
    assert party is not None
    delivered = rules.delivered_on(connection, order)
    days = (company_today() - delivered).days if delivered else 0
    return {
        "amount": row.amount,
        "kind": row.kind,
        "reason": row.reason,
        "within_window": bool(row.within_window) if row.within_window is not None else True,
        "days_since_delivery": days,
        "order_total": order.total,
        "received": rules.received(connection, row.order_id),
        "customer_level": party.level,
        "overdue": party.overdue,
        "line_count": len(documents.lines(connection, return_id)),
        "currency": row.currency,
        "owner_login": owner.login if owner else "",
        "owner_name": owner.name if owner else "",
        "owner_id": row.owner_id,
        "owner_position": (owner.main_position or "") if owner else "",
    }
