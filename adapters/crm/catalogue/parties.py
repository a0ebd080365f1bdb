"""Customers, agents and prospects (one account that keeps its id), and what belongs to them."""

from __future__ import annotations

from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.competitors import COMPETITOR, COMPETITOR_PRODUCT
from adapters.crm.catalogue.contacts import CONTACT, CONTACT_DATE
from adapters.crm.catalogue.handovers import HANDOVER
from adapters.crm.catalogue.leads import LEAD
from adapters.crm.catalogue.relations import ACCOUNT_EVENT, ACCOUNT_PRODUCT, ACCOUNT_RELATION
from adapters.crm.records import Entity

__all__ = ["ACCOUNT", "CONTACT", "ENTITIES", "HANDOVER", "LEAD"]

ENTITIES: tuple[Entity, ...] = (
    ACCOUNT,
    CONTACT,
    CONTACT_DATE,
    ACCOUNT_RELATION,
    ACCOUNT_PRODUCT,
    ACCOUNT_EVENT,
    LEAD,
    COMPETITOR,
    COMPETITOR_PRODUCT,
    HANDOVER,
)
