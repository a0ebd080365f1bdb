"""`guanxi verify`: records and their processes agree, and so do the sums that are kept twice."""

from __future__ import annotations

from sqlalchemy import Connection

from adapters.crm.verify.approvals import APPROVALS
from adapters.crm.verify.processes import PROCESSES
from adapters.crm.verify.sums import SUMS
from engine.store.breach import Breach
from engine.store.verify.invariants import Invariant, broken

__all__ = ["INVARIANTS", "verify_crm"]

INVARIANTS: tuple[Invariant, ...] = (*PROCESSES, *APPROVALS, *SUMS)


def verify_crm(connection: Connection) -> list[Breach]:
    """Every disagreement, with the numbers of the records; one query per rule, for all rows at once."""
    return broken(connection, INVARIANTS)
