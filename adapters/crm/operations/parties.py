"""Applications about customers, prospects, leads and duplicates."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations import duplicates, handovers, new_customers, pool

ADAPTERS: tuple[Adapter, ...] = (
    *new_customers.ADAPTERS,
    *duplicates.ADAPTERS,
    *pool.ADAPTERS,
    *handovers.ADAPTERS,
)
