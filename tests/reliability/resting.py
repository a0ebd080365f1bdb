"""Letting everything come to rest: every open item completed, every job done."""

from __future__ import annotations

from collections.abc import Callable

from engine.service import Engine

Complete = Callable[[Engine, int], None]
_OPEN = "SELECT id FROM engine_work_item WHERE closed_at IS NULL ORDER BY id"


def _complete(engine: Engine, item: int) -> None:
    engine.complete(item, by="drain")


def drain(engine: Engine, *, rounds: int = 100, complete: Complete = _complete) -> None:
    """Until nothing is left to do, or to hope for."""
    for _ in range(rounds):
        done = engine.run_due()
        with engine.store.read() as connection:
            items = [row[0] for row in connection.exec_driver_sql(_OPEN)]
        for item in items:
            complete(engine, item)
        if not items and not done:
            return
