"""The facts of a quote that approval conditions may ask about. The editor offers exactly these.

`percent` is a unit of a fact: the store holds 0.10, people read and type 10%.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row

from adapters.crm import changes, pricing, products, quotes, tables
from adapters.crm.pricing import Pricing
from adapters.crm.words import LEVELS, Words
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from engine.organisation.standard import POSITIONS

FactType = Literal["number", "string", "boolean"]
Unit = Literal["", "percent", "money", "days"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FactField:
    """One fact: its FEEL name, its words, its type and unit, and the values it can take if they are few."""

    name: str
    zh: str
    en: str
    type: FactType
    unit: Unit = ""
    choices: Words | None = None

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en


_POSITIONS: Words = {code: (zh, en) for code, zh, en, *_ in POSITIONS}

QUOTE_FACTS: tuple[FactField, ...] = (
    FactField(
        name="max_discount", zh="最大行折扣", en="Largest line discount", type="number", unit="percent"
    ),
    FactField(name="total", zh="报价总额", en="Quote total", type="number", unit="money"),
    FactField(name="list_total", zh="目录价合计", en="List price total", type="number", unit="money"),
    FactField(name="margin", zh="综合毛利率", en="Margin", type="number", unit="percent"),
    FactField(name="below_minimum", zh="低于公司底价", en="Below the company minimum", type="boolean"),
    FactField(
        name="over_limit", zh="超过申请人折扣限额", en="Above the applicant's discount limit", type="boolean"
    ),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
    FactField(name="receivable", zh="客户应收款", en="Customer's receivables", type="number", unit="money"),
    FactField(
        name="credit_limit", zh="客户信用额度", en="Customer's credit limit", type="number", unit="money"
    ),
    FactField(name="line_count", zh="明细行数", en="Number of lines", type="number"),
    FactField(name="valid_days", zh="有效天数", en="Days of validity", type="number", unit="days"),
    FactField(
        name="owner_position", zh="申请人职位", en="Applicant's position", type="string", choices=_POSITIONS
    ),
    FactField(name="owner_login", zh="申请人账号", en="Applicant's login", type="string"),
    FactField(name="owner_name", zh="申请人姓名", en="Applicant's name", type="string"),
    FactField(name="owner_id", zh="申请人编号", en="Applicant's number", type="number"),
    FactField(name="currency", zh="币种", en="Currency", type="string"),
)


def read(connection: Connection, quote_id: int) -> dict[str, Any]:
    """fact name → value, for every fact of the catalogue. Raises `NotFound`."""
    row = changes.row_of(connection, tables.quote, quote_id)
    if row is None:
        raise NotFound(what="quote", id=quote_id)
    party = changes.row_of(connection, tables.account, row.account_id)
    owner = organisation.person(connection, row.owner_id)
    assert party is not None
    stored = quotes.lines(connection, quote_id)
    discounts = [(line.product_id, line.discount) for line in stored]
    return {
        "max_discount": row.max_discount,
        "total": row.total,
        "list_total": row.list_total,
        "margin": row.margin,
        "below_minimum": row.below_minimum,
        "over_limit": _over_limit(connection, owner, discounts, row.quoted_on),
        "line_count": len(stored),
        "valid_days": (row.valid_to - row.quoted_on).days,
        "currency": row.currency,
        **_of_parties(party, owner, row.owner_id),
    }


def of_draft(
    connection: Connection,
    *,
    party: Row[Any],
    owner: Person,
    priced: Pricing,
    quoted_on: date,
    valid_to: date,
    currency: str = "CNY",
) -> dict[str, Any]:
    """The same facts of a quote as it is being typed, before it is saved."""
    discounts = [(line.product.id, line.discount) for line in priced.lines]
    return {
        "max_discount": priced.max_discount,
        "total": priced.total,
        "list_total": priced.list_total,
        "margin": priced.margin,
        "below_minimum": priced.below_minimum,
        "over_limit": _over_limit(connection, owner, discounts, quoted_on),
        "line_count": len(priced.lines),
        "valid_days": (valid_to - quoted_on).days,
        "currency": currency,
        **_of_parties(party, owner, owner.id),
    }


def _of_parties(party: Row[Any], owner: Person | None, owner_id: int) -> dict[str, Any]:
    return {
        "customer_level": party.level,
        "overdue": party.overdue,
        "receivable": party.receivable,
        "credit_limit": party.credit_limit,
        "owner_position": (owner.main_position or "") if owner else "",
        "owner_login": owner.login if owner else "",
        "owner_name": owner.name if owner else "",
        "owner_id": owner_id,
    }


def _over_limit(
    connection: Connection, owner: Person | None, discounts: Sequence[tuple[int, Decimal]], on: date
) -> bool:
    """Whether a line's discount exceeds what the owner of the quote may grant on its product."""
    found = products.products(connection, [product_id for product_id, _ in discounts])
    rules = products.rules(connection, pricing.Buyer(account_id=0), on)
    held = owner.positions if owner else frozenset[str]()
    return any(
        discount > pricing.limit_of(rules, held, found[product_id]) for product_id, discount in discounts
    )
