"""The facts of an order that approval conditions may ask about. The editor offers exactly these."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import changes, products, tables
from adapters.crm.facts import FactField
from adapters.crm.orders import reading
from adapters.crm.orders.words import ANSWERS, KINDS, PAY_METHODS
from adapters.crm.words import LEVELS, Words
from engine import organisation
from engine.organisation import Person
from engine.organisation.standard import POSITIONS

_POSITIONS: Words = {code: (zh, en) for code, zh, en, *_ in POSITIONS}

ORDER_FACTS: tuple[FactField, ...] = (
    FactField(name="kind", zh="订单类型", en="Kind of order", type="string", choices=KINDS),
    FactField(name="total", zh="订单总额", en="Order total", type="number", unit="money"),
    FactField(name="list_total", zh="目录价合计", en="List price total", type="number", unit="money"),
    FactField(
        name="max_discount", zh="最大行折扣", en="Largest line discount", type="number", unit="percent"
    ),
    FactField(
        name="over_limit", zh="超过申请人折扣限额", en="Above the applicant's discount limit", type="boolean"
    ),
    FactField(name="below_minimum", zh="低于公司底价", en="Below the company minimum", type="boolean"),
    FactField(
        name="credit_excess", zh="超出信用额度", en="Above the credit limit by", type="number", unit="money"
    ),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
    FactField(name="receivable", zh="客户应收款", en="Customer's receivables", type="number", unit="money"),
    FactField(
        name="credit_limit", zh="客户信用额度", en="Customer's credit limit", type="number", unit="money"
    ),
    FactField(name="pay_method", zh="付款方式", en="Payment", type="string", choices=PAY_METHODS),
    FactField(name="review", zh="评审结论", en="Outcome of the review", type="string", choices=ANSWERS),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="line_count", zh="明细行数", en="Number of lines", type="number"),
    FactField(
        name="owner_position", zh="申请人职位", en="Applicant's position", type="string", choices=_POSITIONS
    ),
    FactField(name="owner_login", zh="申请人账号", en="Applicant's login", type="string"),
    FactField(name="owner_name", zh="申请人姓名", en="Applicant's name", type="string"),
    FactField(name="currency", zh="币种", en="Currency", type="string"),
)


def read(connection: Connection, order_id: int) -> dict[str, Any]:
    """fact name → value, for every fact of the catalogue. Raises NotFound."""
    row = reading.of(connection, order_id)
    party = changes.row_of(connection, tables.account, row.account_id)
    owner = organisation.person(connection, row.owner_id)
    assert party is not None
    credit = reading.credit(connection, row)
    lines = reading.lines(connection, order_id)
    return {
        "kind": row.kind,
        "total": row.total,
        "list_total": row.list_total,
        "max_discount": row.max_discount,
        "over_limit": over_limit(connection, row, lines, owner),
        "below_minimum": row.below_minimum and not _allowed_with_quote(connection, row),
        "credit_excess": credit.excess,
        "overdue": credit.overdue,
        "receivable": credit.receivable,
        "credit_limit": credit.limit,
        "pay_method": row.pay_method,
        "review": outcome(row.review_result or {}),
        "customer_level": party.level,
        "line_count": len(lines),
        "owner_position": (owner.main_position or "") if owner else "",
        "owner_login": owner.login if owner else "",
        "owner_name": owner.name if owner else "",
        "currency": row.currency,
    }


def _allowed_with_quote(connection: Connection, row: Row[Any]) -> bool:
    """Whether such prices were approved with the quote that the order was made of."""
    quoted = None if row.quote_id is None else changes.row_of(connection, tables.quote, row.quote_id)
    if quoted is None or quoted.state not in ("approved", "sent", "accepted"):
        return False
    return bool(quoted.below_minimum and (row.max_discount or 0) <= quoted.max_discount)


def outcome(answers: dict[str, Any]) -> str:
    """What the answers of the departments come to: feasible, conditions, no, or nothing yet."""
    given = {answer["answer"] for answer in answers.values()}
    if not given:
        return ""
    return "no" if "no" in given else "conditions" if "conditions" in given else "feasible"


def over_limit(connection: Connection, row: Row[Any], lines: Any, owner: Person | None) -> bool:
    """Whether a line's discount exceeds what the owner of the order may grant on its product."""
    if owner is None:
        return bool(row.max_discount)
    return any(
        (line.rule_ratio or 0) + (line.given_ratio or 0)
        > products.limit_of(connection, owner, line.product_id, row.ordered_on)
        for line in lines
    )
