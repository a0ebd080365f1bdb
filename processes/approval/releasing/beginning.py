"""The moment a version takes effect: noted once, whichever process of the platform comes first.

Nothing waits for it: which version is in force is told by the clock. What must happen in addition hears InForce, in
the transaction that notes it; if that fails it is tried again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from engine.errors import Busy, StorageFull, Unavailable
from engine.store.uow import Store, Transaction
from processes.approval import policies, tables
from processes.approval.policies import Version

_log = logging.getLogger("guanxi.approval")


@dataclass(frozen=True, kw_only=True, slots=True)
class InForce:
    """A version has taken effect: told once, at its release or when its moment has come."""

    policy: str
    version: int


def note(tx: Transaction, version: Version) -> bool:
    """Note that a version is in force and tell it; False where somebody else did."""
    table = tables.policy_version
    mine = (table.c.id == version.id, table.c.state == "released", table.c.begun_at.is_(None))
    if not tx.connection.execute(update(table).where(*mine).values(begun_at=tx.now)).rowcount:
        return False
    tx.audit("policy.in_force", payload={"policy": version.policy, "version": version.version})
    tx.publish(InForce(policy=version.policy, version=version.version))
    return True


def begin_due(store: Store) -> int:
    """Note the versions whose moment has come; how many were. One that fails does not keep the others back."""
    with store.read() as connection:  # mostly there is none: nobody is kept from writing for that
        found = connection.scalars(_due(store.clock.now())).all()
    return sum(_begin(store, identity) for identity in found)


def _begin(store: Store, identity: int) -> bool:
    try:
        with store.begin(by=None, action="policy.begin") as tx:
            table = tables.policy_version
            mine = (
                _due(tx.now).where(table.c.id == identity).with_only_columns(table.c.policy, table.c.version)
            )
            row = tx.connection.execute(mine.with_for_update()).first()
            return row is not None and note(tx, policies.version(tx.connection, row.policy, row.version))
    except (Busy, StorageFull, Unavailable):
        raise  # that holds for the others too
    except Exception:
        _log.exception("a version could not take effect", extra={"version": identity})
        return False


def _due(at: datetime) -> Select[Any]:
    table = tables.policy_version
    mine = (table.c.state == "released", table.c.begun_at.is_(None), table.c.valid_from <= at)
    return select(table.c.id).where(*mine).order_by(table.c.valid_from, table.c.id)
