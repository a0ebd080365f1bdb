"""Returns, feedback, knowledge, the product archive and repairs."""

from __future__ import annotations

from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = ()
