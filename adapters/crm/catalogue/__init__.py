"""Every kind of record of the CRM, by area. A new entity is declared in its area and is then listed here."""

from __future__ import annotations

from collections.abc import Sequence

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
from adapters.crm.records.entity import Entity
from engine.errors import NotFound

_ALL: tuple[Entity, ...] = (
    *parties.ENTITIES,
    *products.ENTITIES,
    *sales.ENTITIES,
    *quotes.ENTITIES,
    *orders.ENTITIES,
    *money.ENTITIES,
    *returns.ENTITIES,
    *service.ENTITIES,
    *work.ENTITIES,
    *settings.ENTITIES,
)
_BY_KEY = {each.key: each for each in _ALL}
_BY_PATH = {each.path: each for each in _ALL}
_BY_TABLE = {each.table.name: each for each in _ALL}


def entities() -> Sequence[Entity]:
    """All of them, in the order of the menu."""
    return _ALL


def entity(key: str) -> Entity:
    """The entity of this key: a programming error if there is none."""
    return _BY_KEY[key]


def by_path(path: str) -> Entity:
    """The entity of an address. Raises NotFound."""
    if path not in _BY_PATH:
        raise NotFound(what="list", what_zh="列表", id=path)
    return _BY_PATH[path]


def by_table(name: str) -> Entity | None:
    """The entity whose rows a table holds."""
    return _BY_TABLE.get(name)
