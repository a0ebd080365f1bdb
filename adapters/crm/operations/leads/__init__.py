"""Applications about leads: entering, matching, giving away, contacting, closing."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations.leads import contacting, entering, giving

ADAPTERS: tuple[Adapter, ...] = (
    *entering.ADAPTERS,
    *giving.ADAPTERS,
    *contacting.ADAPTERS,
)
