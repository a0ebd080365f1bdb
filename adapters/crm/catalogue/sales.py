"""Opportunities, quotes and contracts."""

from __future__ import annotations

from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = ()
