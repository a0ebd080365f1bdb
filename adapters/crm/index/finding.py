"""Finding records by words, within a person's reach.

The rarest word leads: its rows are read, the other words are checked on them. Cost depends on how many records
have the rarest word, not on how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Row,
    Select,
    Subquery,
    and_,
    func,
    or_,
    select,
    union_all,
)

from adapters.crm import catalogue, tables
from adapters.crm.catalogue.files import FILE
from adapters.crm.index import terms
from adapters.crm.index.terms import LAST, Wanted
from adapters.crm.index.writing import found_by, searched
from adapters.crm.records import access
from adapters.crm.records.entity import Entity
from engine.organisation import Person

_RARE = 2000  # a word with fewer rows than this is read whole, and its hits are put in order
_ASKED = 200  # files that are asked whether their record is within reach
_SOME = 60  # of a frequent word only some are looked at: whoever types it will type on


def find(connection: Connection, person: Person, entity: Entity, text: str, limit: int) -> Sequence[Row[Any]]:
    """At most `limit` living rows within reach that have every word; those called exactly so come first."""
    wanted = terms.of_query(text)
    if not wanted:
        return []
    counts = {one: _count(connection, entity, one) for one in wanted}
    if 0 in counts.values():
        return []
    lead = min(wanted, key=lambda one: counts[one])
    others = [one for one in wanted if one is not lead]
    query = _led(connection, person, entity, lead, [one for one in others if not one.prefix])
    begun = [one for one in others if one.prefix]
    most = _RARE if counts[lead] < _RARE else max(_SOME, limit)
    rows = _distinct(connection.execute(query.limit(most * 2)))
    codes = searched(connection, entity) if begun else []
    owned = {row.id: found_by(entity, row._asdict(), codes) for row in rows} if begun else {}
    fitting = [row for row in rows if all(_has(owned[row.id], one) for one in begun)]
    return sorted(fitting, key=lambda row: _rank(entity, row, text))[:limit]


def of_customers(
    connection: Connection, person: Person, entity: Entity, text: str, limit: int
) -> Sequence[Row[Any]]:
    """The newest rows within reach of the customers that are found by these words."""
    parties = find(connection, person, catalogue.entity("account"), text, limit)
    if not parties:
        return []
    table = entity.table
    rows = access.readable(connection, person, entity, few=True).where(
        table.c.account_id.in_([party.id for party in parties])
    )
    return connection.execute(rows.order_by(table.c.id.desc()).limit(limit)).all()


def files(connection: Connection, person: Person, text: str, limit: int) -> list[tuple[Row[Any], Row[Any]]]:
    """At most `limit` living files whose names have every word, the newest first, each with its record.

    A file is within reach when its record is; that is asked file by file, of the newest ones.
    """
    wanted = terms.of_query(text)
    table, term = tables.attachment, tables.search_term
    query = select(table).where(table.c.deleted_at.is_(None))
    for one in wanted:
        rows = select(term.c.row_id).where(term.c.entity == FILE.key, or_(*_conditions(one)))
        query = query.where(table.c.id.in_(rows))
    known = {entity.key: entity for entity in catalogue.entities()}
    found: list[tuple[Row[Any], Row[Any]]] = []
    newest = query.order_by(table.c.id.desc()).limit(_ASKED)
    for row in connection.execute(newest).all() if wanted else ():
        entity = known.get(row.owner_type)
        record = access.one(connection, person, entity, row.owner_id) if entity is not None else None
        if record is not None:
            found.append((row, record))
            if len(found) == limit:
                break
    return found


def _led(
    connection: Connection, person: Person, entity: Entity, lead: Wanted, exact: Sequence[Wanted]
) -> Select[Any]:
    leading, table, term = _rows(entity, lead), entity.table, tables.search_term
    query = access.readable(connection, person, entity, few=True).join(
        leading, leading.c.row_id == table.c.id
    )
    for one in exact:
        here = select(term.c.row_id).where(
            term.c.entity == entity.key, term.c.term == one.term, term.c.row_id == table.c.id
        )
        query = query.where(here.exists())
    return query


def _rows(entity: Entity, wanted: Wanted) -> Subquery:
    """One SELECT for each way to fit: a single one with OR would read the whole index."""
    term = tables.search_term
    ways = [
        select(term.c.row_id).where(term.c.entity == entity.key, condition)
        for condition in _conditions(wanted)
    ]
    return (ways[0] if len(ways) == 1 else union_all(*ways)).subquery()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    term = tables.search_term.c.term
    if not wanted.prefix:
        return [term == wanted.term]
    beginnings = [wanted.term, wanted.spoken] if wanted.spoken else [wanted.term]
    return [and_(term >= begin, term < begin + LAST) for begin in beginnings]


def _count(connection: Connection, entity: Entity, wanted: Wanted) -> int:
    """How many rows have it, counted to `_RARE`."""
    rows = _rows(entity, wanted)
    some = select(rows.c.row_id).limit(_RARE).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _distinct(rows: CursorResult[Any]) -> list[Row[Any]]:
    """A row that fits in two ways comes twice."""
    return list({row.id: row for row in rows}.values())


def _has(own: Collection[str], wanted: Wanted) -> bool:
    return any(
        term.startswith(wanted.term) or (wanted.spoken != "" and term.startswith(wanted.spoken))
        for term in own
    )


def _rank(entity: Entity, row: Row[Any], text: str) -> tuple[int, int, int]:
    """Called exactly so, beginning so, containing it as typed, else; shorter names first, newer ones first."""
    plain = " ".join(text.casefold().split())
    number = [entity.number[0]] if entity.number is not None else []
    names = [str(row._mapping[name] or "").casefold() for name in (*number, *entity.title)]
    if plain in names:
        place = 0
    elif any(name.startswith(plain) for name in names):
        place = 1
    else:
        place = 2 if any(plain in name for name in names) else 3
    return place, min((len(name) for name in names if name), default=0), -row.id
