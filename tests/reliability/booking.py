"""The process of the campaign: a review, a booking in the step's transaction, a notice after it, a confirmation.

The booking and the notice keep books of their own, without any constraint that would hide a doubled effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import text

import engine.store.schema  # noqa: F401 - the tables exist before they are made
from engine.clock import Clock
from engine.ports import Adapter, AdapterCall
from engine.service import Engine
from engine.store.uow import Store
from tests.support.diagrams import diagram

KEY = "booking"
PROCESS = """
start s
user review candidateGroups=managers
service book adapter=book
service notify adapter=notify
user confirm
end e
s -> review -> book -> notify -> confirm -> e
"""
_TABLES = ("campaign_booking", "campaign_notice")


class Book:
    """Writes its row with the connection of the step: together with it or not at all."""

    kind: Literal["transactional"] = "transactional"

    def __call__(self, call: AdapterCall, /) -> dict[str, Any]:
        call.tx.connection.execute(
            text("INSERT INTO campaign_booking (activity) VALUES (:key)"), {"key": call.idempotency_key}
        )
        return {"booked": True}


class Notify:
    """The other side's book: committed for itself, whatever becomes of the step."""

    kind: Literal["remote"] = "remote"

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, call: AdapterCall, /) -> dict[str, Any]:
        with self._store.schema_change() as connection:
            connection.execute(
                text("INSERT INTO campaign_notice (activity) VALUES (:key)"), {"key": call.idempotency_key}
            )
        return {}


def open_engine(database: str, *, clock: Clock | None = None) -> Engine:
    """The engine of one process of the campaign."""
    store = Store(database, clock=clock)
    adapters: Mapping[str, Adapter] = {"book": Book(), "notify": Notify(store)}
    return Engine(store=store, adapters=adapters)


def prepare(database: str) -> None:
    """Tables and the published definition."""
    engine = open_engine(database)
    engine.store.create()
    with engine.store.schema_change() as connection:
        for table in _TABLES:
            connection.execute(text(f"CREATE TABLE {table} (activity VARCHAR(32) NOT NULL)"))
    engine.deploy(dict([diagram(PROCESS, process=KEY)]), name="campaign")
    engine.store.close()
