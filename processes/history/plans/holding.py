"""Customers that nobody holds, or more than one: the pool after a trade fair, and customers shared for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from adapters.crm import parties
from adapters.crm.ownership import pool, sharing
from adapters.demo.texts.parties import VISITORS
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda, Deed
from processes.history.company import Company
from processes.history.profiles import Customer

AGO = 12  # days since the fair
SHARED = 3
#: A colleague stands in for so many days.
DAYS = 28


class Holding:
    """Fills the pool and shares customers in the last weeks."""

    def __init__(self, *, company: Company, customers: Sequence[Customer]) -> None:
        self._company = company
        self._customers = customers

    def plan(self, agenda: Agenda, *, until: date) -> None:
        """Visitors of a fair whom nobody has called yet; customers of colleagues who are away."""
        fair = datetime.combine(until - timedelta(days=AGO), time(9), COMPANY_ZONE)
        for number, visitor in enumerate(VISITORS):
            at = self._company.working(fair, 1 + number / 2)
            agenda.begin(at, "visitor", self._met(visitor))
        for number, who in enumerate(self._customers[:SHARED]):
            at = self._company.working(fair, 10 + number)
            agenda.begin(at, "share", self._shared(who, until))

    def _met(self, visitor: tuple[str, str, str, str]) -> Deed:
        name, english, industry, city = visitor

        def met() -> None:
            seller = self._company.person("salesperson3")
            posted = {
                "name": [name],
                "name_en": [english],
                "industry": [industry],
                "city": [city],
                "source": ["fair"],
            }
            with self._company.begin("salesperson3", "account.add") as tx:
                account_id = parties.add_account(tx, seller, posted)
                pool.release(tx, seller, account_id)

        return met

    def _shared(self, who: Customer, until: date) -> Deed:
        def shared() -> None:
            seller = self._company.person(who.seller)
            colleague = "salesperson2" if who.seller != "salesperson2" else "salesperson"
            with self._company.begin(who.seller, "account.share") as tx:
                sharing.share(
                    tx,
                    seller,
                    who.id,
                    self._company.person(colleague).id,
                    level="follow",
                    valid_to=until + timedelta(days=DAYS),
                )

        return shared
