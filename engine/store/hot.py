"""The hot path: prepared driver statements on the transaction's own connection, alike on both stores.

The ORM costs 67 times, Core 11 times the bare statement on the completion path (ADR 0003). Statements are
written with `?`; psycopg's `%s` is put in once per text. Statements that answer nothing travel together with the
next one that does (`engine.store.line`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from engine.store.multirow import batches
from engine.store.uow import Transaction

Row = Sequence[Any]


@lru_cache(maxsize=1024)
def _psycopg(sql: str) -> str:
    return sql.replace("?", "%s")


class Hot:
    """Statements of one transaction. Rows come back as tuples."""

    __slots__ = ("_tx", "postgresql")

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.postgresql = tx.dialect == "postgresql"

    def run(self, sql: str, parameters: Row = ()) -> None:
        """Execute what nobody waits for."""
        self._tx.line.say(_psycopg(sql) if self.postgresql else sql, parameters)

    def count(self, sql: str, parameters: Row = ()) -> int:
        """Execute; the number of rows changed."""
        changed: int = self._tx.line.ask(_psycopg(sql) if self.postgresql else sql, parameters).rowcount
        return changed

    def insert(self, sql: str, rows: Sequence[Row]) -> None:
        """Execute an `INSERT … VALUES (…)` for all rows, many rows to a statement."""
        for text, parameters in batches(sql, rows):
            self.run(text, parameters)

    def many(self, sql: str, rows: Sequence[Row]) -> None:
        """Execute once per row."""
        if len(rows) == 1:
            self.run(sql, rows[0])
        elif rows:
            self._tx.line.say_each(_psycopg(sql) if self.postgresql else sql, rows)

    def one(self, sql: str, parameters: Row = ()) -> Row | None:
        """The first row, if there is one."""
        row: Row | None = self._tx.line.ask(_psycopg(sql) if self.postgresql else sql, parameters).fetchone()
        return row

    def all(self, sql: str, parameters: Row = ()) -> list[Row]:
        """All rows."""
        rows: list[Row] = self._tx.line.ask(_psycopg(sql) if self.postgresql else sql, parameters).fetchall()
        return rows

    def one_and_all(
        self, first: str, parameters: Row, second: str, others: Row
    ) -> tuple[Row | None, list[Row]]:
        """The first row of one query and all rows of another, in one trip."""
        if self.postgresql:
            first, second = _psycopg(first), _psycopg(second)
        one, rest = self._tx.line.ask_both((first, parameters), (second, others))
        return one.fetchone(), rest.fetchall()


def marks(count: int) -> str:
    """`?,?,?` for an IN list."""
    return ",".join("?" * count)
