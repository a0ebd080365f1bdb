"""A list narrowed to what has every word: the same words that the search finds, as a condition for a query.

A rare word is looked up first, and the list reads only the rows that have it. A frequent one is asked of each row:
a page of them is found after few rows. A row is found by the words of the records it names in its columns too (a
quote by its customer), through as many tables as that takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    union,
)

from adapters.crm import catalogue, tables
from adapters.crm.index import terms
from adapters.crm.index.terms import LAST, Wanted
from adapters.crm.index.writing import is_indexed
from adapters.crm.records.entity import Entity
from forms.shell.listing.conditions import contains

#: Rows with a word beyond which a list is read in its own order and each row is asked.
RARE = 4_000
DEEPEST = 2  # an instalment is found by its order, and by the customer of that

term = tables.search_term


def having(
    connection: Connection, entity: Entity, text: str, table: FromClause | None = None
) -> ColumnElement[bool]:
    """The rows of an entity (or of an alias of its table) that have every word of a text. False for no word."""
    where = entity.table if table is None else table
    wanted = terms.of_query(text)
    if not wanted:
        return false()
    return and_(*(_has(connection, entity, one, where, DEEPEST) for one in wanted))


def searched(entity: Entity) -> bool:
    """Whether a list of these rows can be searched at all."""
    return is_indexed(entity) or any(_named(entity))


def _has(
    connection: Connection, entity: Entity, wanted: Wanted, table: FromClause, depth: int
) -> ColumnElement[bool]:
    if _is_rare(connection, entity, wanted, depth):
        return table.c.id.in_(union(*_ids(entity, wanted, depth)))
    return or_(*_asked(connection, entity, wanted, table, depth)).is_(True)


def _is_rare(connection: Connection, entity: Entity, wanted: Wanted, depth: int) -> bool:
    """Whether few rows have the word, counted in the table and in those that its columns lead to."""
    if is_indexed(entity) and _count(connection, entity, wanted) > RARE:
        return False
    return depth == 0 or all(
        _is_rare(connection, above, wanted, depth - 1) for _column, above in _named(entity)
    )


def _count(connection: Connection, entity: Entity, wanted: Wanted) -> int:
    rows = union(*(_of_terms(entity, one) for one in _ways(wanted))).limit(RARE + 1).subquery()
    return connection.scalar(select(func.count()).select_from(rows)) or 0


def _ids(entity: Entity, wanted: Wanted, depth: int) -> Iterator[Select[Any]]:
    """Queries for the ids of the rows that have a word, one for each way they can have it."""
    if is_indexed(entity):
        for way in _ways(wanted):
            yield _of_terms(entity, way)
    if depth:
        for column, above in _named(entity):
            for ids in _ids(above, wanted, depth - 1):
                yield select(entity.table.c.id).where(entity.table.c[column].in_(ids))
    if not is_indexed(entity) and not (depth and any(_named(entity))):
        yield select(entity.table.c.id).where(false())


def _asked(
    connection: Connection, entity: Entity, wanted: Wanted, table: FromClause, depth: int
) -> Iterator[ColumnElement[bool]]:
    """Conditions on one row. Beginnings that many rows have are short: they are looked for in the texts."""
    if is_indexed(entity):
        if _count(connection, entity, wanted) <= RARE:
            yield table.c.id.in_(union(*(_of_terms(entity, one) for one in _ways(wanted))))
        elif wanted.prefix:
            yield from (contains(table.c[name], wanted.term) for name in _texts(entity))
        else:
            own = select(literal(1)).where(
                term.c.entity == entity.key, term.c.term == wanted.term, term.c.row_id == table.c.id
            )
            yield own.correlate(table).exists()
    if depth:
        for column, above in _named(entity):
            other = above.table.alias()
            named = or_(false(), *_asked(connection, above, wanted, other, depth - 1))
            yield select(literal(1)).where(other.c.id == table.c[column], named).correlate(table).exists()


def _of_terms(entity: Entity, condition: ColumnElement[bool]) -> Select[Any]:
    return select(term.c.row_id).where(term.c.entity == entity.key, condition)


def _ways(wanted: Wanted) -> list[ColumnElement[bool]]:
    """One condition for each way to fit: a single one with OR would read the whole index."""
    if not wanted.prefix:
        return [term.c.term == wanted.term]
    beginnings = [wanted.term, wanted.spoken] if wanted.spoken else [wanted.term]
    return [and_(term.c.term >= begin, term.c.term < begin + LAST) for begin in beginnings]


def _texts(entity: Entity) -> list[str]:
    return [field.name for field in entity.fields if field.searched and not field.mask]


def _named(entity: Entity) -> Iterator[tuple[str, Entity]]:
    """The columns of a list that name a record which has words, and what they lead to."""
    for field in entity.fields:
        if field.kind == "record" and field.listed and not field.mask:
            above = catalogue.entity(field.refers)
            if above is not entity:
                yield field.name, above
