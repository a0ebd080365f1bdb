"""Fields that administrators add to a kind of record (13.2.3): declared in rows, stored in the record's `attrs`.

They are `Field`s like the declared ones, named `x_<code>`, so that editors, lists, imports and history treat
them alike; only reading and writing a value differs, and that is here. An attribute out of use is not shown
and keeps its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    String,
    Table,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator

from adapters.crm import tables
from adapters.crm.records.entity import Entity
from adapters.crm.records.field import Field, Kind

PREFIX = "x_"
KINDS: Mapping[str, Kind] = {
    "text": "text",
    "long_text": "long",
    "integer": "integer",
    "number": "number",
    "money": "money",
    "date": "date",
    "datetime": "moment",
    "boolean": "boolean",
    "choice": "choice",
    "multi_choice": "choices",
    "employee": "person",
    "account": "record",
}
_GROUP = "补充信息|Further facts"
table = tables.attribute_def


def takes_attributes(entity: Entity) -> bool:
    """Whether records of this kind have room for attributes, and an editor that asks for them."""
    return "attrs" in entity.table.c and (entity.common_pages or entity.edited_in_place)


def fields_of(connection: Connection, entity: Entity) -> list[Field]:
    """The attributes in use, in the administrators' order."""
    if not takes_attributes(entity):
        return []
    query = select(table).where(
        table.c.entity == entity.key, table.c.active, table.c.deleted_at.is_(None), table.c.type.in_(KINDS)
    )
    return [field_of(row) for row in connection.execute(query.order_by(table.c.sort, table.c.id))]


def field_of(row: Any) -> Field:
    """The field that a row of the definitions declares."""
    kind = KINDS[row.type]
    return Field(
        name=PREFIX + row.code,
        attribute=row.code,
        zh=row.name,
        en=row.name_en or row.name,
        kind=kind,
        required=row.required,
        length=4000 if kind == "long" else 200,
        words={} if row.lookup else dict(map(_both, row.options)),
        lookup=row.lookup,
        refers="account" if kind == "record" else "",
        group=f"{row.heading}|{row.heading_en or row.heading}" if row.heading else _GROUP,
        mask=row.mask,
        default=_begun(kind, row.default_value),
        rule=row.validation,
        unique=row.is_unique,
        quick=row.required,
        listed=row.listed,
        searched=row.searchable and kind in ("text", "long"),
    )


def _both(option: str) -> tuple[str, tuple[str, str]]:
    """`高|High`: the part before the bar is what is stored."""
    zh, _bar, en = option.partition("|")
    return zh.strip(), (zh.strip(), en.strip() or zh.strip())


def _begun(kind: Kind, text: str) -> Any:
    """The default as a value; what cannot be one was refused when it was defined."""
    if not text or kind in ("person", "record"):
        return None
    if kind == "boolean":
        return text.strip().casefold() in ("1", "true", "yes", "是")
    if kind in ("integer", "number", "money"):
        return Decimal(text)
    if kind == "date":
        return date.fromisoformat(text)
    return [text] if kind == "choices" else text


def value(row: Mapping[str, Any], field: Field) -> Any:
    """The value of a field in a row of its table."""
    if not field.attribute:
        return row[field.name]
    return from_json(field, (row["attrs"] or {}).get(field.attribute))


def folded(fields: Sequence[Field], values: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column: those of attributes in `attrs`, beside what is stored there."""
    own = {field.name: field for field in fields if field.attribute}
    given = {own[name].attribute: to_json(one) for name, one in values.items() if name in own}
    rest = {name: one for name, one in values.items() if name not in own}
    return {**rest, "attrs": {**stored, **given}} if given else rest


def to_json(one: Any) -> Any:
    """What `attrs` holds: numbers exact as text, moments in UTC, so that they sort and compare as text."""
    if isinstance(one, Decimal):
        return format(one, "f")
    if isinstance(one, datetime):
        return one.astimezone(UTC).isoformat(timespec="seconds")
    return one.isoformat() if isinstance(one, date) else one


def from_json(field: Field, one: Any) -> Any:
    """The opposite of `to_json`."""
    if one is None:
        return None
    if field.kind in ("number", "money"):
        return Decimal(str(one))
    if field.kind == "date":
        return date.fromisoformat(one)
    return datetime.fromisoformat(one) if field.kind == "moment" else one


def spread(fields: Iterable[Field], old: Any, new: Any) -> list[tuple[Field, Any, Any]]:
    """What differs between two states of `attrs`: field, value before, value after."""
    before, after = old or {}, new or {}
    return [
        (field, from_json(field, before.get(field.attribute)), from_json(field, after.get(field.attribute)))
        for field in fields
        if field.attribute and before.get(field.attribute) != after.get(field.attribute)
    ]


def expression(entity: Entity, field: Field) -> ColumnElement[Any]:
    """The value in SQL, typed alike on both stores: for lists, filters and searches."""
    column: ColumnElement[Any]
    if not field.attribute:
        column = entity.table.c[field.name]
        return column
    found: Any = entity.table.c.attrs[field.attribute]
    if field.kind == "choices":
        column = found.as_json()
        return column
    if field.kind == "boolean":
        column = found.as_boolean()
        return column
    text = found.as_string()
    if field.kind == "date":
        return type_coerce(text, _IsoDay())
    if field.kind == "moment":
        return type_coerce(text, _IsoMoment())
    if field.kind in ("number", "money"):
        return cast(text, Float)
    return cast(text, BigInteger) if field.kind in ("integer", "person", "record") else text


def used(connection: Connection, records: Table, code: str) -> int:
    """How many living records have a value."""
    there = records.c.attrs[code].as_string()
    alive = records.c.deleted_at.is_(None)
    query = select(func.count()).select_from(records).where(alive, there.is_not(None), there != "")
    return connection.scalar(query) or 0


class _IsoDay(TypeDecorator[date]):
    """A day as the text 2026-03-02."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[date]:
        return date

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)


class _IsoMoment(TypeDecorator[datetime]):
    """A moment as text in UTC, to the second."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
