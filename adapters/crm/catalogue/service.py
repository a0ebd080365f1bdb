"""Service cases, what was done about them, and knowledge."""

from __future__ import annotations

from adapters.crm.catalogue.feedback import FEEDBACK
from adapters.crm.catalogue.feedback_actions import FEEDBACK_ACTION
from adapters.crm.catalogue.knowledge import KNOWLEDGE
from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = (FEEDBACK, FEEDBACK_ACTION, KNOWLEDGE)
