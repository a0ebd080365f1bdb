"""Products, categories, price lists and the four kinds of discounts."""

from __future__ import annotations

from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = ()
