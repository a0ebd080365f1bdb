"""Orders, their lines, deliveries, invoices, commissions and stock."""

from __future__ import annotations

from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = ()
