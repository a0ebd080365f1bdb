"""The same change to many records: looked at first, then done in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select

from adapters.crm import changes
from adapters.crm.records import access, commands
from adapters.crm.records.commands import Posted
from adapters.crm.records.entity import Entity
from adapters.crm.records.errors import TooMany
from engine import organisation
from engine.errors import EngineError, NotFound
from engine.organisation import NotGranted, Person
from engine.store.uow import Transaction

#: One transaction holds its locks until the last row is written.
MOST = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class Picked:
    """Rows that were chosen: those that can be changed, and why the others cannot."""

    rows: Sequence[Row[Any]]
    left_out: Sequence[tuple[Row[Any], EngineError]]


def pick(
    connection: Connection, person: Person, entity: Entity, chosen: Select[Any], action: str = "edit"
) -> Picked:
    """The rows of a query (which is within the person's reach) that an action is possible for."""
    rows = connection.execute(chosen.order_by(entity.table.c.id).limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise TooMany(most=MOST)
    within = access.visible(chosen.with_only_columns(entity.table.c.id), connection, person, entity, action)
    reachable = set(connection.scalars(within))
    refused = NotGranted.of(connection, entity.right, action)
    outcomes = [(row, entity.locked(row) if row.id in reachable else refused) for row in rows]
    return Picked(
        rows=[row for row, refusal in outcomes if refusal is None],
        left_out=[(row, refusal) for row, refusal in outcomes if refusal is not None],
    )


def edit(tx: Transaction, person: Person, entity: Entity, ids: Sequence[int], posted: Posted) -> int:
    """Give the same values to many rows; how many differed. All or none."""
    return sum(commands.edit(tx, person, entity, row_id, posted) for row_id in ids)


Recycle = Callable[[Transaction, Person, int], None]


def recycle(
    tx: Transaction,
    person: Person,
    entity: Entity,
    ids: Sequence[int],
    *,
    own_ways: Mapping[str, Recycle],
) -> int:
    """Many rows into the recycle bin; how many. All or none. `own_ways`: entities that go there otherwise."""
    for row_id in ids:
        if entity.key in own_ways:
            own_ways[entity.key](tx, person, row_id)
        else:
            commands.recycle(tx, person, entity, row_id)
    return len(ids)


Assign = Callable[[Transaction, Person, Sequence[int], int], int]


def assign(
    tx: Transaction,
    person: Person,
    entity: Entity,
    ids: Sequence[int],
    owner_id: int,
    *,
    own_ways: Mapping[str, Assign],
) -> int:
    """Give many rows another owner; how many changed hands. `own_ways`: entities whose owners change otherwise."""
    organisation.demand(tx.connection, person, entity.right, "assign")
    heir = organisation.person(tx.connection, owner_id)
    if heir is None or not heir.is_active:
        raise NotFound(what="person", what_zh="人员", id=owner_id)
    if entity.key in own_ways:
        return own_ways[entity.key](tx, person, ids, owner_id)
    moved = 0
    for row_id in ids:
        row = access.find(tx.connection, person, entity, row_id, "assign")
        commands.refuse_locked(entity, row)
        moved += changes.edit(tx, entity.table, row_id, **{entity.owner: owner_id})
    return moved
