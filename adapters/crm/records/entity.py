"""A kind of record: its table, its fields, who owns a row and what guards it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table

from adapters.crm.errors import Fault
from adapters.crm.records.field import Field
from adapters.crm.words import word
from engine.errors import EngineError
from engine.organisation import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """Rows of another entity that belong to a row of this one: `column` of the child holds this row's id."""

    entity: str
    column: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A button on a row's page that leads elsewhere, for whoever may do `action` with such records."""

    zh: str
    en: str
    icon: str
    url: str
    action: str = "view"

    def word(self, lang: str) -> str:
        """What the button says."""
        return self.zh if lang == "zh" else self.en


def _never(_row: Row[Any]) -> EngineError | None:
    return None


def _sound(_connection: Connection, _values: dict[str, Any]) -> list[Fault]:
    return []


def _open(_connection: Connection, _person: Person, _values: Mapping[str, Any], _action: str) -> list[Fault]:
    return []


def _as_given(_connection: Connection, values: dict[str, Any]) -> dict[str, Any]:
    return values


def _no_offers(_row: Row[Any]) -> Sequence[Offer]:
    return ()


def _nothing(_row: Row[Any], _lang: str) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """`key` names it in rights, history and links; `path` in URLs.

    Who may reach a row follows from its owner (`owner`, a column with a person's id) or, without one, from the
    row it belongs to (`parent`: column and entity key). With neither, only `Scope.ALL` reaches it.

    `number`: (column, entity of `numbering`) that is filled when a row is added. `state`: the column with the
    state, moved by commands and processes, never typed. `locked(row)`: why the row may not be changed now.
    `check(connection, values)`: faults across fields, `values` being the whole row as it would be.
    `guard(connection, person, values, action)`: why this person may not `add`, `edit` or `delete` such a row,
    beyond rights and reach.
    `fill(connection, values)`: the values of a new row with what follows from them.
    `page`: the address of a row with its own page (`/crm/orders/{id}`); empty: the common page.
    """

    key: str
    path: str
    table: Table
    zh: str
    en: str
    many_zh: str
    many_en: str
    fields: Sequence[Field]
    icon: str = "file"
    resource: str = ""  # of rights; empty: the key
    title: tuple[str, ...] = ("name",)  # columns that call a row, joined by " · "
    owner: str = ""
    waits_for_owner: bool = False  # its rows may be nobody's: leaders see them then, and who entered them
    parent: tuple[str, str] | None = None
    number: tuple[str, str] | None = None
    state: str = ""
    order: str = "-id"
    children: Sequence[Child] = ()
    locked: Callable[[Row[Any]], EngineError | None] = _never
    check: Callable[[Connection, dict[str, Any]], list[Fault]] = _sound
    guard: Callable[[Connection, Person, Mapping[str, Any], str], list[Fault]] = _open
    fill: Callable[[Connection, dict[str, Any]], dict[str, Any]] = _as_given
    offers: Callable[[Row[Any]], Sequence[Offer]] = _no_offers  # while none of its tasks is open
    note: Callable[[Row[Any], str], str] = _nothing  # second line in search and choosers
    tone: Callable[[Mapping[str, Any]], str] | None = None  # of the chip that names a row in lists of others
    page: str = ""
    creatable: bool = True  # by hand; false: only processes and commands make rows
    common_pages: bool = True  # list, page and editor of records; false: it has its own
    edited_in_place: bool = False  # its own page leads to the common editor and changes fields in place
    menu: bool | None = None  # whether its common list is in the menu; None: unless it belongs to a row

    @property
    def right(self) -> str:
        """The resource that rights are granted on."""
        return self.resource or self.key

    @property
    def changed_in_common(self) -> bool:
        """Whether the common commands change its rows (many at once, too): else only its own pages do."""
        return self.common_pages or self.edited_in_place

    @property
    def in_menu(self) -> bool:
        """Whether the menu leads to its common list."""
        return self.common_pages and (self.parent is None if self.menu is None else self.menu)

    def word(self, lang: str) -> str:
        """One of them, in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def words(self, lang: str) -> str:
        """Many of them, in the reader's language."""
        return self.many_zh if lang == "zh" else self.many_en

    def field(self, name: str) -> Field | None:
        """The field of this name."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def list_url(self) -> str:
        """The list of its rows."""
        return f"/crm/records/{self.path}/" if self.common_pages else f"/crm/{self.path}/"

    def called(self, row: Row[Any], lang: str) -> str:
        """How a row is called: the English name where there is one and it is wanted."""
        return " · ".join(part for name in self.title if (part := self._part(row, name, lang)))

    def _part(self, row: Row[Any], name: str, lang: str) -> str:
        found = row._mapping
        field = self.field(name)
        if field is not None and field.words and found[name] in field.words:
            return word(field.words, found[name], lang)
        if field is not None and field.kind == "record":
            return ""  # an id says nothing to anybody
        if field is not None and field.kind == "money" and found[name] is not None:
            return f"{found[name]:,.2f}"
        return str(found.get(f"{name}_en") or found[name] if lang == "en" else found[name])

    def url(self, row_id: int) -> str:
        """The page of a row."""
        return (self.page or f"/crm/records/{self.path}/{{id}}").format(id=row_id)
