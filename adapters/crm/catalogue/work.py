"""Tasks, communications, and what stands on the desktop."""

from __future__ import annotations

from adapters.crm.catalogue.contacting import COMMUNICATION, CONTACT_PLAN, CONTACT_PLAN_RULE
from adapters.crm.catalogue.desktop import ANNOUNCEMENT, COLUMN, LINK, SCHEDULE
from adapters.crm.catalogue.tasks import PROGRESS, TASK
from adapters.crm.catalogue.texts import TEMPLATE
from adapters.crm.records import Entity

ENTITIES: tuple[Entity, ...] = (
    TASK,
    PROGRESS,
    COMMUNICATION,
    CONTACT_PLAN,
    SCHEDULE,
    ANNOUNCEMENT,
    COLUMN,
    LINK,
    CONTACT_PLAN_RULE,
    TEMPLATE,
)
