"""The demo company's year, loaded while pages are already served."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from admin.cli.command import Say
from admin.cli.platform import Platform

STEP = 0.1
_log = logging.getLogger("guanxi.demo")


def load_past(platform: Platform, say: Say, stopped: Callable[[], bool] = lambda: False) -> None:
    """Load it here and now, telling how far it is, then let today's work begin."""
    told = [0.0]

    def tell(share: float) -> None:
        if share >= told[0] + STEP:
            told[0] = share
            say.line(f"demo company: {share:.0%} of its year", f"演示公司：全年数据已载入 {share:.0%}")

    if platform.load_history(tell=tell, stopped=stopped):
        platform.open_demo_cases()
        say.line("demo company: ready", "演示公司：数据已就绪")


class PastLoader:
    """Loads in a thread of its own; `then` is called when it is through, not when it was stopped."""

    def __init__(self, *, platform: Platform, say: Say, then: Callable[[], None]) -> None:
        self._platform = platform
        self._say = say
        self._then = then
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._load, name="demo-past", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step under way; the next start goes on from there."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _load(self) -> None:
        try:
            load_past(self._platform, self._say, self._stopping.is_set)
        except Exception:
            _log.exception("the demo company's year is incomplete; the next start goes on with it")
        if not self._stopping.is_set():
            self._then()
