"""Lists and parameters about returns and repairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.crm.records.field import Words
from adapters.crm.returns.words import FAULT_TYPES, REASONS
from adapters.crm.standard.missing import add_lookups, add_parameters
from engine.store.uow import Transaction

LISTS: Mapping[str, Words] = {"return_reason": REASONS, "fault_type": FAULT_TYPES}

#: Days after delivery within which goods are taken back; days until they must have come; levels of customers
#: that are called afterwards.
PARAMETERS: Mapping[str, Any] = {
    "return.window_days": 30,
    "return.goods_days": 30,
    "return.call_levels": ["A", "B"],
    "return.address": "上海市松江区新桥镇 188 号 收货组 / Receiving, 188 Xinqiao, Songjiang, Shanghai",
}


def install(tx: Transaction) -> None:
    """Add what is missing."""
    add_lookups(tx, LISTS)
    add_parameters(tx, PARAMETERS)
