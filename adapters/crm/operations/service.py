"""Applications about feedback, complaints and knowledge."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations import cases, knowledge

ADAPTERS: tuple[Adapter, ...] = (*cases.ADAPTERS, *knowledge.ADAPTERS)
