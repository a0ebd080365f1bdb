"""The list of an entity, made from its fields: columns, typed filters, search, chips with words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from sqlalchemy import Column as StoredColumn
from sqlalchemy import ColumnElement, Connection, select

from adapters.crm import catalogue
from adapters.crm.index import narrowing
from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import PREFIX as ATTRIBUTES
from adapters.crm.records.attributes import expression
from adapters.crm.records.lookups import Codebook, codes
from adapters.crm.web.records.titles import (
    called_like,
    person_like,
    person_of,
    plate_like,
    plate_of,
    plates,
    text_of,
    title_of,
    titles,
)
from engine import organisation
from engine.organisation import Person
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Chip, Column, Filter, ListSpec, Row
from forms.shell.listing.conditions import contains, looked_up, record_id
from forms.shell.listing.spec import FilterKind, Kind
from forms.shell.listing.state import PREFIX

#: When a row was added: lists are sorted by its id, which grows with time.
ADDED = "created_at"
FEWEST = 3  # columns of a list whose fields name none

_UNSORTED = frozenset({"plate", "record", "records", "person", "persons", "choices", "tags", "long"})
_COLUMNS: Mapping[str, Kind] = {
    "money": "money",
    "integer": "number",
    "number": "number",
    "ratio": "percent",
    "date": "date",
    "moment": "datetime",
    "boolean": "bool",
    "choice": "chip",
    "person": "person",
}
_FILTERS: Mapping[str, FilterKind] = {
    "money": "number",
    "integer": "number",
    "number": "number",
    "ratio": "percent",
    "date": "date",
    "moment": "date",
    "boolean": "bool",
    "choice": "choice",
    "person": "record",
    "plate": "record",
    "record": "record",
    "text": "text",
    "email": "text",
    "phone": "text",
    "url": "text",
    "long": "text",
}


def list_of(connection: Connection, person: Person, entity: Entity, **changed: Any) -> ListSpec:
    """The list as this person sees it: no masked fields, no file without the right to take one away."""
    fields = [field for field in access.seen_fields(connection, person, entity) if field.kind != "json"]
    book = Codebook(connection)
    book.read(field.lookup for field in fields if field.lookup)
    columns = _columns(connection, book, entity, fields)
    spec = ListSpec(
        key=f"crm_{entity.key}",
        title=entity.words(lang()),
        id=entity.table.c.id,
        default_sort=_sort(entity, columns),
        columns=columns,
        filters=_filters(connection, person, book, entity, fields),
        find=(lambda text: narrowing.having(connection, entity, text))
        if narrowing.searched(entity)
        else None,
        extra={"id": entity.table.c.id, **_currencies(entity, fields)},
        row_url=_row_url(entity),
        cards=_cards(entity, columns),
        exports=organisation.may(connection, person, entity.right, "export") is not None,
        empty_title=_("Nothing here yet"),
        empty_text=_("What you add or may see appears here."),
    )
    return replace(spec, **changed)


def arranged(
    spec: ListSpec,
    *,
    shown: Sequence[str],
    asked: Sequence[str] = (),
    columns: Sequence[Column] = (),
    filters: Sequence[Filter] = (),
    **changed: Any,
) -> ListSpec:
    """The list with these columns at first, in this order, and these filters unfolded.

    Whether administrators' fields are shown is theirs to say.

    `columns` and `filters` are more of them, or stand for those of the same key.
    """
    every = {one.key: one for one in (*spec.columns, *columns)}
    front = [replace(every[key], hidden=False) for key in shown if key in every]
    rest = [
        one if key.startswith(ATTRIBUTES) else replace(one, hidden=True)
        for key, one in every.items()
        if key not in shown
    ]
    conditions = {one.key: one for one in (*spec.filters, *filters)}
    first = [replace(conditions[key], more=False) for key in asked if key in conditions]
    folded = [
        replace(one, more=bool(asked) or one.more) for one in conditions.values() if one.key not in asked
    ]
    return replace(spec, columns=[*front, *rest], filters=[*first, *folded], **changed)


def recycled_list_of(connection: Connection, person: Person, entity: Entity) -> ListSpec:
    """What lies in the recycle bin: since when, and boxes to take rows out."""
    spec = list_of(connection, person, entity, row_url=None, exports=False)
    since = Column(
        key="deleted_at",
        label=_("In the recycle bin since"),
        expression=entity.table.c.deleted_at,
        kind="datetime",
    )
    return replace(
        spec,
        key=f"crm_{entity.key}_recycled",
        columns=[*spec.columns, since],
        default_sort="-deleted_at",
        picked="crm/records/recycled_picked.html",
        empty_title=_("The recycle bin is empty"),
        empty_text=_("What is deleted waits here until somebody recovers it."),
    )


def _row_url(entity: Entity) -> Callable[[Row], str]:
    return lambda row: entity.url(row["id"])


def _columns(connection: Connection, book: Codebook, entity: Entity, fields: Sequence[Field]) -> list[Column]:
    shown = {field.name for field in fields if field.listed} or {field.name for field in fields[:FEWEST]}
    shown |= {name for name in (entity.state, entity.owner) if name}
    columns = [_column(connection, book, entity, field, hidden=field.name not in shown) for field in fields]
    if ADDED in entity.table.c and entity.field(ADDED) is None:
        added = entity.table.c[ADDED]
        columns.append(
            Column(
                key=ADDED,
                label=_("Added at"),
                expression=added,
                kind="datetime",
                hidden=True,
                sorted_by=entity.table.c.id,
            )
        )
    return columns


def _column(connection: Connection, book: Codebook, entity: Entity, field: Field, *, hidden: bool) -> Column:
    stored = expression(entity, field)
    english = f"{field.name}_en" in entity.table.c and lang() == "en"
    column = Column(
        key=field.name,
        label=field.label(lang()),
        expression=text_of(entity.table, field.name) if english else _expression(field, stored),
        sorted_by=stored if english else None,  # the column has an index
        kind=_COLUMNS.get(field.kind, "text"),
        sort=field.kind not in _UNSORTED,
        currency=_currency_key(field),
        strong=field.name in entity.title,
        hidden=hidden,
        costly=True,
    )
    if field.kind == "choice" or (field.kind == "integer" and field.words):
        return replace(column, kind="chip", chips=_chips(book, field))
    if field.kind == "record" and (chips := _coloured(connection, catalogue.entity(field.refers))):
        return replace(column, kind="chip", chips=chips)
    if field.kind in ("choices", "records", "persons", "tags"):
        return replace(column, words=_several(connection, book, field))
    return column


def _expression(field: Field, stored: ColumnElement[Any]) -> ColumnElement[Any]:
    if field.kind == "person":
        return person_of(stored)
    if field.kind == "plate":
        return plate_of(stored)
    if field.kind == "record":
        return title_of(catalogue.entity(field.refers), stored)
    return stored


def words_of(connection: Connection, field: Field, *, in_use_too: bool = False) -> Mapping[str, str]:
    """code → word of a field with choices; `in_use_too` adds those that can no longer be chosen."""
    both = (codes(connection, field.lookup, in_use_too=in_use_too) if field.lookup else {}) or field.words
    return {code: zh if lang() == "zh" else en for code, (zh, en) in both.items() if code}


def _words(book: Codebook, field: Field) -> Mapping[str, str]:
    """The words of every code that may stand in a column."""
    both = (book.ever(field.lookup) if field.lookup else {}) or field.words
    return {code: zh if lang() == "zh" else en for code, (zh, en) in both.items() if code}


def _chips(book: Codebook, field: Field) -> dict[str, Chip]:
    words = _words(book, field)
    return {code: Chip(label=word, tone=field.tones.get(code, "")) for code, word in words.items()}


def _coloured(connection: Connection, other: Entity) -> dict[str, Chip]:
    """What rows of a few are called → their chip, where they have colours."""
    if other.tone is None:
        return {}
    rows = connection.execute(select(other.table)).all()
    return {
        called: Chip(label=called, tone=other.tone(dict(row._mapping)))
        for row in rows
        if (called := other.called(row, lang()))
    }


def _several(connection: Connection, book: Codebook, field: Field) -> Callable[[Any], str]:
    joint = "、" if lang() == "zh" else ", "
    if field.kind == "tags":
        return lambda chosen: joint.join(str(one) for one in chosen)
    if field.kind == "persons":
        return lambda ids: joint.join(_people_called(connection, ids))
    if field.kind == "records":
        entity = catalogue.entity(field.refers)
        return lambda ids: joint.join(titles(connection, entity, ids).values())
    words = _words(book, field)
    return lambda chosen: joint.join(words.get(str(code), str(code)) for code in chosen)


def _people_called(connection: Connection, ids: Sequence[int]) -> list[str]:
    people = [organisation.person(connection, int(one)) for one in ids]
    return [one.label(lang()) for one in people if one is not None]


def _filters(
    connection: Connection, person: Person, book: Codebook, entity: Entity, fields: Sequence[Field]
) -> list[Filter]:
    filters = [
        _filter(connection, person, book, entity, field, _FILTERS[field.kind])
        for field in fields
        if field.kind in _FILTERS
    ]
    return sorted(filters, key=lambda one: one.more)


def _filter(
    connection: Connection, person: Person, book: Codebook, entity: Entity, field: Field, kind: FilterKind
) -> Filter:
    stored = expression(entity, field)
    common = (field.filtered, field.listed, field.name in (entity.state, entity.owner))
    one = Filter(
        key=field.name, label=field.label(lang()), expression=stored, kind=kind, more=not any(common)
    )
    if kind == "choice":
        words = _words(book, field)
        return replace(one, choices=list(words.items()))
    if field.kind == "person":
        return replace(one, by_name=lambda text: person_like(stored, text), named=_person(connection))
    if field.kind == "plate":
        return replace(one, by_name=lambda text: plate_like(stored, text), named=_plate(connection))
    if field.kind == "record":
        other = catalogue.entity(field.refers)
        return replace(
            one,
            by_name=lambda text: _called(connection, other, stored, text),
            named=_asked(connection, other, field.name),
        )
    if kind == "text" and isinstance(stored, StoredColumn):
        return replace(one, containing=_containing(connection, person, entity, stored))
    return one


def _containing(
    connection: Connection, person: Person, entity: Entity, stored: StoredColumn[str]
) -> Callable[[str], ColumnElement[bool]]:
    """Few rows are asked one by one; many are not."""

    def condition(text: str) -> ColumnElement[bool]:
        if access.is_wide(connection, person, entity):
            return looked_up(connection, stored, text)
        return contains(stored, text)

    return condition


def _called(
    connection: Connection, other: Entity, identity: ColumnElement[Any], text: str
) -> ColumnElement[bool]:
    """Rows that name a record with these words."""
    if not narrowing.searched(other):
        return called_like(other, identity, text)
    table = other.table.alias()
    return identity.in_(select(table.c.id).where(narrowing.having(connection, other, text, table)))


def _person(connection: Connection) -> Callable[[int], str]:
    names = {person.id: person.label(lang()) for person in organisation.everyone(connection)}
    return lambda identity: names.get(identity, f"#{identity}")


def _plate(connection: Connection) -> Callable[[int], str]:
    names = plates(connection)
    return lambda identity: names.get(identity, f"#{identity}")


def _asked(connection: Connection, other: Entity, name: str) -> Callable[[int], str]:
    """The titles of the rows that the URL asks for by id."""
    values = request.args.getlist(PREFIX + name)
    names = titles(connection, other, [one for value in values if (one := record_id(value))])
    return lambda identity: names.get(identity, f"#{identity}")


def _currency_key(field: Field) -> str:
    return f"{field.name}__currency" if field.currency else ""


def _currencies(entity: Entity, fields: Sequence[Field]) -> dict[str, ColumnElement[Any]]:
    return {_currency_key(field): entity.table.c[field.currency] for field in fields if field.currency}


def _sort(entity: Entity, columns: Sequence[Column]) -> str:
    down, name = entity.order.startswith("-"), entity.order.removeprefix("-")
    name = ADDED if name == "id" else name
    known = {column.key for column in columns if column.sort}
    if name not in known:
        down, name = True, ADDED if ADDED in known else next(iter(known))
    return f"-{name}" if down else name


def _cards(entity: Entity, columns: Sequence[Column]) -> list[str]:
    """On a phone: what it is called, its state, whose it is, one more."""
    shown = [column.key for column in columns if not column.hidden]
    first = [name for name in entity.title if name in shown] or shown[:1]
    wanted = [first[0], entity.state, *shown]
    return list(dict.fromkeys(name for name in wanted if name in shown))[:4]
