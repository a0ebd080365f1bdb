"""Side by side: every subject once a round, so that a slow minute of the machine hits all of them alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping

Clock = Callable[[], float]
Request = Callable[[], None]
Prepare = Callable[[], Request]
"""Makes everything ready, untimed, and returns the one request to be timed."""

PERCENTILE = 0.20
WARM_UP = 5
"""Rounds that are not counted."""


def interleaved(
    subjects: Mapping[str, Prepare], *, rounds: int, clock: Clock = time.process_time, warm_up: int = WARM_UP
) -> dict[str, float]:
    """The 20th percentile of the seconds of one request, by subject; CPU seconds unless told otherwise."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    collecting = gc.isenabled()
    gc.disable()  # a collection in the middle of one request would be charged to that subject alone
    try:
        for number in range(warm_up + rounds):
            for name, prepare in subjects.items():
                request = prepare()
                seconds = _timed(request, clock)
                if number >= warm_up:
                    taken[name].append(seconds)
            if number % 20 == 0:
                gc.collect()
    finally:
        if collecting:
            gc.enable()
    return {name: percentile(values) for name, values in taken.items()}


def percentile(values: list[float], share: float = PERCENTILE) -> float:
    """The value that `share` of them stay below."""
    return sorted(values)[int(len(values) * share)]


def _timed(request: Request, clock: Clock) -> float:
    began = clock()
    request()
    return clock() - began
