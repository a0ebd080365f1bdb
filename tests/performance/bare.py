"""The bare transaction: the rows that one request of the engine wrote, written again with the driver alone.

What the request changed is found by comparing the tables before and after it, so that the baseline knows
nothing of the engine's statements: an insert, update or delete per changed row, one `executemany` per table and
kind, no reads, no listeners. Each repetition shifts all ids, so that it writes new rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from engine.store.metadata import metadata
from engine.store.uow import Store

IDS_FROM = 10**17
"""Ids of `engine.ids` are greater than this; no count or moment in microseconds is."""
SHIFT = 1 << 36

Row = tuple[Any, ...]
Image = dict[str, dict[Row, Row]]


@dataclass(frozen=True)
class Change:
    """One statement with the rows it is executed for."""

    sql: str
    rows: list[Row]


def image(store: Store) -> Image:
    """All rows of the engine's tables by primary key, as the driver gives them."""
    with store.read() as connection:
        return {table.name: _rows(connection, table) for table in _tables()}


def changes(before: Image, after: Image, *, mark: str = "?") -> list[Change]:
    """Deletes, then inserts, then updates of changed columns."""
    found = [change for table in _tables() for change in _changes(table, before, after, mark)]
    return sorted(found, key=lambda change: ("DELETE", "INSERT", "UPDATE").index(change.sql[:6]))


def size(found: list[Change]) -> tuple[int, int]:
    """Rows written, and the bytes of their values."""
    rows = [row for change in found for row in change.rows]
    return len(rows), sum(_bytes(value) for row in rows for value in row)


class Replay:
    """Writes recorded rows again and again, each time with other ids."""

    def __init__(
        self, driver: Any, *, setup: list[Change], request: list[Change], before: Image, begin: str
    ) -> None:
        self._driver = driver
        self._begin = begin
        self._kept = {value for rows in before.values() for key in rows for value in key}
        self._setup = setup
        self._request = request
        self._number = 0

    def prepare(self) -> Callable[[], None]:
        """Bring the rows about that the request finds; what comes back is the request, one transaction."""
        self._number += 1
        by = self._number * SHIFT
        self._write(self._shifted(self._setup, by))
        request = self._shifted(self._request, by)
        return lambda: self._write(request)

    def _write(self, found: list[Change]) -> None:
        cursor = self._driver.cursor()
        cursor.execute(self._begin)
        for change in found:
            cursor.executemany(change.sql, change.rows)
        cursor.execute("COMMIT")

    def _shifted(self, found: list[Change], by: int) -> list[Change]:
        def moved(value: Any) -> Any:
            if isinstance(value, int) and value > IDS_FROM and value not in self._kept:
                return value + by
            if isinstance(value, str) and value.startswith("bench-"):  # a submission is unique by its text
                return f"{value}-{by}"
            return value

        return [Change(change.sql, [tuple(map(moved, row)) for row in change.rows]) for change in found]


def _tables() -> Iterator[Table]:
    return (table for table in metadata.sorted_tables if table.name.startswith("engine_"))


def _rows(connection: Connection, table: Table) -> dict[Row, Row]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    places = [i for i, column in enumerate(table.columns) if column.primary_key]
    rows = connection.exec_driver_sql(f"SELECT {names} FROM {table.name}")
    return {tuple(row[place] for place in places): tuple(row) for row in rows}


def _changes(table: Table, before: Image, after: Image, mark: str) -> Iterator[Change]:
    old, new = before[table.name], after[table.name]
    names = [f'"{column.name}"' for column in table.columns]
    where = " AND ".join(f'"{column.name}" = {mark}' for column in table.primary_key.columns)
    gone = [key for key in old if key not in new]
    if gone:
        yield Change(f"DELETE FROM {table.name} WHERE {where}", gone)
    added = [row for key, row in new.items() if key not in old]
    if added:
        marks = ", ".join([mark] * len(names))
        yield Change(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", added)
    updates: dict[str, list[Row]] = {}
    for key in (key for key in old if key in new and old[key] != new[key]):
        changed = [i for i in range(len(names)) if old[key][i] != new[key][i]]
        settings = ", ".join(f"{names[i]} = {mark}" for i in changed)
        sql = f"UPDATE {table.name} SET {settings} WHERE {where}"
        updates.setdefault(sql, []).append((*(new[key][i] for i in changed), *key))
    yield from (Change(sql, rows) for sql, rows in updates.items())


def _bytes(value: Any) -> int:
    if isinstance(value, str):
        return len(value.encode())
    return len(value) if isinstance(value, bytes | bytearray | memoryview) else 8
