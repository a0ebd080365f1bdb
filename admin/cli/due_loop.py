"""The loop that fires timers and does jobs, woken by APScheduler."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from engine.errors import EngineError
from engine.service import Engine

WAKE_SECONDS = 1
BACKGROUND_SECONDS = 3
MOMENT_SECONDS = 1
TIDY_SECONDS = 3600
_log = logging.getLogger("guanxi.due")
# A turn that is left out because the one before still works is made up by the next: nobody need read of it.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


class DueLoop:
    """Runs in threads of its own between `start` and `stop`.

    What is due lies in the store: a missed wake loses nothing, and several processes may run one each.
    """

    def __init__(self, *, engine: Engine, moments: Callable[[], int], tidy: Callable[[], int]) -> None:
        self._engine = engine
        self._moments = moments
        self._tidy = tidy
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(timezone="UTC")
        # Comparisons with the second engine take seconds each: they have a thread of their own.
        wakes = (
            (self._wake, WAKE_SECONDS),
            (self._wake_moments, MOMENT_SECONDS),
            (self._wake_background, BACKGROUND_SECONDS),
            (self._wake_tidy, TIDY_SECONDS),
        )
        for wake, seconds in wakes:
            self._scheduler.add_job(
                wake,
                "interval",
                seconds=seconds,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End, if it ever began; a step that has begun is finished first."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _wake(self) -> None:
        self._work("run_due", self._engine.run_due)

    def _wake_moments(self) -> None:
        self._work("moments", self._moments)

    def _wake_background(self) -> None:
        self._work("run_background", self._engine.run_background)

    def _wake_tidy(self) -> None:
        self._work("tidy", self._tidy)

    def _work(self, action: str, run: Callable[[], int]) -> None:
        try:
            while not self._stopping.is_set() and run():
                pass
        except EngineError as error:  # the store is away or busy: the next wake tries again
            _log.info("due work waits", extra={"action": action, "code": error.code})
