"""Returns, feedback, knowledge, the product archive and repairs."""

from __future__ import annotations

from adapters.crm.catalogue import feedback
from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = feedback.ENTITIES
