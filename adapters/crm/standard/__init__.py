"""What a new CRM starts with: lists, parameters and other rows that administrators keep afterwards, by area.

An area adds a module with `install(tx)` and names it in `AREAS`. Installing again changes nothing that is there:
an entry that an administrator renamed, took out of use or deleted stays as he left it.
"""

from __future__ import annotations

from adapters.crm.standard import money, parties, returns, sales, service, work
from engine.store.uow import Transaction

AREAS = (money, parties, returns, sales, service, work)


def install(tx: Transaction) -> None:
    """Add what is missing of every area."""
    for area in AREAS:
        area.install(tx)
