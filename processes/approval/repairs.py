"""Repairs that customers pay for as documents of approval flows: facts, samples, the flow to start with (3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection

from adapters.crm import catalogue, repair_facts, tables
from adapters.crm.records import access
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.values import grouped

MOST_SAMPLES = 12


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest repairs a person may see, by number."""
    del lang
    document = tables.repair_registration
    query = access.readable(connection, person, catalogue.entity("repair"))
    for word in words.split()[:5]:
        query = query.where(document.c.no.icontains(word, autoescape=True))
    found = []
    for row in connection.execute(query.order_by(document.c.id.desc()).limit(MOST_SAMPLES)):
        engineer = organisation.person(connection, row.engineer_id) if row.engineer_id else None
        title = f"{row.no} · ¥{grouped((row.amount or Decimal(0)).quantize(1))}"
        found.append(Sample(id=row.id, title=title, applicant=engineer.login if engineer else ""))
    return found


REPAIRS = DocumentType(
    key="repair",
    zh="维修报价",
    en="Repair prices",
    facts=repair_facts.REPAIR_FACTS,
    read=repair_facts.read,
    samples=samples,
    called=rows_of("repair"),
)


def _above(limit: int) -> Condition:
    outside = Test(fact="in_warranty", operator="eq", value=False)
    return Condition(rows=((outside, Test(fact="amount", operator="gt", value=Decimal(limit))),))


#: Out of warranty and not small: the service manager, then finance.
REPAIR = Flow(
    points=(
        Point(
            number=1,
            name="服务经理",
            name_en="Service manager",
            positions=("service_manager",),
            condition=_above(2_000),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="财务",
            name_en="Finance",
            positions=("finance",),
            condition=_above(2_000),
            deadline="P1D",
        ),
    )
)
