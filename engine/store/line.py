"""The line to the database within one transaction: what nobody waits for travels with what somebody does.

A round trip to PostgreSQL costs more than most statements. So statements whose outcome nobody asks for wait here,
in their order, until a question is asked or the transaction ends, and all go in one trip; the first of them is
BEGIN. On SQLite there are no trips to save: everything is executed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from engine.errors import Unavailable

Parameters = Sequence[Any]
Question = tuple[str, Parameters]


class Line(Protocol):
    """Statements in the driver's own parameter style, executed in the order in which they were said."""

    @property
    def driver(self) -> Any:
        """The driver's connection, with everything said so far done."""

    def say(self, sql: str, parameters: Parameters = ()) -> None:
        """Execute it some time before the next question or the end. Its errors appear then."""

    def say_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        """The same statement once per row."""

    def ask(self, sql: str, parameters: Parameters = ()) -> Any:
        """Execute it now, after everything said before; the driver's cursor."""

    def ask_both(self, first: Question, second: Question) -> tuple[Any, Any]:
        """Two questions in one trip, in their order."""

    def commit(self) -> None:
        """Make it all durable, together with what has not been sent yet."""


class DirectLine:
    """SQLite: the database lies in this process. SQLAlchemy, which began the transaction, commits it."""

    __slots__ = ("driver",)

    def __init__(self, driver: Any) -> None:
        self.driver: Any = driver

    def say(self, sql: str, parameters: Parameters = ()) -> None:
        self.driver.execute(sql, parameters)

    def say_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        self.driver.executemany(sql, rows)

    def ask(self, sql: str, parameters: Parameters = ()) -> Any:
        return self.driver.execute(sql, parameters)

    def ask_both(self, first: Question, second: Question) -> tuple[Any, Any]:
        return self.driver.execute(*first), self.driver.execute(*second)

    def commit(self) -> None:
        """Nothing waits."""


class PipelinedLine:
    """PostgreSQL: one trip per question. The connection is in autocommit mode: BEGIN and COMMIT are said here."""

    __slots__ = ("_driver", "_waiting")

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._waiting: list[tuple[str, Sequence[Any], bool]] = [("BEGIN", (), False)]

    @property
    def driver(self) -> Any:
        if self._waiting:
            with self._driver.pipeline():
                self._send()
        return self._driver

    def say(self, sql: str, parameters: Parameters = ()) -> None:
        self._waiting.append((sql, parameters, False))

    def say_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        self._waiting.append((sql, rows, True))

    def ask(self, sql: str, parameters: Parameters = ()) -> Any:
        if not self._waiting:
            return self._driver.execute(sql, parameters)
        with self._driver.pipeline():
            self._send()
            return self._driver.execute(sql, parameters)

    def ask_both(self, first: Question, second: Question) -> tuple[Any, Any]:
        with self._driver.pipeline():
            self._send()
            return self._driver.execute(*first), self._driver.execute(*second)

    def commit(self) -> None:
        """Raises Unavailable if the server undid the transaction instead: it never says so by an error."""
        done = self.ask("COMMIT")
        if done.statusmessage != "COMMIT":
            raise Unavailable(reason="rolled back")

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for sql, parameters, is_many in waiting:
            if is_many:
                with self._driver.cursor() as cursor:
                    cursor.executemany(sql, parameters)
            else:
                self._driver.execute(sql, parameters)


def line_to(driver: Any, dialect: str) -> Line:
    """The line for a driver's connection."""
    return PipelinedLine(driver) if dialect == "postgresql" else DirectLine(driver)
