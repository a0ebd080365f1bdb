"""Connections for commands, kept ready: taking one from SQLAlchemy's pool costs more than a short command."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

KEPT = 4
"""At most so many stay out of the pool while nobody uses them."""


class IdleConnections:
    """A short stack of open connections, all between two transactions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[Connection] = deque()

    @contextmanager
    def take(self) -> Iterator[Connection]:
        """A connection for one command. After an error it goes back to the pool, which cleans or drops it."""
        try:
            connection = self._idle.pop()  # atomic: two threads never get the same
        except IndexError:
            connection = self._open()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            connection.close()

    def _open(self) -> Connection:
        connection = self._engine.connect().execution_options(begin="IMMEDIATE")
        if connection.dialect.name == "postgresql":
            # the driver would send its BEGIN alone; a command's line sends it with the first question
            connection.execution_options(isolation_level="AUTOCOMMIT")
        return connection

    def close(self) -> None:
        """Give all of them up: the store is closed, or the database went away."""
        while self._idle:
            connection = self._idle.pop()
            connection.invalidate()
            connection.close()
