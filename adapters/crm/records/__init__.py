"""What every record of the CRM has in common: declared fields, one way to read, to write and to guard them."""

from __future__ import annotations

from adapters.crm.records.entity import Child, Entity, Offer
from adapters.crm.records.field import Field

__all__ = ["Child", "Entity", "Field", "Offer"]
