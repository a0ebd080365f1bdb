"""Money: payment plans, receipts, payments out, the ledger."""

from __future__ import annotations

from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = ()
