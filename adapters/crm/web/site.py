"""What the pages of every area are built from."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.crm.processes import Processes
from adapters.crm.web.hooks import Hooks
from engine.store.uow import Store
from forms.shell.listing import Lists


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Handed to each area's `register(crm, site)`, which adds its addresses to the blueprint."""

    store: Store
    lists: Lists
    hooks: Hooks
    processes: Processes
