"""Opportunities as documents of approval flows: large ones are approved before they are pursued (P-07)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, or_

from adapters.crm import catalogue, changes, opportunities, tables
from adapters.crm.facts import FactField
from adapters.crm.records import access
from adapters.crm.words import LEVELS
from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import company_today
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test

KEY = "opportunity"
MOST_SAMPLES = 12
FACTS: tuple[FactField, ...] = (
    FactField(name="amount", zh="预计金额", en="Expected amount", type="number", unit="money"),
    FactField(
        name="approved_amount", zh="已批准金额", en="Amount approved so far", type="number", unit="money"
    ),
    FactField(name="probability", zh="把握", en="Probability", type="number", unit="percent"),
    FactField(name="days_to_close", zh="距预计成交天数", en="Days to the close", type="number", unit="days"),
    FactField(name="competitors", zh="竞争对手数", en="Competitors", type="number"),
    FactField(name="stage", zh="阶段代码", en="Code of the stage", type="string"),
    FactField(name="new_customer", zh="客户未经审批", en="Customer not yet approved", type="boolean"),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="overdue", zh="客户逾期款", en="Customer's overdue amount", type="number", unit="money"),
    FactField(name="owner_login", zh="申请人账号", en="Applicant's login", type="string"),
    FactField(name="currency", zh="币种", en="Currency", type="string"),
)


def read(connection: Connection, opportunity_id: int) -> dict[str, Any]:
    """fact name → value. Raises NotFound."""
    row = opportunities.row_of(connection, opportunity_id)
    party = changes.row_of(connection, tables.account, row.account_id)
    owner = organisation.person(connection, row.owner_id)
    assert party is not None
    close_on = row.expected_close_on
    return {
        "amount": row.expected_amount or Decimal(0),
        "approved_amount": row.approved_amount or Decimal(0),
        "probability": row.probability or Decimal(0),
        "days_to_close": (close_on - company_today()).days if close_on else 0,
        "competitors": len(row.competitor_ids),
        "stage": row.stage,
        "new_customer": not party.approved,
        "customer_level": party.level,
        "overdue": party.overdue or Decimal(0),
        "owner_login": owner.login if owner else "",
        "currency": row.currency or "CNY",
    }


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest opportunities a person may see, by number or name."""
    del lang
    table = tables.opportunity
    query = access.readable(connection, person, catalogue.entity("opportunity"))
    for word in words.split()[:5]:
        query = query.where(
            or_(*(one.icontains(word, autoescape=True) for one in (table.c.no, table.c.name)))
        )
    found = []
    for row in connection.execute(query.order_by(table.c.id.desc()).limit(MOST_SAMPLES)):
        owner = organisation.person(connection, row.owner_id)
        found.append(
            Sample(id=row.id, title=f"{row.no} · {row.name}", applicant=owner.login if owner else "")
        )
    return found


OPPORTUNITIES = DocumentType(
    key=KEY,
    zh="销售机会",
    en="Opportunities",
    facts=FACTS,
    read=read,
    samples=samples,
    called=rows_of("opportunity"),
)


def _from(amount: int) -> Condition:
    return Condition(rows=((Test(fact="amount", operator="ge", value=Decimal(amount)),),))


#: Large ones cost the company months: the manager agrees to them first, the general manager to the largest.
OPPORTUNITY = Flow(
    points=(
        Point(
            number=1,
            name="销售经理",
            name_en="Sales manager",
            positions=("sales_manager",),
            condition=_from(500_000),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=_from(2_000_000),
            deadline="P2D",
        ),
    )
)
