"""What customers do by themselves: they answer offers and pay. Looked at once a day, before the office opens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import collection, plans, receipts, tables
from adapters.crm.receipts import Money
from adapters.demo.texts import selling
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda
from processes.history.company import Company
from processes.history.deals import Deal
from processes.history.profiles import customer
from processes.quotes import QuoteApproval

quote, plan, order, opportunity = tables.quote, tables.payment_plan, tables.order, tables.opportunity
ANSWERED = "quote.answered"
CENT = Decimal("0.01")
FINANCE = "finance"
#: Of the offers that nobody answers, how many expire: the others are refused when their seller asks.
EXPIRES = 0.4


class Buyers:
    """Offers that were sent are answered, or not."""

    def __init__(self, *, company: Company, approval: QuoteApproval) -> None:
        self._company = company
        self._approval = approval
        self._asked: set[tuple[int, int]] = set()

    def look(self, agenda: Agenda) -> None:
        """Plan the answers to what was sent since the last look."""
        query = (
            select(
                quote.c.id, quote.c.no, quote.c.version, quote.c.owner_id, quote.c.sent_at, opportunity.c.no
            )
            .join(opportunity, opportunity.c.id == quote.c.opportunity_id)
            .where(quote.c.state == "sent", quote.c.instance_id.is_not(None))
        )
        with self._company.store.read() as connection:
            found = connection.execute(query.order_by(quote.c.id)).all()
        for quote_id, no, version, owner_id, sent_at, deal_no in found:
            if (quote_id, version) not in self._asked:
                self._asked.add((quote_id, version))
                self._plan(agenda, quote_id, no, version, self._company.login_of(owner_id), sent_at, deal_no)

    def _plan(
        self,
        agenda: Agenda,
        quote_id: int,
        no: str,
        version: int,
        seller: str,
        sent_at: datetime,
        deal_no: str,
    ) -> None:
        deal = Deal.of(self._company, deal_no, seller)
        dice = self._company.dice("answer", no, version)
        end = "negotiate" if version <= deal.rounds else deal.end
        if deal.tries_again and end == "refused" and self._offers(quote_id) > 1:
            end = "accepted"
        hours = dice.uniform(12, 110)
        if end == "silent":
            if dice.random() < EXPIRES:
                return
            end, hours = "refused", dice.uniform(100, 150)  # whoever asks after two or three weeks is told
        notes = {"negotiate": selling.NEGOTIATE, "accepted": selling.ACCEPTED, "refused": (deal.note,)}[end]
        at = self._company.working(sent_at, hours)
        said = {"answer": end, "answer_note": dice.choice(notes)}
        agenda.plan(at, f"answer to {no}", lambda: self._tell(quote_id, seller, said))

    def _offers(self, quote_id: int) -> int:
        """How many offers this opportunity has had."""
        with self._company.store.read() as connection:
            of = select(quote.c.opportunity_id).where(quote.c.id == quote_id).scalar_subquery()
            return len(connection.execute(select(quote.c.id).where(quote.c.opportunity_id == of)).all())

    def _tell(self, quote_id: int, seller: str, said: dict[str, str]) -> None:
        with self._company.store.read() as connection:
            if connection.scalar(select(quote.c.state).where(quote.c.id == quote_id)) != "sent":
                return
        with self._company.begin(seller, "quote.answer") as tx:
            self._approval.tell(tx, quote_id, ANSWERED, said)


class Payers:
    """Instalments with a date are paid: before it, after it, in two parts, or not at all."""

    def __init__(self, *, company: Company) -> None:
        self._company = company
        self._customer = cache(partial(customer, company))
        self._seen: set[tuple[int, str]] = set()

    def look(self, agenda: Agenda) -> None:
        """Plan the payments of what got a date since the last look."""
        query = (
            select(plan, order.c.no.label("order_no"), order.c.account_id)
            .join(order, order.c.id == plan.c.order_id)
            .where(
                plan.c.due_on.is_not(None),
                plan.c.deleted_at.is_(None),
                plan.c.instance_id.is_not(None),
                plan.c.received + plan.c.written_off < plan.c.amount,
                order.c.state.in_(("approved", "executing", "delivered")),
            )
        )
        with self._company.store.read() as connection:
            found = connection.execute(query.order_by(plan.c.id)).all()
        for row in found:
            if (row.id, str(row.due_on)) not in self._seen:
                self._seen.add((row.id, str(row.due_on)))
                self._plan(agenda, row)

    def _plan(self, agenda: Agenda, row: Row[Any]) -> None:
        payer = self._customer(row.account_id)
        key = f"{row.order_no}/{row.seq}/{row.due_on}"
        dice = self._company.dice("pays", key)
        first = datetime.combine(row.due_on + timedelta(days=payer.pays(dice)), time(10), COMPANY_ZONE)
        first = max(first, self._company.now + timedelta(hours=6))
        parts = [Decimal("0.5"), Decimal(1)] if payer.in_parts(dice) else [Decimal(1)]
        for number, part in enumerate(parts):
            at = self._company.working(
                first + timedelta(days=number * dice.randint(8, 25)), dice.uniform(0, 6)
            )
            agenda.plan(at, f"payment {key}", partial(self._pay, row, part, f"{key}.{number}"))

    def _pay(self, row: Row[Any], part: Decimal, key: str) -> None:
        """Money for an instalment; none while its dispute is being dealt with."""
        company = self._company
        with company.begin(FINANCE, "receipt") as tx:
            now = tx.connection.execute(select(plan).where(plan.c.id == row.id)).one()
            rest = plans.rest(now)
            if rest <= 0 or now.deleted_at is not None or self._disputed(tx.connection, now.order_id):
                return
            collection.hold(tx, company.processes, [now.order_id])
            amount = rest if part == 1 else (rest * part).quantize(CENT)
            dice = company.dice("receipt", key)
            money = Money(
                account_id=row.account_id,
                received_on=company.today,
                amount=amount,
                bank_account_id=self._bank(tx.connection),
                handler_id=company.person(FINANCE).id,
                method=dice.choices(("transfer", "acceptance", "cheque"), (82, 14, 4))[0],
                bank_ref=f"JY{dice.randrange(10**9, 10**10)}",
                submission=f"history:{key}"[:64],
            )
            done = receipts.record(tx, money, [(now.id, amount)])
            collection.paid(tx, company.processes, done.orders)

    def _disputed(self, connection: Any, order_id: int) -> bool:
        case = tables.feedback
        query = select(case.c.id).where(
            case.c.order_id == order_id, case.c.type == "dispute", case.c.state.not_in(("closed", "rejected"))
        )
        return connection.scalar(query.limit(1)) is not None

    def _bank(self, connection: Any) -> int:
        bank = tables.bank_account
        found: int = connection.execute(select(bank.c.id).order_by(bank.c.id).limit(1)).scalar_one()
        return found
