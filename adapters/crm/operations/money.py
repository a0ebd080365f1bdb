"""Applications about payment plans, receipts, dunning and payments."""

from __future__ import annotations

from adapters.contract import Adapter

ADAPTERS: tuple[Adapter, ...] = ()
