"""Applications about feedback, complaints and knowledge."""

from __future__ import annotations

from adapters.contract import Adapter

ADAPTERS: tuple[Adapter, ...] = ()
