"""Applications about opportunities: entering, approving, following up, warning, closing."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations.opportunities import approving, beginning, closing, following, warning

ADAPTERS: tuple[Adapter, ...] = (
    *beginning.ADAPTERS,
    *approving.ADAPTERS,
    *following.ADAPTERS,
    *warning.ADAPTERS,
    *closing.ADAPTERS,
)
