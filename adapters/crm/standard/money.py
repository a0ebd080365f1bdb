"""Lists about money."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.crm.money_words import METHODS
from adapters.crm.records.field import Words
from adapters.crm.standard.missing import add_lookups
from adapters.crm.words import CURRENCIES
from engine.store.uow import Transaction

LISTS: Mapping[str, Words] = {"payment_method": METHODS, "currency": CURRENCIES}


def install(tx: Transaction) -> None:
    """Add the entries that are missing."""
    add_lookups(tx, LISTS)
