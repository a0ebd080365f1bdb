"""Compensations of complaints as documents of approval flows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, select

from adapters.crm import feedback_facts, tables
from adapters.crm.catalogue import entity
from adapters.crm.records import access
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.values import grouped

MOST_SAMPLES = 12


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest complaints a person may see, by number or subject."""
    table = tables.feedback
    query = access.visible(select(table), connection, person, entity("feedback"))
    for word in words.split()[:5]:
        query = query.where(
            table.c.no.icontains(word, autoescape=True) | table.c.subject.icontains(word, autoescape=True)
        )
    found = []
    for row in connection.execute(query.order_by(table.c.id.desc()).limit(MOST_SAMPLES)):
        handler = organisation.person(connection, row.handler_id) if row.handler_id else None
        amount = (row.compensation_amount or Decimal(0)).quantize(Decimal(1))
        title = f"{row.no} · {row.subject} · ¥{grouped(amount)}"
        found.append(Sample(id=row.id, title=title, applicant=handler.login if handler else ""))
    return found


COMPENSATIONS = DocumentType(
    key="complaint_compensation",
    zh="投诉补偿",
    en="Complaint compensations",
    facts=feedback_facts.COMPENSATION_FACTS,
    read=feedback_facts.read,
    samples=samples,
    called=rows_of("feedback"),
)


def _above(amount: int) -> Condition:
    return Condition(rows=((Test(fact="amount", operator="gt", value=Decimal(amount)),),))


#: By amount: the service manager always, finance above 5,000, the general manager above 20,000.
FLOW = Flow(
    points=(
        Point(
            number=1,
            name="服务经理",
            name_en="Service manager",
            positions=("service_manager",),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="财务",
            name_en="Finance",
            positions=("finance",),
            condition=_above(5_000),
            deadline="P1D",
        ),
        Point(
            number=3,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=_above(20_000),
            deadline="P2D",
        ),
    )
)
