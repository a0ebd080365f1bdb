"""Loading the year: once, to be continued where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables
from engine.clock import ManualClock
from engine.organisation.snapshot import COMPANY_ZONE
from engine.service import Engine
from engine.store.uow import Transaction
from processes.approval.documents import Documents
from processes.history import earlier
from processes.history.aftermath import Answerers, Callers, Returners
from processes.history.agenda import Agenda
from processes.history.answers import approvals, money, offices, ordering, returning, selling, service
from processes.history.chores import Doers
from processes.history.company import Company
from processes.history.customers import Buyers, Payers
from processes.history.desks import Desks, merged
from processes.history.plans import known, leads, opening
from processes.history.plans.contracts import Contracts
from processes.history.plans.holding import Holding
from processes.history.plans.sales import Sales
from processes.history.plans.service import Desk
from processes.history.plans.work import Everyday
from processes.history.profiles import customers
from processes.history.readers import Readers
from processes.quotes import QuoteApproval

job = tables.import_job
KIND = "demo history"
DONE, UNDER_WAY = "done", "running"
SEED = 2026
#: Everything that is ever asked of somebody.
GROUPS = (approvals, money, offices, ordering, returning, selling, service)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much happens, over how many days, and with how many of the customers."""

    days: int = 364
    customers: int = 60
    deals: int = 120
    leads: int = 22
    orders: int = 26
    complaints: int = 22
    requests: int = 26
    articles: int = 10
    repairs: int = 6
    returns: int = 20
    contracts: int = 13
    earlier: int = 0  # years before, as records only
    talks: int = 260
    chores: int = 90
    news: int = 8


YEAR = Size(earlier=2)
BUSY_DAYS = timedelta(days=4)
Tell = Callable[[float], None]
"""Hears the share that is done, from 0 to 1."""


class History:
    """The past of the demo company in an engine whose store has a clock of its own."""

    def __init__(self, *, engine: Engine, clock: ManualClock, documents: Documents, seed: int = SEED) -> None:
        self._engine = engine
        self._clock = clock
        self._documents = documents
        self._seed = seed

    def load(
        self,
        *,
        now: datetime,
        size: Size = YEAR,
        tell: Tell = lambda _share: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Play the past up to `now`; whether it is complete. A store that has it already stays as it is."""
        row = self._job(size, now)
        if row.state == DONE:
            return True
        today = date.fromisoformat(row.report["today"])
        since = today - timedelta(days=size.days)
        first = datetime.combine(since, time(8), COMPANY_ZONE).astimezone(UTC)
        self._clock.set(first)
        company = Company(engine=self._engine, clock=self._clock, seed=self._seed)
        company.write_mark = partial(_mark, row.id)
        if row.report.get("at"):
            company.mark = datetime.fromisoformat(row.report["at"])
            self._clock.set(company.mark)
        agenda = self._agenda(company, size, now)
        _plan(company, agenda, size, since, today)
        length = (now - first).total_seconds()

        def goes_on(moment: datetime) -> bool:
            tell(max((moment - first).total_seconds() / length, 0))
            return not stopped()

        if not agenda.play(now, goes_on):
            return False
        with company.begin(None, "history") as tx:
            changes.edit(tx, job, row.id, state=DONE, rows_ok=size.days)
        tell(1)
        return True

    def _agenda(self, company: Company, size: Size, now: datetime) -> Agenda:
        answers = merged([group.ANSWERS for group in GROUPS])
        desks = Desks(company=company, answers=answers, busy_from=now - BUSY_DAYS)
        approval = QuoteApproval(engine=self._engine, documents=self._documents)
        mornings = (
            Buyers(company=company, approval=approval),
            Payers(company=company),
            Returners(company=company, most=size.returns),
            Callers(company=company),
            Answerers(company=company),
            Doers(company=company),
            Readers(company=company, until=now - BUSY_DAYS),
        )
        return Agenda(company=company, looks=[desks.look], mornings=[one.look for one in mornings])

    def _job(self, size: Size, now: datetime) -> Row[Any]:
        """The mark of this history; made when it begins."""
        with self._engine.store.read() as connection:
            found = connection.execute(select(job).where(job.c.kind == KIND)).first()
        if found is not None:
            return found
        today = now.astimezone(COMPANY_ZONE).date()
        people = select(tables.account.c.created_by_id).where(tables.account.c.created_by_id.is_not(None))
        with self._engine.store.begin(by=None, action="demo.history") as tx:
            by = tx.connection.scalars(people.limit(1)).one()
            report = {"today": today.isoformat(), "at": None}
            made = changes.add(
                tx, job, kind=KIND, by_id=by, at=now, rows_total=size.days, report=report, state=UNDER_WAY
            )
            return tx.connection.execute(select(job).where(job.c.id == made)).one()


def _plan(company: Company, agenda: Agenda, size: Size, since: date, today: date) -> None:
    """Everything that begins by itself in the year."""
    begins = datetime.combine(since, time(8, 30), COMPANY_ZONE)
    until = today - timedelta(days=1)
    buyers = customers(company)[: size.customers]
    first: list[tuple[str, Callable[[], None]]] = [
        ("banks", partial(opening.banks, company)),
        ("competitors", partial(known.competitors, company)),
        ("papers", partial(known.papers, company, buyers)),
        ("birthdays", partial(known.birthdays, company, buyers, today)),
        ("earlier years", partial(earlier.take_over, company, buyers, since, size.earlier)),
    ]
    for number, (what, deed) in enumerate(first):
        agenda.begin(begins + timedelta(minutes=number), what, deed)
    opening.balances(company, agenda, buyers, since)
    opening.old_offers(company, agenda, since - timedelta(days=1), until)
    Sales(company=company, customers=buyers).plan(
        agenda, deals=size.deals, orders=size.orders, since=since, until=until
    )
    leads.plan(company, agenda, number=size.leads, since=since, until=until)
    desk = Desk(company=company, customers=buyers)
    desk.plan(agenda, complaints=size.complaints, requests=size.requests, since=since, until=until)
    desk.lately(agenda, complaints=size.complaints // 4, requests=size.requests // 6, until=until)
    desk.knowledge(agenda, number=size.articles, since=since, until=until)
    desk.repairs(agenda, number=size.repairs, since=since + timedelta(days=size.days // 3), until=until)
    Contracts(company=company, customers=buyers).plan(agenda, number=size.contracts, since=since, until=until)
    everyday = Everyday(company=company, customers=buyers)
    everyday.plan(agenda, talks=size.talks, chores=size.chores, news=size.news, since=since, until=until)
    Holding(company=company, customers=buyers).plan(agenda, until=until)
    evening = datetime.combine(until, time(17), COMPANY_ZONE)
    agenda.begin(evening, "meetings", partial(everyday.meetings, today))


def _mark(job_id: int, tx: Transaction, at: datetime) -> None:
    row = tx.connection.execute(select(job).where(job.c.id == job_id)).one()
    changes.edit(tx, job, job_id, report={**row.report, "at": at.isoformat()})
