"""Applications about tasks, progress and communication."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations import letters

ADAPTERS: tuple[Adapter, ...] = (*letters.ADAPTERS,)
