"""Contracts as documents of approval flows: their facts, contracts to try a flow with, and the flow to start with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, or_

from adapters.crm import catalogue, changes, contracts, tables
from adapters.crm.facts import FactField
from adapters.crm.records import access
from adapters.crm.words import LEVELS
from engine import organisation
from engine.errors import NotFound
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test

MOST_SAMPLES = 12
FACTS: tuple[FactField, ...] = (
    FactField(
        name="kind", zh="合同种类", en="Kind of contract", type="string", choices=dict(contracts.KINDS)
    ),
    FactField(name="amount", zh="合同金额", en="Amount", type="number", unit="money"),
    FactField(name="days", zh="合同天数", en="Days it runs", type="number", unit="days"),
    FactField(name="non_standard", zh="含非标准条款", en="Has non-standard clauses", type="boolean"),
    FactField(name="customer_level", zh="客户级别", en="Customer level", type="string", choices=LEVELS),
    FactField(name="owner_login", zh="申请人账号", en="Applicant's login", type="string"),
    FactField(name="currency", zh="币种", en="Currency", type="string"),
)


def read(connection: Connection, contract_id: int) -> dict[str, Any]:
    """fact name → value. Raises NotFound."""
    row = changes.row_of(connection, tables.contract, contract_id)
    if row is None:
        raise NotFound(what="contract", what_zh="合同", id=contract_id)
    party = changes.row_of(connection, tables.account, row.account_id)
    owner = organisation.person(connection, row.owner_id)
    assert party is not None
    runs = (row.end_on - row.start_on).days if row.end_on and row.start_on else 0
    return {
        "kind": row.kind,
        "amount": row.amount or Decimal(0),
        "days": runs,
        "non_standard": row.non_standard,
        "customer_level": party.level,
        "owner_login": owner.login if owner else "",
        "currency": row.currency,
    }


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest contracts a person may see, by number or title."""
    del lang
    contract = tables.contract
    query = access.readable(connection, person, catalogue.entity("contract"))
    for word in words.split()[:5]:
        columns = (contract.c.no, contract.c.title)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    found = []
    for row in connection.execute(query.order_by(contract.c.id.desc()).limit(MOST_SAMPLES)):
        owner = organisation.person(connection, row.owner_id)
        found.append(
            Sample(id=row.id, title=f"{row.no} · {row.title}", applicant=owner.login if owner else "")
        )
    return found


CONTRACTS = DocumentType(
    key="contract",
    zh="合同",
    en="Contracts",
    facts=FACTS,
    read=read,
    samples=samples,
    called=rows_of("contract"),
)

#: After legal and finance: the sales director always, the general manager for large amounts and unusual clauses.
CONTRACT = Flow(
    points=(
        Point(
            number=1,
            name="销售总监",
            name_en="Sales director",
            positions=("sales_director",),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=Condition(
                rows=(
                    (Test(fact="amount", operator="ge", value=Decimal(500_000)),),
                    (Test(fact="non_standard", operator="eq", value=True),),
                )
            ),
            deadline="P2D",
        ),
    )
)
