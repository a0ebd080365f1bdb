"""Setting what rules and processes read: every value has its moment and whoever set it."""

from __future__ import annotations

from typing import Any

from adapters.crm import changes, tables
from engine.store.uow import Transaction


def set_parameter(tx: Transaction, key: str, value: Any) -> None:
    """A new value from now on, None: the default again; the former ones stay for the record."""
    changes.add(
        tx,
        tables.parameter,
        key=key,
        value=value,
        scope="global",
        valid_from=tx.now,
        changed_by_id=tx.by,
    )
