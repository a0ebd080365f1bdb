"""Cases at the service desk, goods that come back, units that break, and what the desk writes down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from adapters.crm import archive, desk, knowledge, repairs, tables
from adapters.demo.texts import service
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda, Deed
from processes.history.answers.selling import product_ids
from processes.history.company import Company
from processes.history.plans.days import moment, spread
from processes.history.profiles import Customer, pick

SERVICE = "service"
CHANNELS = ("call", "call", "call", "mail", "web", "portal", "visit")


class Desk:
    """Puts what the service desk hears in a year on the agenda."""

    def __init__(self, *, company: Company, customers: Sequence[Customer]) -> None:
        self._company = company
        self._customers = customers

    def plan(self, agenda: Agenda, *, complaints: int, requests: int, since: date, until: date) -> None:
        """So many complaints and simple requests."""
        dice = self._company.dice("complaints")
        for number, at in enumerate(spread(self._company, dice, complaints, since, until)):
            who, known = (
                pick(self._customers, dice, at.date()),
                service.TROUBLES[number % len(service.TROUBLES)],
            )
            kind = "defective" if known.category == "quality" and dice.random() < 0.5 else "complaint"
            said = {"type": kind, "subject": known.subject, "content": known.content}
            agenda.begin(at, known.subject, self._take_in(who, known.product, said, dice.choice(CHANNELS)))
        dice = self._company.dice("requests")
        for number, at in enumerate(spread(self._company, dice, requests, since, until)):
            who = pick(self._customers, dice, at.date())
            kind, product, subject, content, _answer = service.REQUESTS[number % len(service.REQUESTS)]
            said = {"type": kind, "subject": subject, "content": content}
            agenda.begin(at, subject, self._take_in(who, product, said, dice.choice(CHANNELS)))

    def lately(self, agenda: Agenda, *, complaints: int, requests: int, until: date) -> None:
        """What came in on the last working days: it is still on the desk today."""
        days = [day for n in range(12) if self._company.works_on(day := until - timedelta(days=n))][:3]
        dice = self._company.dice("lately")
        for number in range(complaints):
            at = self._company.working(moment(self._company, dice, days[number % len(days)]), 0)
            who, known = pick(self._customers, dice, at.date()), service.TROUBLES[-1 - number]
            said = {"type": "complaint", "subject": known.subject, "content": known.content}
            agenda.begin(at, known.subject, self._take_in(who, known.product, said, dice.choice(CHANNELS)))
        afternoon = datetime.combine(days[0], time(16), COMPANY_ZONE)
        for number in range(requests):
            at = afternoon + timedelta(minutes=dice.randint(1, 85))
            who = pick(self._customers, dice, at.date())
            kind, product, subject, content, _answer = service.REQUESTS[-1 - number]
            said = {"type": kind, "subject": subject, "content": content}
            agenda.begin(at, subject, self._take_in(who, product, said, dice.choice(CHANNELS)))

    def knowledge(self, agenda: Agenda, *, number: int, since: date, until: date) -> None:
        """What the desk writes down by itself."""
        dice = self._company.dice("knowledge")
        chosen = service.ARTICLES[:number]
        for article, at in zip(chosen, spread(self._company, dice, len(chosen), since, until), strict=True):
            agenda.begin(at, article[0], partial(self._write, article))

    def repairs(self, agenda: Agenda, *, number: int, since: date, until: date) -> None:
        """Units that are registered for repair."""
        dice = self._company.dice("repairs")
        for count, at in enumerate(spread(self._company, dice, number, since, until)):
            fault = service.REPAIRS[count % len(service.REPAIRS)][0]
            agenda.begin(at, fault, partial(self._break, fault, count))

    def _take_in(self, who: Customer, product: str, said: dict[str, str], channel: str) -> Deed:
        def take() -> None:
            with self._company.begin(SERVICE, "case") as tx:
                values: dict[str, Any] = {
                    **said,
                    "channel": channel,
                    "account_id": who.id,
                    "contact_id": who.contact_id,
                    "product_id": product_ids(tx.connection).get(product),
                }
                unit = archive.unit_of_product(tx.connection, who.id, values["product_id"] or 0)
                if unit is not None:
                    values["archive_id"] = unit.id
                desk.take_in(tx, self._company.processes, self._company.person(SERVICE), values)

        return take

    def _write(self, article: tuple[str, str, str, str, str, str]) -> None:
        title, question, answer, category, product, keywords = article
        person = self._company.person(SERVICE)
        with self._company.begin(SERVICE, "knowledge") as tx:
            made = knowledge.draft(
                tx,
                title=title,
                question=question,
                answer=answer,
                category=category,
                product_id=product_ids(tx.connection).get(product),
                keywords=keywords,
                author_id=person.id,
            )
            desk.submit_knowledge(tx, self._company.processes, person, made)

    def _break(self, fault: str, number: int) -> None:
        unit, repair = tables.product_archive, tables.repair_registration
        with self._company.begin(SERVICE, "repair") as tx:
            busy = select(repair.c.archive_id).where(repair.c.archive_id == unit.c.id)
            query = (
                select(unit.c.id).where(unit.c.state == "in_use", ~busy.exists()).order_by(unit.c.serial_no)
            )
            found = list(tx.connection.scalars(query))
            if not found:
                return
            chosen = self._company.dice("unit", number).choice(found)
            person = self._company.person(SERVICE)
            repairs.begin_case(tx, self._company.processes, person, chosen, f"{fault}，请检修", urgency=2)
