"""The hot path: prepared driver statements on the transaction's own connection, alike on both stores.

The ORM costs 67 times, Core 11 times the bare statement on the completion path (ADR 0003). Statements are
written with `?`; psycopg's `%s` is put in once per text.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any, cast

from engine.store.multirow import batches
from engine.store.uow import Transaction

Row = Sequence[Any]


@lru_cache(maxsize=1024)
def _psycopg(sql: str) -> str:
    return sql.replace("?", "%s")


class Hot:
    """Statements of one transaction. Rows come back as tuples."""

    __slots__ = ("_driver", "postgresql", "statements")

    def __init__(self, tx: Transaction) -> None:
        self._driver = tx.driver
        self.postgresql = tx.connection.dialect.name == "postgresql"
        self.statements = 0

    def together(self) -> AbstractContextManager[object]:
        """Statements whose results nobody asks for before the end go to PostgreSQL in one trip."""
        return (
            cast(AbstractContextManager[object], self._driver.pipeline())
            if self.postgresql
            else nullcontext()
        )

    def after(self, first: str, first_parameters: Row, sql: str, parameters: Row) -> Row | None:
        """The first row of `sql`, sent together with a statement that comes before it."""
        with self.together():
            self._driver.execute(_psycopg(first) if self.postgresql else first, first_parameters)
            self.statements += 1
            return self.one(sql, parameters)

    def run(self, sql: str, parameters: Row = ()) -> int:
        """Execute; the number of rows changed, which is not known (-1) among statements that go together."""
        self.statements += 1
        cursor = self._driver.execute(_psycopg(sql) if self.postgresql else sql, parameters)
        count: int = cursor.rowcount
        return count

    def insert(self, sql: str, rows: Sequence[Row]) -> None:
        """Execute an `INSERT … VALUES (…)` for all rows, many rows to a statement."""
        if len(rows) == 1:
            self.run(sql, rows[0])
        elif rows:
            for text, parameters in batches(sql, rows):
                self.run(text, parameters)

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Execute once per row."""
        if not rows:
            return
        if len(rows) == 1:
            self.run(sql, rows[0])
            return
        self.statements += 1
        if self.postgresql:
            with self._driver.cursor() as cursor:
                cursor.executemany(_psycopg(sql), rows)
        else:
            self._driver.executemany(sql, rows)

    def one(self, sql: str, parameters: Row = ()) -> Row | None:
        """The first row, if there is one."""
        self.statements += 1
        row: Row | None = self._driver.execute(
            _psycopg(sql) if self.postgresql else sql, parameters
        ).fetchone()
        return row

    def all(self, sql: str, parameters: Row = ()) -> list[Row]:
        """All rows."""
        self.statements += 1
        rows: list[Row] = self._driver.execute(
            _psycopg(sql) if self.postgresql else sql, parameters
        ).fetchall()
        return rows


def marks(count: int) -> str:
    """`?,?,?` for an IN list."""
    return ",".join("?" * count)
