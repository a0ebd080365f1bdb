"""Applications about leads, opportunities and contracts."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations import leads, opportunities

ADAPTERS: tuple[Adapter, ...] = (*leads.ADAPTERS, *opportunities.ADAPTERS)
