"""Returns as documents of approval flows: their facts, samples, and the flow of a new installation (3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, or_

from adapters.crm import catalogue, tables
from adapters.crm.records import access
from adapters.crm.returns import facts
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.values import grouped

MOST_SAMPLES = 12


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest returns a person may see, by number or customer."""
    document, account = tables.return_order, tables.account
    query = access.readable(connection, person, catalogue.entity("return"))
    query = query.join(account, account.c.id == document.c.account_id).add_columns(
        account.c.name, account.c.name_en
    )
    for word in words.split()[:5]:
        query = query.where(
            or_(
                document.c.no.icontains(word, autoescape=True),
                account.c.name.icontains(word, autoescape=True),
                account.c.name_en.icontains(word, autoescape=True),
            )
        )
    found = []
    for row in connection.execute(query.order_by(document.c.id.desc()).limit(MOST_SAMPLES)):
        owner = organisation.person(connection, row.owner_id)
        customer = row.name if lang == "zh" else row.name_en or row.name
        title = f"{row.no} · {customer} · ¥{grouped(row.amount.quantize(1))}"
        found.append(Sample(id=row.id, title=title, applicant=owner.login if owner else ""))
    return found


RETURNS = DocumentType(
    key="return",
    zh="退货",
    en="Returns",
    facts=facts.RETURN_FACTS,
    read=facts.read,
    samples=samples,
    called=rows_of("return"),
)

#: Service or warehouse looks at each; the sales manager at late and large ones; finance at every refund.
RETURN = Flow(
    points=(
        Point(
            number=1,
            name="服务与仓库核对",
            name_en="Service and warehouse check",
            positions=("service_manager", "warehouse"),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="销售经理",
            name_en="Sales manager",
            positions=("sales_manager",),
            condition=Condition(
                rows=(
                    (Test(fact="within_window", operator="eq", value=False),),
                    (Test(fact="amount", operator="gt", value=Decimal(20_000)),),
                )
            ),
            deadline="P1D",
        ),
        Point(
            number=3,
            name="财务",
            name_en="Finance",
            positions=("finance",),
            condition=Condition(rows=((Test(fact="kind", operator="eq", value="refund"),),)),
            deadline="P2D",
        ),
    )
)
