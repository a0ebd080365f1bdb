"""Data access behind one interface (S9): list all, get by key, find by field or time, insert, update, delete.

Two implementations, `SqlRecords` on the store and `MemoryRecords` for tests and trials; both are run through
the same tests. They know no rights: commands and pages ask `access` first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import JSON, select

from adapters.crm import changes
from adapters.crm.records.entity import Entity
from engine.errors import Conflict, NotFound
from engine.ids import new_id
from engine.store.uow import Transaction

Record = Mapping[str, Any]
MOST = 1000


class Records(Protocol):
    """The rows of one entity. Deleted rows (recycle bin) are not found."""

    def all(self, *, limit: int = MOST, after: int = 0) -> Sequence[Record]:
        """By id, `limit` rows after an id."""

    def get(self, row_id: int) -> Record:
        """One row. Raises NotFound."""

    def by(self, field: str, value: Any) -> Sequence[Record]:
        """Rows with this value, by id (S9: by code, by name, by type)."""

    def between(self, field: str, since: date | datetime, until: date | datetime) -> Sequence[Record]:
        """Rows with `since` <= field <= `until`, by that field (S9: by join time, by time)."""

    def insert(self, values: Record) -> int:
        """A new row; its id (S9: greater than 0)."""

    def update(self, row_id: int, values: Record, *, revision: int | None = None) -> bool:
        """Whether anything differed. Raises NotFound, or Conflict for a stale `revision`."""

    def delete(self, row_id: int) -> None:
        """Into the recycle bin. Raises NotFound."""


class SqlRecords:
    """The rows in the store, read and written in one transaction, with history."""

    def __init__(self, tx: Transaction, entity: Entity) -> None:
        self._tx = tx
        self._entity = entity
        self._table = entity.table

    def all(self, *, limit: int = MOST, after: int = 0) -> Sequence[Record]:
        query = self._alive().where(self._table.c.id > after).order_by(self._table.c.id).limit(limit)
        return [row._asdict() for row in self._tx.connection.execute(query)]

    def get(self, row_id: int) -> Record:
        row = self._tx.connection.execute(self._alive().where(self._table.c.id == row_id)).first()
        if row is None:
            raise NotFound(what=self._entity.en.lower(), what_zh=self._entity.zh, id=row_id)
        return row._asdict()

    def by(self, field: str, value: Any) -> Sequence[Record]:
        query = self._alive().where(self._table.c[field] == value).order_by(self._table.c.id)
        return [row._asdict() for row in self._tx.connection.execute(query)]

    def between(self, field: str, since: date | datetime, until: date | datetime) -> Sequence[Record]:
        column = self._table.c[field]
        query = self._alive().where(column.between(since, until)).order_by(column, self._table.c.id)
        return [row._asdict() for row in self._tx.connection.execute(query)]

    def insert(self, values: Record) -> int:
        return changes.add(self._tx, self._table, **values)

    def update(self, row_id: int, values: Record, *, revision: int | None = None) -> bool:
        self.get(row_id)
        return changes.edit(self._tx, self._table, row_id, revision=revision, **values)

    def delete(self, row_id: int) -> None:
        self.get(row_id)
        changes.edit(self._tx, self._table, row_id, deleted_at=self._tx.now)

    def _alive(self) -> Any:
        return select(self._table).where(self._table.c.deleted_at.is_(None))


class MemoryRecords:
    """The rows in a dictionary: no store, no history."""

    def __init__(self, entity: Entity, now: datetime) -> None:
        self._entity = entity
        self._now = now
        self._rows: dict[int, dict[str, Any]] = {}

    def all(self, *, limit: int = MOST, after: int = 0) -> Sequence[Record]:
        return [row for row in self._alive() if row["id"] > after][:limit]

    def get(self, row_id: int) -> Record:
        row = self._rows.get(row_id)
        if row is None or row["deleted_at"] is not None:
            raise NotFound(what=self._entity.en.lower(), what_zh=self._entity.zh, id=row_id)
        return dict(row)

    def by(self, field: str, value: Any) -> Sequence[Record]:
        return [row for row in self._alive() if row[field] == value]

    def between(self, field: str, since: date | datetime, until: date | datetime) -> Sequence[Record]:
        found = [row for row in self._alive() if row[field] is not None and since <= row[field] <= until]
        return sorted(found, key=lambda row: (row[field], row["id"]))

    def insert(self, values: Record) -> int:
        row_id: int = values.get("id") or new_id()
        born = {"created_at": self._now, "updated_at": self._now, "revision": 1, "deleted_at": None}
        empty = {column.name: self._unset(column) for column in self._entity.table.c}
        self._rows[row_id] = {**empty, **born, "id": row_id, **values}
        return row_id

    def update(self, row_id: int, values: Record, *, revision: int | None = None) -> bool:
        known = self.get(row_id)
        if revision is not None and known["revision"] != revision:
            raise Conflict(what="the record was saved meanwhile", what_zh="该记录已被他人保存")
        changed = {name: value for name, value in values.items() if known[name] != value}
        if changed:
            self._rows[row_id] |= {**changed, "revision": known["revision"] + 1}
        return bool(changed)

    def delete(self, row_id: int) -> None:
        self.get(row_id)
        self._rows[row_id]["deleted_at"] = self._now

    def _alive(self) -> list[dict[str, Any]]:
        rows = (dict(row) for row in self._rows.values() if row["deleted_at"] is None)
        return sorted(rows, key=lambda row: int(row["id"]))

    @staticmethod
    def _unset(column: Any) -> Any:
        """What the store would put into a column that is not given."""
        if column.default is not None:
            return column.default.arg(None) if column.default.is_callable else column.default.arg
        if column.server_default is None:
            return None
        text = str(column.server_default.arg).strip("'")
        if isinstance(column.type, JSON):
            return json.loads(text)
        python_type = column.type.python_type
        if python_type is object:  # money, shares and quantities: types of our own over exact numbers
            return Decimal(text)
        if python_type is bool:
            return text == "true"
        return python_type(text) if text or python_type is str else None
