"""Applications about returns."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations.returns import opening, settling, steps, telling

ADAPTERS: tuple[Adapter, ...] = (
    *opening.ADAPTERS,
    *steps.ADAPTERS,
    *settling.ADAPTERS,
    *telling.ADAPTERS,
)
