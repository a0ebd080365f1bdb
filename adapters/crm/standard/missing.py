"""Adding the standard rows that a store never had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.records.field import Words
from engine.store.uow import Transaction


def add_lookups(tx: Transaction, lists: Mapping[str, Words]) -> None:
    """kind → code → Chinese, English. Entries that exist, also deleted ones, stay as they are."""
    lookup = tables.lookup
    found = tx.connection.execute(select(lookup.c.kind, lookup.c.code).where(lookup.c.kind.in_(lists)))
    present = {(row.kind, row.code) for row in found}
    changes.add_many(
        tx,
        lookup,
        [
            {"kind": kind, "code": code, "name": zh, "name_en": en, "sort": number * 10}
            for kind, words in lists.items()
            for number, (code, (zh, en)) in enumerate(words.items(), start=1)
            if (kind, code) not in present
        ],
    )


def add_parameters(tx: Transaction, values: Mapping[str, Any]) -> None:
    """key → value for the whole company, unless the key was ever given one."""
    table = tables.parameter
    present = set(tx.connection.scalars(select(table.c.key).where(table.c.key.in_(values))))
    rows = [
        {"key": key, "value": value, "scope": "global", "valid_from": tx.now}
        for key, value in values.items()
        if key not in present
    ]
    changes.add_many(tx, table, rows)
