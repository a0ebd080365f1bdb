"""What rows and people are called: as an SQL expression for lists, by id for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, Table, case, cast, or_, select

from adapters.crm.records import Entity
from engine.organisation import tables as organisation
from forms.shell import lang
from forms.shell.listing.conditions import contains


def title(table: Any, entity: Entity) -> ColumnElement[str]:
    """What the rows of a table (or an alias of it) are called, in the reader's language."""
    parts = [text_of(table, name) for name in entity.title]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + " · " + part
    return whole


def title_of(entity: Entity, identity: ColumnElement[Any]) -> ColumnElement[str]:
    """What the row with this id is called. Null where the id is."""
    other = entity.table.alias()
    return select(title(other, entity)).where(other.c.id == identity).scalar_subquery()


def person_of(identity: ColumnElement[Any]) -> ColumnElement[str]:
    """The name of the person with this id."""
    person = organisation.person.alias()
    return select(_person_name(person)).where(person.c.id == identity).scalar_subquery()


def plate_of(identity: ColumnElement[Any]) -> ColumnElement[str]:
    """The name of the plate with this id."""
    plate = organisation.plate.alias()
    return select(_plate_name(plate)).where(plate.c.id == identity).scalar_subquery()


def plate_like(identity: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the plate with this id has a name or code that contains a text."""
    plate = organisation.plate.alias()
    columns = (plate.c.code, plate.c.name, plate.c.name_en)
    return identity.in_(select(plate.c.id).where(or_(*(contains(one, text) for one in columns))))


def plates(connection: Connection) -> Mapping[int, str]:
    """id → name of every plate."""
    table = organisation.plate
    return {
        row.id: row.name for row in connection.execute(select(table.c.id, _plate_name(table).label("name")))
    }


def called_like(entity: Entity, identity: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the row with this id has a title that contains a text."""
    other = entity.table.alias()
    columns = [other.c[name] for name in _title_columns(entity)]
    found = or_(*(contains(column, text) for column in columns))
    return identity.in_(select(other.c.id).where(found))


def person_like(identity: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the person with this id has a name or login that contains a text."""
    person = organisation.person.alias()
    columns = (person.c.name, person.c.name_en, person.c.login)
    return identity.in_(select(person.c.id).where(or_(*(contains(one, text) for one in columns))))


def titles(connection: Connection, entity: Entity, ids: Iterable[int]) -> Mapping[int, str]:
    """id → what the row is called; ids of no row are left out."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    query = select(entity.table).where(entity.table.c.id.in_(wanted))
    return {row.id: entity.called(row, lang()) for row in connection.execute(query)}


def _title_columns(entity: Entity) -> list[str]:
    english = [f"{name}_en" for name in entity.title if f"{name}_en" in entity.table.c]
    return [*entity.title, *english]


def text_of(table: Any, name: str) -> ColumnElement[str]:
    """A text in the reader's language where the table keeps it in both."""
    column = table.c[name] if isinstance(table.c[name].type, String) else cast(table.c[name], String)
    if lang() == "zh" or f"{name}_en" not in table.c:
        return column
    english = table.c[f"{name}_en"]
    return case((english != "", english), else_=column)


def _person_name(person: Table | Any) -> ColumnElement[str]:
    if lang() == "zh":
        return person.c.name
    return case((person.c.name_en != "", person.c.name_en), else_=person.c.name)


def _plate_name(plate: Table | Any) -> ColumnElement[str]:
    if lang() == "zh":
        return plate.c.name
    return case((plate.c.name_en != "", plate.c.name_en), else_=plate.c.name)
