"""Checked rows become records, and what an import added is taken back: thousands of rows in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import catalogue, changes, parties
from adapters.crm.importing.checking import Outcome
from adapters.crm.importing.twins import Twins
from adapters.crm.records import commands
from adapters.crm.records.entity import Entity
from engine import organisation
from engine.organisation import Person
from engine.store.uow import Transaction

AT_ONCE = 500  # values of one IN


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A record that an undo left where it is, and why."""

    row_id: int
    zh: str
    en: str


def add(
    tx: Transaction, person: Person, entity: Entity, outcomes: Sequence[Outcome]
) -> tuple[list[int], list[Outcome]]:
    """Add every sound row; the ids, and the rows with what is wrong with them.

    What somebody else added since the rows were checked makes them duplicates now.
    """
    organisation.demand(tx.connection, person, entity.right, "import")
    sound = [one for one in outcomes if not one.faults]
    twins = Twins(entity).faults(tx.connection, [(one.number, one.values) for one in sound])
    late = [Outcome(number=one.number, faults=(twins[one.number],)) for one in sound if one.number in twins]
    new = [dict(one.values) for one in sound if one.number not in twins]
    for values in new:
        if entity.owner and values.get(entity.owner) is None:
            values[entity.owner] = person.id
    ids: list[int] = []
    for wave in _waves(entity, new):
        ids += commands.insert_many(tx, entity, wave)
    if entity.key == "account":
        parties.note_first_owners(tx, ids, person)
    wrong = [*(one for one in outcomes if one.faults), *late]
    return ids, sorted(wrong, key=lambda one: one.number)


def _waves(entity: Entity, rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows of the same parent one after the other: what follows from a row may depend on those before it."""
    parent = entity.parent[0] if entity.parent else ""
    waves: list[list[dict[str, Any]]] = []
    placed: dict[Any, int] = {}
    for row in rows:
        at = placed.get(row.get(parent), 0) if parent else 0
        placed[row.get(parent)] = at + 1
        if at == len(waves):
            waves.append([])
        waves[at].append(row)
    yield from waves


def take_back(
    tx: Transaction, person: Person, entity: Entity, ids: Sequence[int]
) -> tuple[int, Sequence[Kept]]:
    """Recycle what an import added; how many, and those that were changed or used since."""
    organisation.demand(tx.connection, person, entity.right, "import")
    rows = [row for part in _parts(ids) for row in _alive(tx, entity, part)]
    used = _used(tx, entity, [row.id for row in rows])
    gone, kept = [], []
    for row in rows:
        if row.revision != 1:
            kept.append(Kept(row_id=row.id, zh="已被修改", en="changed since"))
        elif row.id in used:
            zh, en = used[row.id]
            kept.append(Kept(row_id=row.id, zh=f"已有{zh}", en=f"has {en}"))
        else:
            gone.append(row)
    changes.edit_many(tx, entity.table, gone, deleted_at=tx.now)
    return len(gone), kept


def _alive(tx: Transaction, entity: Entity, ids: Sequence[int]) -> Sequence[Row[Any]]:
    table = entity.table
    query = select(table).where(table.c.id.in_(ids), table.c.deleted_at.is_(None))
    return tx.connection.execute(query.order_by(table.c.id).with_for_update(key_share=True)).all()


def _used(tx: Transaction, entity: Entity, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """The rows that living records of any kind name: what those are called."""
    found: dict[int, tuple[str, str]] = {}
    for other in catalogue.entities():
        for field in other.fields:
            if field.kind != "record" or field.refers != entity.key or field.name not in other.table.c:
                continue
            column = other.table.c[field.name]
            for part in _parts(ids):
                query = select(column).where(column.in_(part), other.table.c.deleted_at.is_(None)).distinct()
                for row_id in tx.connection.scalars(query):
                    found.setdefault(row_id, (other.many_zh, other.many_en.lower()))
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
