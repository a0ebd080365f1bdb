"""What administrators define: lookups, attributes, states, actions, numbers, parameters."""

from __future__ import annotations

from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = ()
