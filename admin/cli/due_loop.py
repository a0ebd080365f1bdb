"""The loop that fires timers and does jobs, woken by APScheduler."""

from __future__ import annotations

import logging
import threading

from apscheduler.schedulers.background import BackgroundScheduler

from engine.errors import EngineError
from engine.service import Engine

WAKE_SECONDS = 1
_log = logging.getLogger("guanxi.due")


class DueLoop:
    """Runs in threads of its own between `start` and `stop`.

    What is due lies in the store: a missed wake loses nothing, and several processes may run one each.
    """

    def __init__(self, *, engine: Engine) -> None:
        self._engine = engine
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._wake,
            "interval",
            seconds=WAKE_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; a step that has begun is finished first."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

    def _wake(self) -> None:
        try:
            while self._engine.run_due() and not self._stopping.is_set():
                pass
        except EngineError as error:  # the store is away or busy: the next wake tries again
            _log.info("due work waits", extra={"action": "run_due", "code": error.code})
