"""Applications about orders, deliveries and stock."""

from __future__ import annotations

from adapters.contract import Adapter

ADAPTERS: tuple[Adapter, ...] = ()
