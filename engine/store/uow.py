"""The unit of work: one command, one transaction, one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from engine.audit.trail import Trail
from engine.clock import Clock, SystemClock
from engine.facts import Facts
from engine.store.database import is_in_memory, open_engine
from engine.store.failpoints import failpoint
from engine.store.faults import is_away, translate
from engine.store.memory import OneConnection
from engine.store.metadata import metadata
from engine.store.types import from_micros, to_micros

_DATABASE_MICROS = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class Transaction:
    """What a command may use: the connection, the moment, the actor, and the ways to tell what happened."""

    __slots__ = ("_after_commit", "_facts", "_now", "action", "by", "connection", "driver", "trail")

    def __init__(
        self, *, connection: Connection, now: datetime | None, by: int | None, action: str, facts: Facts
    ) -> None:
        self.connection = connection
        #: the driver's own connection (`sqlite3`, `psycopg`) of the same transaction, for the hot path
        self.driver: Any = connection.connection.driver_connection
        self.by = by
        self.action = action
        self.trail = Trail(driver=self.driver, dialect=connection.dialect.name)
        self._now = now
        self._facts = facts
        self._after_commit: list[Callable[[], None]] = []

    @property
    def now(self) -> datetime:
        """The moment of this command: one for all it does, from the clock of the store."""
        if self._now is None:
            micros = self.driver.execute(_DATABASE_MICROS).fetchone()[0]
            self._now = from_micros(micros)
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        """The hot path reads the database's clock along with its first statement."""
        self._now = moment

    @property
    def knows_now(self) -> bool:
        """Whether the moment is settled; if not, reading `now` costs a statement."""
        return self._now is not None

    def heard(self, kind: type) -> bool:
        """Whether anybody wants to hear facts of this kind."""
        return self._facts.heard(kind)

    def publish(self, fact: object) -> None:
        """Tell a fact to its listeners, inside this transaction."""
        self._facts.publish(fact, self)

    def audit(
        self,
        code: int | str,
        *,
        root: int | None = None,
        role: str | None = None,
        instance: int | None = None,
        definition: int | None = None,
        activity: int | None = None,
        element: str | None = None,
        work_item: int | None = None,
        payload: Mapping[str, object] | None = None,
    ) -> int:
        """Append an audit event and return its id; its row is written just before the commit.

        `code` is a CWAD number, or a word `topic.what_happened` of one of `engine.audit.TOPICS`. Without
        `root` the event goes to the stream of its topic; with it the caller must hold the root's lock.
        """
        return self.trail.append(
            code,
            at=to_micros(self.now),
            by=self.by,
            root=root,
            role=role,
            instance=instance,
            definition=definition,
            activity=activity,
            element=element,
            work_item=work_item,
            payload=payload,
        )

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What an error undoes alone: rows, audit events and callbacks of this block; the error goes on."""
        events, callbacks = self.trail.mark(), len(self._after_commit)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.trail.rewind(events)
            del self._after_commit[callbacks:]
            raise

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run once the transaction is durable (waking a worker, never business effects)."""
        self._after_commit.append(callback)

    def committed(self) -> None:
        """Run what waited for the commit."""
        for callback in self._after_commit:
            callback()


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
                failpoint("before_commit")
            failpoint("after_commit")
        transaction.committed()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def _reading(self) -> AbstractContextManager[Connection]:
        if self._memory is not None:
            return self._memory.read()
        return self.engine.connect().execution_options(begin="READ", postgresql_readonly=True)

    def _writing(self) -> AbstractContextManager[Connection]:
        if self._memory is not None:
            return self._memory.write()
        return self.engine.connect().execution_options(begin="IMMEDIATE")

    @contextmanager
    def _faults_translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            known = translate(error)
            if known is None:
                raise
            if is_away(error):
                self.engine.dispose()  # every pooled connection is suspect: the next command opens a new one
            raise known from error
