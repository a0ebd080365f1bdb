"""Everyday work beside the processes: calls and visits, tasks, news, what is known of people and companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from adapters.crm import changes, tables, tasks
from adapters.demo.texts import work
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda, Deed
from processes.history.company import Company
from processes.history.plans.days import spread
from processes.history.profiles import Customer, pick

WEEK_AHEAD = 9  # days with meetings


class Everyday:
    """Puts the everyday work of a year on the agenda."""

    def __init__(self, *, company: Company, customers: Sequence[Customer]) -> None:
        self._company = company
        self._customers = customers

    def plan(self, agenda: Agenda, *, talks: int, chores: int, news: int, since: date, until: date) -> None:
        """So many calls and visits, tasks and announcements."""
        dice = self._company.dice("talks")
        for number, at in enumerate(spread(self._company, dice, talks, since, until)):
            who = pick(self._customers, dice, at.date())
            agenda.begin(at, "talk", self._talk(who, self._company.dice("talk", number)))
        dice = self._company.dice("tasks")
        for number, at in enumerate(spread(self._company, dice, chores, since, until)):
            who = pick(self._customers, dice, at.date())
            agenda.begin(at, "task", self._begin(who, self._company.dice("task", number)))
        dice = self._company.dice("news")
        chosen = work.NEWS[:news]
        for (title, title_en, body), at in zip(
            chosen, spread(self._company, dice, len(chosen), since, until), strict=True
        ):
            agenda.begin(at, title, partial(self._announce, title, title_en, body))
        evening = datetime.combine(until, time(9), COMPANY_ZONE)
        for number, who in enumerate(self._customers):  # nobody is forgotten for long
            at = self._company.working(evening - timedelta(days=3 + number % 30), 1)
            agenda.begin(at, "talk", self._talk(who, self._company.dice("last talk", number)))

    def _talk(self, who: Customer, dice: Random) -> Deed:
        kind, direction, subject, content = dice.choice(work.TALKS)

        def talk() -> None:
            seller = self._company.person(who.seller)
            with self._company.begin(who.seller, "communication") as tx:
                changes.add(
                    tx,
                    tables.communication,
                    account_id=who.id,
                    contact_id=who.contact_id,
                    type=kind,
                    direction=direction,
                    subject=subject,
                    content=content,
                    at=tx.now,
                    by_id=seller.id,
                )
                changes.edit(tx, tables.account, who.id, last_contact_at=tx.now)

        return talk

    def _begin(self, who: Customer, dice: Random) -> Deed:
        kind, subject, content, _result = dice.choice(work.TASKS)
        login = {"service": "service", "market": "marketing"}.get(kind, who.seller)
        assigned = login == who.seller

        def begin() -> None:
            company = self._company
            with company.begin("manager" if assigned else login, "task.add") as tx:
                tasks.add(
                    tx,
                    kind=kind,
                    subject=f"{subject} · {who.name}",
                    content=content,
                    account_id=who.id,
                    contact_id=who.contact_id,
                    owner_id=company.person(login).id,
                    assigner_id=company.person("manager").id if assigned else None,
                    priority=dice.choice((0, 0, 1, 2)),
                    start_at=tx.now,
                    due_at=company.working(tx.now, dice.randint(12, 60)),
                )

        return begin

    def _announce(self, title: str, title_en: str, body: str) -> None:
        column = tables.info_column
        with self._company.begin("general", "announcement") as tx:
            column_id = tx.connection.scalar(select(column.c.id).order_by(column.c.sort).limit(1))
            changes.add(
                tx,
                tables.announcement,
                column_id=column_id,
                title=title,
                title_en=title_en,
                body=body,
                by_id=tx.by,
                state="published",
                published_at=tx.now,
            )

    def meetings(self, day: date) -> None:
        """What stands in the diaries of the sellers from a day on."""
        company = self._company
        with company.begin("manager", "schedule") as tx:
            for login in ("salesperson", "salesperson2", "salesperson3", "manager", "service"):
                dice = company.dice("diary", login)
                mine = [one for one in self._customers if one.seller == login] or list(self._customers)
                for title, hour, minutes in dice.sample(work.MEETINGS, 4):
                    who = dice.choice(mine)
                    on = day + timedelta(days=dice.randint(0, WEEK_AHEAD))
                    if not company.works_on(on):
                        continue
                    start = datetime.combine(on, time(hour), COMPANY_ZONE)
                    inside = title in ("部门周会", "方案评审")
                    changes.add(
                        tx,
                        tables.schedule_event,
                        person_id=company.person(login).id,
                        title=title if inside else f"{title} · {who.name}",
                        start_at=start,
                        end_at=start + timedelta(minutes=minutes),
                        account_id=None if inside else who.id,
                        visibility="team",
                    )
