"""Products, categories, price lists and the four kinds of discounts."""

from __future__ import annotations

from adapters.crm.catalogue.discounts import DISCOUNT
from adapters.crm.catalogue.prices import PRICE_ITEM, PRICE_LIST
from adapters.crm.catalogue.wares import CATEGORY, PRODUCT
from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = (PRODUCT, CATEGORY, PRICE_LIST, PRICE_ITEM, DISCOUNT)
