"""The facts of a repair that approval conditions may ask about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from adapters.crm import changes, tables
from adapters.crm.facts import FactField
from adapters.crm.words import LEVELS
from engine import organisation
from engine.errors import NotFound

REPAIR_FACTS: tuple[FactField, ...] = (
    FactField(name="amount", zh="维修报价", en="Price of the repair", type="number", unit="money"),
    FactField(name="parts", zh="配件费", en="Parts", type="number", unit="money"),
    FactField(name="labour", zh="人工费", en="Labour", type="number", unit="money"),
    FactField(name="in_warranty", zh="在保修期内", en="In warranty", type="boolean"),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
)


def read(connection: Connection, repair_id: int) -> dict[str, Any]:
    """The facts of a repair. Raises NotFound."""
    row = changes.row_of(connection, tables.repair_registration, repair_id)
    if row is None:
        raise NotFound(what="repair", what_zh="维修登记", id=repair_id)
    unit = changes.row_of(connection, tables.product_archive, row.archive_id)
    assert unit is not None
    party = changes.row_of(connection, tables.account, unit.account_id)
    assert party is not None
    engineer = organisation.person(connection, row.engineer_id) if row.engineer_id else None
    return {
        "amount": row.amount or Decimal(0),
        "parts": row.parts_total or Decimal(0),
        "labour": row.labour_total or Decimal(0),
        "in_warranty": row.in_warranty,
        "customer_level": party.level,
        "overdue": party.overdue,
        "currency": row.currency,
        "owner_login": engineer.login if engineer else "",
    }
