"""What happens of its own accord: money and goods come, customers answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from adapters.crm import (
    changes,
    collection,
    desk,
    plans,
    receipts,
    tables,
)
from adapters.crm.receipts import Money
from adapters.crm.returns import commands
from adapters.crm.web.quote_commands import Answer, tell_answer
from engine import organisation
from tests.support.company.people import Company


def money_comes(company: Company) -> bool:
    """A customer pays what is open of an instalment, or a part."""
    plan = tables.payment_plan
    row = company.one(plan, plan.c.received + plan.c.written_off < plan.c.amount, plan.c.deleted_at.is_(None))
    if row is None:
        return False
    with company.at_work("finance") as (tx, person):
        order = changes.row_of(tx.connection, tables.order, row.order_id)
        assert order is not None
        if order.state not in ("approved", "executing", "delivered", "closed"):
            return False
        collection.hold(tx, company.processes, [order.id])
        rest = plans.rest(changes.row_of(tx.connection, plan, row.id))  # type: ignore[arg-type]
        if rest <= 0:
            return False
        part = rest if company.random.random() < 0.7 else (rest / 2).quantize(Decimal("0.01"))
        money = Money(
            account_id=order.account_id,
            received_on=tx.now.date(),
            amount=part,
            bank_account_id=company.bank,
            handler_id=person.id,
        )
        done = receipts.record(tx, money, [(row.id, part)])
        collection.paid(tx, company.processes, done.orders)
    return True


def goods_come(company: Company) -> bool:
    """Returned goods reach the warehouse."""
    row = company.one(tables.return_order, tables.return_order.c.state == "awaiting_goods")
    if row is None:
        return False
    with company.at_work("warehouse") as (tx, person):
        commands.goods_came(tx, company.processes, person, row.id)
    return True


def quote_is_answered(company: Company) -> bool:
    """A customer answers a quote."""
    quote = tables.quote
    row = company.one(quote, quote.c.state == "sent", quote.c.instance_id.is_not(None))
    if row is None:
        return False
    said = company.random.choices(("accepted", "refused", "negotiate"), weights=(5, 1, 1))[0]
    with company.store.begin(by=row.owner_id, action="test.answer") as tx:
        owner = organisation.person(tx.connection, row.owner_id)
        assert owner is not None
        tell_answer(tx, owner, company.approval.hooks(), row.id, Answer(answer=said, note="价格"))
    return True


def customer_speaks(company: Company) -> bool:
    """A customer says what he thinks of the answer to his complaint, or withdraws it."""
    case = tables.feedback
    row = company.one(
        case, case.c.state.in_(("waiting_customer", "in_progress")), case.c.instance_id.is_not(None)
    )
    if row is None:
        return False
    words = ("confirmed", "dissatisfied") if row.state == "waiting_customer" else ("withdrawn",)
    with company.at_work("service") as (tx, person):
        said = company.random.choices(words, weights=(5, 1)[: len(words)])[0]
        desk.customer_said(tx, company.processes, person, row.id, said, said="好", satisfaction=4)
    return True


EVENTS: tuple[Callable[[Company], bool], ...] = (money_comes, goods_come, quote_is_answered, customer_speaks)
