"""Hand-overs as documents of approval: their facts, some to try a flow with, and the first flow (S20-6)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from adapters.crm import tables
from adapters.crm.catalogue.parties import HANDOVER
from adapters.crm.handover import facts
from adapters.crm.records import access
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test

MOST_SAMPLES = 12

#: Whoever leads the business: the sales director for people of sales, the general manager for all others.
HANDOVER_FLOW = Flow(
    points=(
        Point(
            number=1,
            name="销售总监",
            name_en="Sales director",
            positions=("sales_director",),
            condition=Condition(rows=((Test(fact="sells", operator="eq", value=True),),)),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=Condition(rows=((Test(fact="sells", operator="eq", value=False),),)),
            deadline="P1D",
        ),
    )
)


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest hand-overs a person may see, by number."""
    table = tables.handover
    query = access.readable(connection, person, HANDOVER).order_by(table.c.id.desc()).limit(MOST_SAMPLES)
    for word in words.split()[:5]:
        query = query.where(table.c.no.icontains(word, autoescape=True))
    found = []
    for row in connection.execute(query):
        leaver = organisation.person(connection, row.person_id)
        asked = None if row.requested_by_id is None else organisation.person(connection, row.requested_by_id)
        name = leaver.label("zh" if lang == "zh" else "en") if leaver else "–"
        found.append(Sample(id=row.id, title=f"{row.no} · {name}", applicant=asked.login if asked else ""))
    return found


HANDOVERS = DocumentType(
    key="handover",
    zh="离职与调岗交接",
    en="Hand-overs",
    facts=facts.HANDOVER_FACTS,
    read=facts.read,
    samples=samples,
    called=rows_of("handover"),
)
