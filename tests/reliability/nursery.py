"""Where workers come from: a process that has everything imported and forks them, so that they live at once.

It has one thread and no connection, so that forking is safe. It keeps the number of workers up until its standard
input closes, then kills everybody and prints how many died by a kill.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import threading
from pathlib import Path

from engine.service import jobs
from engine.service import step as steps
from engine.store import uow
from engine.store.failpoints import FAILPOINTS, armed
from tests.reliability.ledger import Ledger
from tests.reliability.work import WORKS

WORKERS = 2
TICK = 0.02


class Nursery:
    """Half of the workers carry a failpoint; each is killed at a random moment if it gets that far."""

    def __init__(self, *, work: str, database: str, ledger: Path, seed: int) -> None:
        self._work = WORKS[work](database, ledger.parent)
        self._ledger = ledger
        self._random = random.Random(seed)
        self._alive: set[int] = set()
        self._born = 0
        self.kills = 0

    def tend(self) -> None:
        """Replace whoever died."""
        self._reap(os.WNOHANG)
        while len(self._alive) < WORKERS:
            self._born += 1
            failpoint, life = self._failpoint(), self._random.uniform(0.3, 3.0)
            child = os.fork()
            if child == 0:
                self._live(failpoint, life)
            self._alive.add(child)

    def close(self) -> None:
        """Kill everybody."""
        for child in self._alive:
            os.kill(child, signal.SIGKILL)
        while self._alive:
            self._reap(0)

    def _reap(self, options: int) -> None:
        while self._alive:
            child, status = os.waitpid(-1, options)
            if child == 0:
                return
            self._alive.discard(child)
            self.kills += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL

    def _failpoint(self) -> str:
        if self._random.random() < 0.5:
            return ""
        return f"{self._random.choice(sorted(FAILPOINTS))}=crash@{self._random.randint(1, 30)}"

    def _live(self, failpoint: str, life: float) -> None:
        reach = armed({"GUANXI_TESTING": "1", "GUANXI_FAILPOINTS": failpoint})
        for module in (uow, steps, jobs):  # they took the name when they were imported
            module.failpoint = reach  # type: ignore[attr-defined]
        try:
            step = self._work.step(Ledger(self._ledger), self._born)
            _die_after(life)
            while True:
                step()
        finally:
            os._exit(1)


def _die_after(seconds: float) -> None:
    """A SIGKILL at a moment that has nothing to do with what is going on; coming up does not count."""
    timer = threading.Timer(seconds, lambda: os.kill(os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()


def main(work: str, database: str, ledger: str, seed: str) -> None:
    nursery = Nursery(work=work, database=database, ledger=Path(ledger), seed=int(seed))
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], TICK)[0]:
        nursery.tend()
    nursery.close()
    print(nursery.kills, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
