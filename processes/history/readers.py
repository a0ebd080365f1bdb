"""People read the messages on their desktops, most mornings. What came in the last days is still to be read."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select

from adapters.crm import inbox, tables
from processes.history.agenda import Agenda
from processes.history.company import Company

#: How many of the mornings somebody looks.
LOOKS = 0.8


class Readers:
    """Reads what has come in since the last look."""

    def __init__(self, *, company: Company, until: datetime) -> None:
        self._company = company
        self._until = until

    def look(self, agenda: Agenda) -> None:
        """Plan who reads his messages this morning."""
        company, message = self._company, tables.message
        if company.now >= self._until:
            return
        query = select(message.c.to_id).where(message.c.read_at.is_(None), message.c.deleted_at.is_(None))
        with company.store.read() as connection:
            waiting = sorted(set(connection.scalars(query)))
        for login in map(company.login_of, waiting):
            dice = company.dice("reads", login, company.today)
            if dice.random() < LOOKS:
                at = company.working(company.now, dice.uniform(0.1, 1.5))
                agenda.plan(at, f"messages of {login}", partial(self._read, login))

    def _read(self, login: str) -> None:
        with self._company.begin(login, "messages") as tx:
            inbox.read_all(tx, self._company.person(login))
