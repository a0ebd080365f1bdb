"""Applications about opportunities and contracts."""

from __future__ import annotations

from adapters.contract import Adapter

ADAPTERS: tuple[Adapter, ...] = ()
