"""Where records come from, chosen in one place (S9: data access behind an interface and an abstract factory)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from adapters.crm.records.entity import Entity
from adapters.crm.records.repository import MemoryRecords, Records, SqlRecords
from engine.store.uow import Transaction


class RecordsFactory(Protocol):
    """Gives the records of every entity, all from the same kind of store."""

    def of(self, entity: Entity) -> Records:
        """The records of one entity; the same rows each time."""


class SqlFactory:
    """Records of the store, in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def of(self, entity: Entity) -> Records:
        return SqlRecords(self._tx, entity)


class MemoryFactory:
    """Records that live as long as the factory: for trials, without store and history."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._made: dict[str, MemoryRecords] = {}

    def of(self, entity: Entity) -> Records:
        if entity.key not in self._made:
            self._made[entity.key] = MemoryRecords(entity, self._now)
        return self._made[entity.key]
