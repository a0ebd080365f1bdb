"""The second level of the CRM as one reader sees it: the pages of `menu.py`, then the lists of every area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from adapters.crm.catalogue import (
    money,
    orders,
    parties,
    products,
    quotes,
    returns,
    sales,
    service,
    settings,
    work,
)
from adapters.crm.records import Entity
from adapters.crm.web import menu
from adapters.crm.web.menu import Entry, Group
from engine import organisation
from engine.organisation import Person
from forms.shell import lang

#: The English name of a group → the entities whose lists stand in it.
_LISTS: Mapping[str, Sequence[Entity]] = {
    "Customers": parties.ENTITIES,
    "Sales": (*sales.ENTITIES, quotes.CONTRACT, quotes.TEMPLATE),
    "Orders": orders.ENTITIES,
    "Finance": money.ENTITIES,
    "Returns and repair": returns.ENTITIES,
    "Service": service.ENTITIES,
    "Tasks and contacts": work.ENTITIES,
    "Products": products.ENTITIES,
    "Standards": settings.ENTITIES,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One page; `key` is what a page names itself by (`tab`)."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A group with the pages that its reader may open."""

    label: str
    icon: str
    places: Sequence[Place]

    def has(self, key: str) -> bool:
        """Whether a page belongs here."""
        return any(place.key == key for place in self.places)


def sections(connection: Connection, person: Person) -> list[Section]:
    """The groups in which the person may open anything."""
    made = (
        Section(label=group.label(lang()), icon=group.icon, places=list(_places(connection, person, group)))
        for group in menu.MENU
    )
    return [section for section in made if section.places]


def _places(connection: Connection, person: Person, group: Group) -> Iterator[Place]:
    for entry in _entries(group):
        resource, action = entry.right
        if organisation.may(connection, person, resource, action) is not None:
            yield Place(key=entry.key, label=entry.label(lang()), url=entry.url)


def _entries(group: Group) -> Iterator[Entry]:
    yield from group.entries
    taken = {entry.url for entry in group.entries}
    for entity in _LISTS.get(group.en, ()):
        url = f"/crm/records/{entity.path}/"
        if entity.in_menu and url not in taken:
            right = (entity.right, "view")
            yield Entry(key=tab(entity), zh=entity.many_zh, en=entity.many_en, url=url, right=right)


def tab(entity: Entity) -> str:
    """The key of an entity's list in the menu."""
    return f"records.{entity.key}" if entity.common_pages else entity.path
