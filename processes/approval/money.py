"""Payment plans, write-offs and payments as documents of approval flows, with the flows they start with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from adapters.crm import money_facts, tables
from adapters.crm.amounts import written
from adapters.crm.catalogue.money import PLAN
from adapters.crm.catalogue.payments import PAYMENT
from adapters.crm.records import access
from engine import organisation
from engine.organisation import Person
from processes.approval.calling import rows_of
from processes.approval.documents import DocumentType, Sample
from processes.approval.model import Condition, Flow, Point, Test

MOST_SAMPLES = 12


def _instalments(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest instalments a person may see, by the order's number."""
    return [
        _sample(row, login, row.id, f"{row.no} · {row.seq}", row.amount)
        for row, login in _rows(connection, person, words, lang)
    ]


def _orders(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The orders of those instalments."""
    found = {
        row.order_id: _sample(row, login, row.order_id, row.no, row.total)
        for row, login in _rows(connection, person, words, lang)
    }
    return list(found.values())


def _sample(row: Row[Any], login: str, identity: int, no: str, amount: Decimal) -> Sample:
    title = f"{no} · {row.customer} · {written(amount, row.currency, cents=False)}"
    return Sample(id=identity, title=title, applicant=login)


def _rows(connection: Connection, person: Person, words: str, lang: str) -> list[tuple[Any, str]]:
    plan, order, account = tables.payment_plan, tables.order, tables.account
    name = (
        account.c.name if lang == "zh" else func.coalesce(func.nullif(account.c.name_en, ""), account.c.name)
    )
    query = (
        select(plan, order.c.no, order.c.total, order.c.currency, order.c.owner_id, name.label("customer"))
        .join(order, order.c.id == plan.c.order_id)
        .join(account, account.c.id == order.c.account_id)
    )
    query = access.visible(query, connection, person, PLAN).order_by(plan.c.id.desc()).limit(MOST_SAMPLES)
    for word in words.split()[:5]:
        columns = (order.c.no, account.c.name, account.c.name_en)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    found = []
    for row in connection.execute(query):
        owner = organisation.person(connection, row.owner_id)
        found.append((row, owner.login if owner else ""))
    return found


def _payments(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
    """The latest payments a person may see, by number or payee."""
    payment = tables.payment_out
    query = access.visible(select(payment), connection, person, PAYMENT).order_by(payment.c.id.desc())
    for word in words.split()[:5]:
        query = query.where(
            payment.c.no.icontains(word, autoescape=True) | payment.c.payee.icontains(word, autoescape=True)
        )
    found = []
    for row in connection.execute(query.limit(MOST_SAMPLES)):
        asked = organisation.person(connection, row.created_by_id) if row.created_by_id else None
        title = f"{row.no} · {row.payee} · {written(row.amount, row.currency, cents=False)}"
        found.append(Sample(id=row.id, title=title, applicant=asked.login if asked else ""))
    return found


def _above(fact: str, value: int) -> Condition:
    return Condition(rows=((Test(fact=fact, operator="gt", value=Decimal(value)),),))


PAYMENT_PLANS = DocumentType(
    key="payment_plan",
    zh="回款计划",
    en="Payment plans",
    facts=money_facts.PLAN_FACTS,
    read=money_facts.of_plan,
    samples=_orders,
    called=rows_of("order"),
)
WRITE_OFFS = DocumentType(
    key="write_off",
    zh="坏账核销",
    en="Write-offs",
    facts=money_facts.WRITE_OFF_FACTS,
    read=money_facts.of_write_off,
    samples=_instalments,
    called=rows_of("payment_plan"),
)
PAYMENTS = DocumentType(
    key="payment",
    zh="付款",
    en="Payments",
    facts=money_facts.PAYMENT_FACTS,
    read=money_facts.of_payment,
    samples=_payments,
    called=rows_of("payment"),
)

#: Terms that are not standard, and changes of an approved plan: the sales manager, and finance.
PLAN_FLOW = Flow(
    points=(
        Point(
            number=1, name="销售经理", name_en="Sales manager", positions=("sales_manager",), deadline="P1D"
        ),
        Point(number=2, name="财务", name_en="Finance", positions=("finance",), deadline="P2D"),
    )
)
#: What is given up: the head of finance, and the general manager.
WRITE_OFF_FLOW = Flow(
    points=(
        Point(
            number=1,
            name="财务主管",
            name_en="Finance manager",
            positions=("finance_manager",),
            deadline="P2D",
        ),
        Point(
            number=2, name="总经理", name_en="General manager", positions=("general_manager",), deadline="P3D"
        ),
    )
)
#: Money out: above a limit the head of finance, above another the general manager.
PAYMENT_FLOW = Flow(
    points=(
        Point(
            number=1,
            name="财务主管",
            name_en="Finance manager",
            positions=("finance_manager",),
            condition=_above("amount", 1_000),
            deadline="P1D",
        ),
        Point(
            number=2,
            name="总经理",
            name_en="General manager",
            positions=("general_manager",),
            condition=_above("amount", 50_000),
            deadline="P2D",
        ),
    )
)
