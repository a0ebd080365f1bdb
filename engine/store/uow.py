"""The unit of work: one command, one transaction, one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine

from engine.clock import Clock, SystemClock
from engine.facts import Facts
from engine.store.database import foreign_keys_off, is_in_memory, open_engine
from engine.store.failpoints import failpoint, off
from engine.store.faults import is_away, translate
from engine.store.idle import IdleConnections
from engine.store.memory import OneConnection
from engine.store.metadata import metadata
from engine.store.transaction import Transaction

__all__ = ["Store", "Transaction"]


class Store:
    """A database with its clock and its listeners.

    Without a clock of its own it takes the time from the database: on SQLite that is this machine's.
    """

    def __init__(self, database: str, *, clock: Clock | None = None, facts: Facts | None = None) -> None:
        self.database = database
        self.engine: Engine = open_engine(database)
        self.clock: Clock = clock or SystemClock()
        self.facts = facts or Facts()
        self._database_clock = clock is None and self.dialect == "postgresql"
        self._memory = OneConnection(self.engine) if is_in_memory(self.engine) else None
        self._idle = IdleConnections(self.engine)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    def create(self) -> None:
        """Make the tables that are missing, of all modules imported so far."""
        with self._faults_translated():
            metadata.create_all(self.engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for queries: one snapshot on SQLite, read-only on both stores. Raises Unavailable."""
        with self._faults_translated(), self._reading() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Like `read`, but all queries see the same moment on PostgreSQL too: for checks and exports."""
        options = {"isolation_level": "REPEATABLE READ"} if self.dialect == "postgresql" else {}
        with self.read() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def begin(self, *, by: int | None, action: str) -> Iterator[Transaction]:
        """The transaction of one command: commits on leaving, rolls everything back on any error.

        `by` is the person's id (None for the system), `action` the command's name for log and audit.
        Raises Busy (somebody holds the lock), StorageFull, Unavailable.
        """
        with self._faults_translated(), self._writing() as connection:
            with connection.begin():
                transaction = Transaction(
                    connection=connection,
                    now=None if self._database_clock else self.clock.now(),
                    by=by,
                    action=action,
                    facts=self.facts,
                )
                yield transaction
                transaction.trail.flush()
                if failpoint is not off:
                    _ = transaction.driver  # the place stands for "everything is written"
                failpoint("before_commit")
                transaction.line.commit()
            failpoint("after_commit")
        transaction.committed()

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """A transaction that changes tables: commits on leaving. Raises Busy, StorageFull, Unavailable."""
        with (
            self._faults_translated(),
            self._alone() as connection,
            foreign_keys_off(connection),
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._idle.close()
        self.engine.dispose()

    def _reading(self) -> AbstractContextManager[Connection]:
        if self._memory is not None:
            return self._memory.read()
        return self.engine.connect().execution_options(begin="READ", postgresql_readonly=True)

    def _alone(self) -> AbstractContextManager[Connection]:
        if self._memory is not None:
            return self._memory.write()
        return self.engine.connect().execution_options(begin="IMMEDIATE")

    def _writing(self) -> AbstractContextManager[Connection]:
        if self._memory is not None:
            return self._memory.write()
        return self._idle.take()

    @contextmanager
    def _faults_translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            known = translate(error)
            if known is None:
                raise
            if is_away(error):
                self.close()  # every pooled connection is suspect: the next command opens a new one
            raise known from error
