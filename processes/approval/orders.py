"""Orders as documents of approval flows: their facts, orders to try a flow with, and the flow to start with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, or_

from adapters.crm import line_approvers, tables
from adapters.crm.orders import facts, reading
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test
from processes.approval.values import grouped

MOST_SAMPLES = 12


def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest orders a person may see, by number or customer."""
    order, account = tables.order, tables.account
    query = reading.orders(connection, person).order_by(order.c.id.desc()).limit(MOST_SAMPLES)
    for word in words.split()[:5]:
        columns = (order.c.no, account.c.name, account.c.name_en)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    found = []
    for row in connection.execute(query):
        owner = organisation.person(connection, row.owner_id)
        customer = row.name if lang == "zh" else row.name_en or row.name
        title = f"{row.no} · {customer} · ¥{grouped(row.total.quantize(1))}"
        found.append(Sample(id=row.id, title=title, applicant=owner.login if owner else ""))
    return found


ORDERS = DocumentType(
    key="order",
    zh="订单",
    en="Orders",
    facts=facts.ORDER_FACTS,
    read=facts.read,
    samples=samples,
    called=rows_of("order"),
    agreed=line_approvers.of_order,
)

#: The sales manager for custom orders and high discounts, credit control above the limit, the general manager
#: for prices below the company minimum that no quote was approved for, finance always:
#: nothing takes effect before finance.
ORDER = Flow(
    points=(
        Point(
            number=1,
            name="销售经理",
            name_en="Sales manager",
            positions=("sales_manager",),
            condition=Condition(
                rows=(
                    (Test(fact="kind", operator="eq", value="custom"),),
                    (Test(fact="over_limit", operator="eq", value=True),),
                )
            ),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="信用控制",
            name_en="Credit control",
            positions=("finance_manager",),
            condition=Condition(
                rows=(
                    (Test(fact="credit_excess", operator="gt", value=Decimal(0)),),
                    (Test(fact="overdue", operator="gt", value=Decimal(0)),),
                )
            ),
            deadline="P1D",
        ),
        Point(
            number=3,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=Condition(rows=((Test(fact="below_minimum", operator="eq", value=True),),)),
            deadline="P2D",
        ),
        Point(number=4, name="财务", name_en="Finance", positions=("finance",), deadline="P1D"),
    )
)
