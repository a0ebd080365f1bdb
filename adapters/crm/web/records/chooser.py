"""Choosing a record or a person: a search on the server, at most twenty hits within the reader's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from adapters.crm import catalogue
from adapters.crm.records import Entity, Field, access
from engine import organisation
from engine.organisation import Person
from engine.organisation import tables as organisation_tables
from forms.shell import lang
from forms.shell.listing.conditions import contains

MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One line of a chooser."""

    id: str
    title: str
    note: str = ""
    chosen: bool = False


def choices(
    connection: Connection, person: Person, field: Field, texts: Sequence[str], searched: str = ""
) -> list[Choice]:
    """What is chosen, then the hits of the search."""
    ids = [int(text) for text in texts if text.isdecimal() and len(text) < 19]
    if field.kind in ("person", "persons"):
        return _people(connection, ids, searched)
    return _records(connection, person, catalogue.entity(field.refers), ids, searched)


def _people(connection: Connection, ids: Sequence[int], searched: str) -> list[Choice]:
    table = organisation_tables.person
    query = select(table.c.id).where(table.c.status == "active").order_by(table.c.login).limit(MOST)
    for word in searched.split():
        query = query.where(_any_contains(word, [table.c.name, table.c.name_en, table.c.login]))
    found = [*ids, *(one for one in connection.scalars(query) if one not in ids)]
    people = [organisation.person(connection, one) for one in found]
    return [
        Choice(
            id=str(one.id),
            title=one.name if lang() == "zh" else one.name_en or one.name,
            note=one.label(lang()),
            chosen=one.id in ids,
        )
        for one in people
        if one is not None
    ]


def _records(
    connection: Connection, person: Person, entity: Entity, ids: Sequence[int], searched: str
) -> list[Choice]:
    mine = access.readable(connection, person, entity)
    chosen = connection.execute(mine.where(entity.table.c.id.in_(ids))).all() if ids else []
    query = mine
    for word in searched.split():
        query = query.where(_any_contains(word, _searched(entity)))
    newest = query.order_by(entity.table.c.id.desc()).limit(MOST)
    hits = [row for row in connection.execute(newest) if row.id not in ids]
    return [_choice(entity, row, chosen=True) for row in chosen] + [_choice(entity, row) for row in hits]


def _choice(entity: Entity, row: Row[tuple[object, ...]], *, chosen: bool = False) -> Choice:
    title, note = entity.called(row, lang()), entity.note(row, lang()) or _code(row)
    return Choice(id=str(row.id), title=title, note=note if note not in title else "", chosen=chosen)


def _code(row: Row[tuple[object, ...]]) -> str:
    found = row._mapping
    return str(found.get("no") or found.get("code") or "")


def _searched(entity: Entity) -> list[ColumnElement[str]]:
    names = [field.name for field in entity.fields if field.searched and not field.mask]
    return [entity.table.c[name] for name in dict.fromkeys([*entity.title, *names])]


def _any_contains(word: str, columns: Sequence[ColumnElement[str]]) -> ColumnElement[bool]:
    return or_(*(contains(column, word) for column in columns))
