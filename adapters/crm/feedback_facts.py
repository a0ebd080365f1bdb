"""The facts of a complaint's compensation that approval conditions may ask about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from adapters.crm import changes, feedback, tables
from adapters.crm.catalogue.feedback_words import TYPES
from adapters.crm.facts import FactField
from adapters.crm.words import LEVELS
from engine import organisation

COMPENSATION_FACTS: tuple[FactField, ...] = (
    FactField(name="amount", zh="补偿金额", en="Amount of compensation", type="number", unit="money"),
    FactField(name="claimed_loss", zh="客户声称损失", en="Claimed loss", type="number", unit="money"),
    FactField(name="severity", zh="严重程度", en="Severity", type="number"),
    FactField(name="level", zh="升级级别", en="Escalation level", type="number"),
    FactField(name="feedback_type", zh="反馈类型", en="Type of case", type="string", choices=TYPES),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
    FactField(name="owner_login", zh="处理人账号", en="Handler's login", type="string"),
    FactField(name="owner_name", zh="处理人姓名", en="Handler's name", type="string"),
)


def read(connection: Connection, feedback_id: int) -> dict[str, Any]:
    """fact name → value, for every fact of the catalogue. Raises `NotFound`."""
    case = feedback.row(connection, feedback_id)
    party = changes.row_of(connection, tables.account, case.account_id)
    assert party is not None
    handler = organisation.person(connection, case.handler_id) if case.handler_id else None
    return {
        "amount": case.compensation_amount or Decimal(0),
        "claimed_loss": case.claimed_loss or Decimal(0),
        "severity": case.severity,
        "level": case.level,
        "feedback_type": case.type,
        "customer_level": party.level,
        "overdue": party.overdue,
        "owner_login": handler.login if handler else "",
        "owner_name": handler.name if handler else "",
    }
