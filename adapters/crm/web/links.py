"""Links to records: a name for everybody, a link for those who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Connection, Row

from adapters.crm import catalogue, changes
from adapters.crm.records import Entity, access
from adapters.crm.words import word
from engine.organisation import Person
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One record as it is named; `url` is empty where the reader may not open it."""

    label: str
    text: str
    url: str = ""
    state: str = ""  # the word of its state
    tone: str = ""

    def __html__(self) -> str:
        return str(anchor(self.text, self.url))


def anchor(text: str, url: str) -> Markup:
    """A link, or the bare text without an address."""
    return Markup('<a href="{}">{}</a>').format(url, text) if url else Markup("{}").format(text)


def link(connection: Connection, person: Person, key: str, row_id: int | None) -> Link | None:
    """The record of an entity; None where there is none."""
    entity = catalogue.entity(key)
    row = None if row_id is None else changes.row_of(connection, entity.table, row_id)
    return None if row is None else _link(connection, person, entity, row)


def links(connection: Connection, person: Person, key: str, rows: Iterable[Row[Any]]) -> list[Link]:
    """The records of rows."""
    entity = catalogue.entity(key)
    return [_link(connection, person, entity, row) for row in rows]


def address(connection: Connection, person: Person, key: str, row_id: int) -> str:
    """Where a record is, for one who may open it; else nothing."""
    entity = catalogue.entity(key)
    return entity.url(row_id) if access.allows(connection, person, entity, row_id, "view") else ""


def for_templates(store: Store) -> Callable[[str, int, str], Markup]:
    """`crm_link('account', 7, 'Acme')` in a template: once or twice a page, not once a row."""

    def crm_link(key: str, row_id: int, text: str) -> Markup:
        with store.read() as connection:
            return anchor(text, address(connection, signed_in(), key, row_id))

    return crm_link


def _link(connection: Connection, person: Person, entity: Entity, row: Row[Any]) -> Link:
    may = access.allows(connection, person, entity, row.id, "view")
    state, tone = _state(entity, row)
    return Link(
        label=entity.word(lang()),
        text=entity.called(row, lang()),
        url=entity.url(row.id) if may else "",
        state=state,
        tone=tone,
    )


def _state(entity: Entity, row: Row[Any]) -> tuple[str, str]:
    field = entity.field(entity.state) if entity.state else None
    if field is None or not field.words:
        return "", ""
    code = str(row._mapping[field.name])
    return word(dict(field.words), code, lang()), field.tones.get(code, "")
