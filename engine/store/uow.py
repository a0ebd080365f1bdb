"""The unit of work: one command, one transaction, one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from engine.clock import Clock, SystemClock
from engine.facts import Facts
from engine.store.database import open_engine


class Transaction:
    """What a command may use: the connection, the moment, the actor, and the ways to tell what happened."""

    __slots__ = ("_after_commit", "_facts", "action", "by", "connection", "now")

    def __init__(
        self, *, connection: Connection, now: datetime, by: int | None, action: str, facts: Facts
    ) -> None:
        self.connection = connection
        self.now = now
        self.by = by
        self.action = action
        self._facts = facts
        self._after_commit: list[Callable[[], None]] = []

    def publish(self, fact: object) -> None:
        """Tell a fact to its listeners, inside this transaction."""
        self._facts.publish(fact, self)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run once the transaction is durable (waking a worker, never business effects)."""
        self._after_commit.append(callback)

    def committed(self) -> None:
        """Run what waited for the commit."""
        for callback in self._after_commit:
            callback()


class Store:
    """A database with its clock and its listeners."""

    def __init__(self, database: str, *, clock: Clock | None = None, facts: Facts | None = None) -> None:
        self.engine: Engine = open_engine(database)
        self.clock: Clock = clock or SystemClock()
        self.facts = facts or Facts()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for queries; it never takes the write lock and never commits."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def begin(self, *, by: int | None, action: str) -> Iterator[Transaction]:
        """The transaction of one command: commits on leaving, rolls everything back on any error.

        `by` is the person's id (None for the system), `action` the command's name for log and audit.
        """
        with self.engine.connect().execution_options(begin="IMMEDIATE") as connection:
            transaction = Transaction(
                connection=connection, now=self.clock.now(), by=by, action=action, facts=self.facts
            )
            with connection.begin():
                yield transaction
        transaction.committed()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
