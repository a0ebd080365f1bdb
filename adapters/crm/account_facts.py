"""The facts of a new customer that approval conditions may ask about, and what has to be known before (S28-A1)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import changes, tables
from adapters.crm.facts import FactField
from adapters.crm.parameters import parameter
from adapters.crm.words import LEVELS
from engine import organisation
from engine.errors import NotFound

NEW_CUSTOMER_FACTS: tuple[FactField, ...] = (
    FactField(
        name="within_rules",
        zh="折扣与结算符合公司规定",
        en="Discount and settlement within the rules",
        type="boolean",
    ),
    FactField(name="min_discount", zh="最低折扣", en="Minimum discount", type="number", unit="percent"),
    FactField(name="settlement_method", zh="结算方式", en="Settlement", type="string"),
    FactField(name="credit_limit", zh="信用额度", en="Credit limit", type="number", unit="money"),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="owner_login", zh="申请人账号", en="Applicant's login", type="string"),
    FactField(name="owner_id", zh="申请人编号", en="Applicant's number", type="number"),
)

#: What the entry slip must hold: column → Chinese, English.
NEEDED = {
    "address": ("地址", "address"),
    "payment_terms": ("付款条件", "payment terms"),
    "settlement_method": ("结算方式", "settlement"),
    "min_discount": ("最低折扣", "minimum discount"),
}


def read(connection: Connection, account_id: int) -> dict[str, Any]:
    """fact name → value. Raises NotFound."""
    row = _row(connection, account_id)
    owner = None if row.owner_id is None else organisation.person(connection, row.owner_id)
    return {
        "within_rules": within_rules(connection, row),
        "min_discount": row.min_discount or Decimal(0),
        "settlement_method": row.settlement_method,
        "credit_limit": row.credit_limit,
        "customer_level": row.level,
        "owner_login": owner.login if owner else "",
        "owner_id": row.owner_id or 0,
    }


def within_rules(connection: Connection, row: Row[Any]) -> bool:
    """Whether discount and settlement are what the company grants to everybody (A1.2)."""
    most = Decimal(str(parameter(connection, "new_customer.min_discount", "0.15")))
    settlements = parameter(connection, "new_customer.settlement", ["prepaid"])
    return (row.min_discount or Decimal(0)) <= most and row.settlement_method in settlements


def missing(connection: Connection, account_id: int) -> Sequence[str]:
    """Columns of the entry slip that are empty."""
    row = _row(connection, account_id)
    return [name for name in NEEDED if getattr(row, name) in (None, "")]


def _row(connection: Connection, account_id: int) -> Row[Any]:
    row = changes.row_of(connection, tables.account, account_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(what="customer", what_zh="客户", id=account_id)
    return row
