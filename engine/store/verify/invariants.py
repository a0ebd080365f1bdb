"""Rules that a query can check: it finds the rows that break them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.store.breach import Breach

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Invariant:
    """A query for the rows that break a rule: their ids come back in the first column."""

    code: str
    en: str
    zh: str
    table: str
    sql: str


def broken(connection: Connection, invariants: Iterable[Invariant]) -> list[Breach]:
    """Every rule that some row breaks, with the first of these rows."""
    breaches = []
    for invariant in invariants:
        rows = connection.exec_driver_sql(f"{invariant.sql} ORDER BY 1 LIMIT {SHOWN}").fetchall()
        if rows:
            breaches.append(
                Breach(
                    code=invariant.code,
                    en=invariant.en,
                    zh=invariant.zh,
                    rows=tuple(f"{invariant.table} {row[0]}" for row in rows),
                )
            )
    return breaches
