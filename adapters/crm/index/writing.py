"""Keeping the search index: called by the one writer of CRM tables, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from adapters.crm import catalogue, tables
from adapters.crm.catalogue.files import FILE
from adapters.crm.index import terms
from adapters.crm.records import attributes
from adapters.crm.records.entity import Entity

Values = Mapping[str, Any]


def added(connection: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Rows came to be."""
    entity = _indexed(table.name)
    if entity is not None:
        codes = searched(connection, entity)
        _write(connection, entity, [(row["id"], found_by(entity, row, codes)) for row in rows])


def changed(connection: Connection, table: Table, before: Values, values: Values) -> None:
    """One row is another now. Only the terms that differ are written."""
    entity = _indexed(table.name)
    if entity is None or not values.keys() & {*_fields(entity.key), "attrs", "deleted_at"}:
        return
    codes = searched(connection, entity)
    old, new = found_by(entity, before, codes), found_by(entity, {**before, **values}, codes)
    _erase(connection, entity, before["id"], old - new)
    _write(connection, entity, [(before["id"], new - old)])


def changed_many(connection: Connection, table: Table, before: Sequence[Values], values: Values) -> None:
    """The same change to many rows."""
    entity = _indexed(table.name)
    if entity is None or not values.keys() & {*_fields(entity.key), "attrs", "deleted_at"}:
        return
    codes = searched(connection, entity)
    gone: list[dict[str, Any]] = []
    come: list[tuple[int, set[str]]] = []
    for row in before:
        old, new = found_by(entity, row, codes), found_by(entity, {**row, **values}, codes)
        gone += [{"r": row["id"], "t": one} for one in old - new]
        come.append((row["id"], new - old))
    term = tables.search_term
    if gone:
        here = (term.c.entity == entity.key, term.c.term == bindparam("t"), term.c.row_id == bindparam("r"))
        connection.execute(delete(term).where(*here), gone)
    _write(connection, entity, come)


def removed(connection: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Rows are gone."""
    entity = _indexed(table.name)
    if entity is not None:
        codes = searched(connection, entity)
        for row in rows:
            _erase(connection, entity, row["id"], found_by(entity, row, codes))


def is_indexed(entity: Entity) -> bool:
    """Whether anything of its rows can be searched."""
    return bool(_fields(entity.key))


def rebuild(connection: Connection, entity: Entity, *, at_once: int = 2000) -> int:
    """Write the index of an entity anew; how many rows it has. For new fields and old stores."""
    term = tables.search_term
    connection.execute(delete(term).where(term.c.entity == entity.key))
    rows = connection.execute(select(entity.table)).mappings()
    codes, count = searched(connection, entity), 0
    for part in rows.partitions(at_once):
        _write(connection, entity, [(row["id"], found_by(entity, dict(row), codes)) for row in part])
        count += len(part)
    return count


@cache
def _indexed(table: str) -> Entity | None:
    entity = FILE if table == FILE.table.name else catalogue.by_table(table)
    return entity if entity is not None and _fields(entity.key) else None


@cache
def _fields(key: str) -> frozenset[str]:
    """The searched fields; what a mask hides is not indexed, or a search would tell it."""
    fields = (FILE if key == FILE.key else catalogue.entity(key)).fields
    return frozenset(field.name for field in fields if field.searched and not field.mask)


def searched(connection: Connection, entity: Entity) -> list[str]:
    """The attributes that administrators made searchable, unless a mask hides them."""
    fields = attributes.fields_of(connection, entity)
    return [field.attribute for field in fields if field.searched and not field.mask]


def found_by(entity: Entity, row: Values, codes: Sequence[str]) -> set[str]:
    """The terms of a row, with those of its searchable attributes; none for one in the recycle bin."""
    if row.get("deleted_at") is not None:
        return set()
    found: set[str] = set()
    for name in sorted(_fields(entity.key)):
        found |= terms.of_text(str(row.get(name) or ""))
    for code in codes:
        found |= terms.of_text(str((row.get("attrs") or {}).get(code) or ""))
    return found


def _write(connection: Connection, entity: Entity, found: Sequence[tuple[int, set[str]]]) -> None:
    rows = [
        {"entity": entity.key, "term": term, "row_id": row_id}
        for row_id, row_terms in found
        for term in sorted(row_terms)
    ]
    if rows:
        connection.execute(insert(tables.search_term), rows)


def _erase(connection: Connection, entity: Entity, row_id: int, gone: set[str]) -> None:
    term = tables.search_term
    if gone:
        here = (term.c.entity == entity.key, term.c.row_id == row_id, term.c.term.in_(sorted(gone)))
        connection.execute(delete(term).where(*here))
