"""The demo company in its past: its store on a clock that is moved by hand, its people, and its dice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import event, func, select

from engine import organisation
from engine.calendar.counting import add_working_time, next_working_moment
from engine.calendar.lookup import calendars
from engine.clock import ManualClock
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.ports import Actor
from engine.service import Engine
from engine.store.schema import runtime
from engine.store.uow import Store, Transaction
from processes.records import RecordProcesses

#: A step that leads to more work at once leads to a bounded amount of it.
MOST_ROUNDS = 50
COMPARE = "compare"


class Company:
    """What those who play the past may use: time, people, processes."""

    def __init__(self, *, engine: Engine, clock: ManualClock, seed: int) -> None:
        self.engine = engine
        self.store: Store = engine.store
        self.processes = RecordProcesses(engine=engine)
        self.clock = clock
        self.seed = seed
        self.mark: datetime | None = None
        """Up to here everything of its own has begun in an earlier run."""
        self.begins: datetime | None = None
        """What begins now is marked in the first transaction that it opens."""
        self.write_mark: Callable[[Transaction, datetime], None] = lambda _tx, _at: None
        with self.store.read() as connection:
            self._calendar = calendars(connection).default
            self._people = {one.login: one for one in organisation.everyone(connection)}
        self.person = cache(self._person)
        self.holders = cache(self._holders)

    @property
    def now(self) -> datetime:
        """The moment at which the past stands."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """Its day."""
        return self.now.astimezone(COMPANY_ZONE).date()

    def dice(self, *about: object) -> Random:
        """The same dice for the same matter in every run with this seed."""
        return Random(f"{self.seed}:{':'.join(map(str, about))}")  # noqa: S311 - demo data, not secrets

    def actor(self, login: str) -> Actor:
        """Somebody as the engine knows him."""
        return Actor(login, self._people[login].id)

    @contextmanager
    def begin(self, login: str | None, action: str) -> Iterator[Transaction]:
        """A transaction of somebody, at the moment of the past."""
        by = None if login is None else self._people[login].id
        with self.store.begin(by=by, action=f"demo.{action}") as tx:
            if self.begins is not None:
                self.write_mark(tx, self.begins)
                self.begins = None
            yield tx

    def working(self, moment: datetime, hours: float = 0) -> datetime:
        """So many working hours after a moment (the next working moment for 0)."""
        begins = next_working_moment(self._calendar, moment)
        return add_working_time(self._calendar, begins, timedelta(hours=hours))

    def works_on(self, day: date) -> bool:
        """Whether it is a working day."""
        return self._calendar.works_on(day)

    def settle(self) -> None:
        """Do what is due now: mails, timers, messages, and what follows from them at once."""
        for _round in range(MOST_ROUNDS):
            if not self._due() or not self.engine.run_due():
                return

    def next_due(self) -> datetime | None:
        """When a timer or a job is due next."""
        with self.store.read() as connection:
            found = [connection.scalar(select(func.min(runtime.timer.c.due_at)))]
            job = runtime.job
            found.append(connection.scalar(select(func.min(job.c.due_at)).where(job.c.kind != COMPARE)))
        return min((one for one in found if one is not None), default=None)

    def _due(self) -> bool:
        job, inbox = runtime.job, runtime.inbox
        with self.store.read() as connection:
            if connection.scalar(
                select(job.c.id).where(job.c.kind != COMPARE, job.c.due_at <= self.now).limit(1)
            ):
                return True
            if connection.scalar(
                select(runtime.timer.c.id).where(runtime.timer.c.due_at <= self.now).limit(1)
            ):
                return True
            awaited = select(runtime.subscription.c.id).where(runtime.subscription.c.name == inbox.c.name)
            waiting = select(inbox.c.id).where(inbox.c.consumed_at.is_(None), awaited.exists())
            return connection.scalar(waiting.limit(1)) is not None

    def _person(self, login: str) -> Person:
        return self._people[login]

    def _holders(self, position: str) -> tuple[str, ...]:
        with self.store.read() as connection:
            return tuple(one.login for one in organisation.holders(connection, position))

    def login_of(self, person_id: int) -> str:
        """The login of a person."""
        return next(one.login for one in self._people.values() if one.id == person_id)


def without_flushing(store: Store) -> None:
    """On SQLite, let the operating system decide when commits reach the disk: a killed process loses nothing."""
    if store.dialect == "sqlite":
        event.listen(store.engine, "connect", _relax)


def _relax(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
