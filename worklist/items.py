"""A work item with the facts of its instance, as pages and API read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.store.schema.runtime import candidate, instance, work_item


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A work item. `root_definition_id`, `root_state`: of the root instance, whose business title it bears."""

    id: int
    root_id: int
    instance_id: int
    definition_id: int
    root_definition_id: int
    root_state: str
    token_id: int
    activity_id: int
    element: str
    name: str | None
    title: str | None
    form: str | None
    assignee: str | None
    state: str
    priority: int
    due_at: datetime | None
    created_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    revision: int
    business_key: str | None
    started_by: str | None
    bases: str | None = None
    """What deadlines in working time were reckoned from; see `engine.calendar.basis`."""
    urged: int = 0
    """How often somebody asked for it."""
    behalf_of: str | None = None
    """For whom its holder, or whoever completed it, stands in (a login)."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.closed_at is None


_ROOT = instance.alias("root")
_ITEMS = select(
    work_item, _ROOT.c.definition_id.label("root_definition_id"), _ROOT.c.state.label("root_state")
).join(_ROOT, _ROOT.c.id == work_item.c.root_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is offered an item. `kind`: user (a login) or group (a position code)."""

    kind: str
    name: str


def find(connection: Connection, item_id: int) -> Item | None:
    """The item with this id."""
    row = connection.execute(_ITEMS.where(work_item.c.id == item_id)).first()
    return None if row is None else _item(row)


def by_ids(connection: Connection, ids: Sequence[int]) -> list[Item]:
    """These items in this order; what does not exist is left out."""
    if not ids:
        return []
    rows = connection.execute(_ITEMS.where(work_item.c.id.in_(ids)))
    found = {row.id: _item(row) for row in rows}
    return [found[one] for one in ids if one in found]


def open_in(connection: Connection, root_ids: Iterable[int]) -> list[Item]:
    """Open items of these root instances and of what they called, the oldest first."""
    query = _ITEMS.where(work_item.c.root_id.in_(list(root_ids)), work_item.c.closed_at.is_(None))
    return [_item(row) for row in connection.execute(query.order_by(work_item.c.id))]


def closed_in(connection: Connection, root_id: int) -> list[Item]:
    """Completed items of a root instance, in the order in which they were completed."""
    query = _ITEMS.where(work_item.c.root_id == root_id, work_item.c.state == "completed")
    return [_item(row) for row in connection.execute(query.order_by(work_item.c.closed_at, work_item.c.id))]


def candidates(connection: Connection, item_id: int) -> list[Candidate]:
    """Everybody who is or was offered an item."""
    query = select(candidate.c.kind, candidate.c.name).where(candidate.c.work_item_id == item_id)
    rows = connection.execute(query.order_by(candidate.c.kind, candidate.c.name))
    return [Candidate(row.kind, row.name) for row in rows]


def _item(row: Row[Any]) -> Item:
    values = row._mapping
    return Item(**{name: values[name] for name in Item.__dataclass_fields__})
