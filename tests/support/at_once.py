"""Calls that begin at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from engine.errors import EngineError


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call answered, or the refusal it met; all begin at the same moment."""
    ready = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        ready.wait(30)
        try:
            return call()
        except EngineError as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))
