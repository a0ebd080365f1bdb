"""The root instance's lock: every command on an instance takes it first, by counting the root's version up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Conflict, NotFound, Suspended
from engine.kernel.state import Instance, InstanceState
from engine.service.loading import INSTANCE, to_instance
from engine.store.hot import Hot, Row
from engine.store.types import from_micros

ROOT = f"{INSTANCE}, started_by, held_by, held_reason, held_at"
_LOCK = f"UPDATE engine_instance SET version = version + 1 WHERE id = ? RETURNING {ROOT}"


@dataclass(frozen=True, slots=True)
class Root:
    """A locked root instance."""

    instance: Instance
    started_by: str | None
    held_by: str | None
    held_reason: str | None
    held_at: datetime | None

    def demand_running(self) -> None:
        """Raises Suspended, or Conflict where the instance has ended."""
        if self.instance.state is InstanceState.SUSPENDED:
            raise Suspended(by=self.held_by or "–", reason=self.held_reason or "–")
        if self.instance.state is not InstanceState.RUNNING:
            raise Conflict(
                what=f"the instance has ended ({self.instance.state.value})", what_zh="该实例已经结束"
            )


def lock_root(hot: Hot, root_id: int) -> Root:
    """Lock the root instance until the end of the transaction. Raises NotFound, Busy.

    On PostgreSQL an update of no key locks as `FOR NO KEY UPDATE` does, which lets inserts that refer to the
    instance pass. On SQLite the transaction began IMMEDIATE: it is the only writer already.
    """
    row = hot.one(_LOCK, (root_id,))
    if row is None:
        raise NotFound(what="instance", id=root_id)
    return to_root(row)


def to_root(row: Row) -> Root:
    """A row in the order of ROOT, read under the lock."""
    held_at = None if row[10] is None else from_micros(row[10])
    return Root(to_instance(row), row[7], row[8], row[9], held_at)


def root_of(hot: Hot, instance_id: int) -> int:
    """The root of an instance. Raises NotFound."""
    row = hot.one("SELECT root_id FROM engine_instance WHERE id = ?", (instance_id,))
    if row is None:
        raise NotFound(what="instance", id=instance_id)
    root_id: int = row[0]
    return root_id
