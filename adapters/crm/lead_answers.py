"""A customer who was not ready answers after all: his lead's process goes on at once."""

from __future__ import annotations

from adapters.crm import catalogue, changes, tables
from adapters.crm.errors import NobodyWaits
from adapters.crm.processes import Processes
from adapters.crm.records import access
from engine.organisation import Person
from engine.store.uow import Transaction

MESSAGE = "lead.answered"
#: Where the process waits until it is time to ask again.
WAITING = frozenset({"ask_later", "later_date", "lead_answered"})


def answered(tx: Transaction, person: Person, processes: Processes, lead_id: int, said: str) -> None:
    """The customer answered; what he said is kept with the lead. Raises NobodyWaits, NotFound."""
    row = access.find(tx.connection, person, catalogue.entity("lead"), lead_id, "edit")
    if row.instance_id is None or not processes.message_in(tx, row.instance_id, MESSAGE, {}):
        raise NobodyWaits(no=row.no)
    said = said.strip()[:2000]
    content = f"{row.content}\n{said}".strip() if said else row.content
    changes.edit(tx, tables.lead, lead_id, root=row.instance_id, content=content, last_progress_at=tx.now)
