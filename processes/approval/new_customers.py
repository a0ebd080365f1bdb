"""New customers as documents of approval: their facts, customers to try a flow with, and the first flow (3.2)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_

from adapters.crm import account_facts, parties, tables
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test

MOST_SAMPLES = 12

#: The sales manager always, finance where discount or settlement leave the rules.
NEW_CUSTOMER = Flow(
    points=(
        Point(
            number=1,
            name="销售经理",
            name_en="Sales manager",
            positions=("sales_manager",),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="财务",
            name_en="Finance",
            positions=("finance",),
            condition=Condition(rows=((Test(fact="within_rules", operator="eq", value=False),),)),
            deadline="P1D",
        ),
    )
)


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest customers a person may see, by number or name."""
    table = tables.account
    query = parties.accounts(connection, person).order_by(table.c.id.desc()).limit(MOST_SAMPLES)
    for word in words.split()[:5]:
        query = query.where(
            or_(*(column.icontains(word, autoescape=True) for column in (table.c.code, table.c.name)))
        )
    found = []
    for row in connection.execute(query):
        owner = None if row.owner_id is None else organisation.person(connection, row.owner_id)
        name = row.name if lang == "zh" else row.name_en or row.name
        found.append(Sample(id=row.id, title=f"{row.code} · {name}", applicant=owner.login if owner else ""))
    return found


NEW_CUSTOMERS = DocumentType(
    key="new_customer",
    zh="新客户",
    en="New customers",
    facts=account_facts.NEW_CUSTOMER_FACTS,
    read=account_facts.read,
    samples=samples,
    called=rows_of("account"),
)
