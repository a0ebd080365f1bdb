"""Applications about customers, prospects, leads and duplicates."""

from __future__ import annotations

from adapters.contract import Adapter

ADAPTERS: tuple[Adapter, ...] = ()
