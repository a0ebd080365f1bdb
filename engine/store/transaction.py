"""What a command may use inside its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.audit.trail import NEW_STREAM, Trail
from engine.facts import Facts
from engine.store.line import Line, line_to
from engine.store.types import from_micros, to_micros

_DATABASE_MICROS = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class Transaction:
    """What a command may use: the connection, the moment, the actor, and the ways to tell what happened."""

    __slots__ = (
        "_after_commit", "_connection", "_facts", "_line", "_micros", "_now", "_unmarked", "action", "by", "dialect",
        "trail",
    )  # fmt: skip

    def __init__(
        self, *, connection: Connection, now: datetime | None, by: int | None, action: str, facts: Facts
    ) -> None:
        self._connection = connection
        self.dialect = connection.dialect.name
        """`sqlite` or `postgresql`."""
        self._line = line_to(connection.connection.driver_connection, self.dialect)
        self.by = by
        self.action = action
        self.trail = Trail(line=self._line, dialect=self.dialect)
        self._now = now
        self._micros: int | None = None
        self._facts = facts
        self._after_commit: list[Callable[[], None]] = []
        self._unmarked = False

    @property
    def connection(self) -> Connection:
        """SQLAlchemy's connection."""
        _ = self.driver  # what was said before is done before
        return self._connection

    @property
    def driver(self) -> Any:
        """The driver's own connection (`sqlite3`, `psycopg`) of the same transaction."""
        return self.line.driver

    @property
    def line(self) -> Line:
        """The same connection for the hot path: statements that nobody waits for travel together."""
        if self._unmarked:
            self._mark()
        return self._line

    @property
    def now(self) -> datetime:
        """The moment of this command: one for all it does, from the clock of the store."""
        if self._now is None:
            self._now = from_micros(self._line.ask(_DATABASE_MICROS).fetchone()[0])
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        """The hot path reads the database's clock along with its first statement."""
        self._now = moment
        self._micros = None

    @property
    def micros(self) -> int:
        """`now` as the store keeps moments."""
        if self._micros is None:
            self._micros = to_micros(self.now)
        return self._micros

    @property
    def knows_now(self) -> bool:
        """Whether the moment is settled; if not, reading `now` costs a statement."""
        return self._now is not None

    def heard(self, kind: type) -> bool:
        """Whether anybody wants to hear facts of this kind."""
        return self._facts.heard(kind)

    def new_stream(self, root: int) -> None:
        """Say that `root` is new: its audit stream need not be looked up."""
        self.trail.know_head(root, NEW_STREAM)

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
            at=self.micros,
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
        """What an error undoes alone: rows, audit events and callbacks of this block; the error goes on.

        The store's savepoint is made when the block first reaches for the connection: many never do.
        """
        events, callbacks = self.trail.mark(), len(self._after_commit)
        if self._unmarked:
            self._mark()
        self._unmarked = True
        try:
            yield
        except BaseException:
            if not self._unmarked:
                self._line.say("ROLLBACK TO SAVEPOINT guanxi")
                self._line.say("RELEASE SAVEPOINT guanxi")
            self._unmarked = False
            self.trail.rewind(events)
            del self._after_commit[callbacks:]
            raise
        if not self._unmarked:
            self._line.say("RELEASE SAVEPOINT guanxi")
        self._unmarked = False

    def _mark(self) -> None:
        # driver-level: SQLAlchemy compiles every savepoint anew, which costs more than the call inside it
        self._unmarked = False
        self._line.say("SAVEPOINT guanxi")

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run once the transaction is durable (waking a worker, never business effects)."""
        self._after_commit.append(callback)

    def committed(self) -> None:
        """Run what waited for the commit."""
        for callback in self._after_commit:
            callback()
