"""The ways in which money comes and goes, as administrators list them (13.2.4)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from adapters.crm.money_words import METHODS
from adapters.crm.records.lookups import codes


def methods(connection: Connection, *, in_use_too: bool = False) -> Mapping[str, tuple[str, str]]:
    """code → Chinese, English of those in use; `in_use_too` adds those that are no longer chosen."""
    return codes(connection, "payment_method", in_use_too=in_use_too) or METHODS
