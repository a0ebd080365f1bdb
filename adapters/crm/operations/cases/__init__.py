"""Applications of the complaint process: each brings the case to where the process is."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations.cases import ending, handling, opening, telling

ADAPTERS: tuple[Adapter, ...] = (
    *opening.ADAPTERS,
    *handling.ADAPTERS,
    *telling.ADAPTERS,
    *ending.ADAPTERS,
)
