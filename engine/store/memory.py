"""Taking turns on the one connection of an in-memory store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from sqlalchemy import Connection, Engine


class OneConnection:
    """An in-memory database lives in its connection: threads wait for each other, queries join a command."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = RLock()
        self._current: Connection | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The connection for queries; inside a command it shows what the command has written so far."""
        with self._turn:
            if self._current is not None:
                yield self._current
                return
            with self._use("READ") as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The connection for a command. Raises RuntimeError inside another one or inside a query."""
        with self._turn:
            if self._current is not None:
                raise RuntimeError("a command cannot begin inside another one or inside a query")
            with self._use("IMMEDIATE") as connection:
                yield connection

    @contextmanager
    def _use(self, mode: str) -> Iterator[Connection]:
        with self._engine.connect().execution_options(begin=mode) as connection:
            self._current = connection
            try:
                yield connection
            finally:
                self._current = None
