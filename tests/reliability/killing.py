"""The kill loop: workers come up, are killed at random or at a failpoint, come up again; then all comes to rest."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.clock import ManualClock
from engine.service import Engine
from engine.store.failpoints import FAILPOINTS
from tests.reliability.booking import open_engine, prepare
from tests.reliability.checker import violations
from tests.reliability.ledger import Ledger

WORKERS = 2
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a loop did and found."""

    seconds: float
    kills: int
    acknowledged: int
    violations: list[str]


class KillLoop:
    """Two workers on one store. Half of them carry a failpoint, the others are killed at a random moment."""

    def __init__(self, database: str, *, folder: Path, seed: int) -> None:
        self._database = database
        self._path = folder / "ledger.jsonl"
        self._random = random.Random(seed)
        self._running: list[subprocess.Popen[bytes]] = []
        self._started = 0
        self.kills = 0

    def run(self, seconds: float) -> Outcome:
        """Kill for so long, then let everything finish, then check."""
        prepare(self._database)
        ledger = Ledger(self._path)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while len(self._running) < WORKERS:
                self._spawn()
            time.sleep(0.02)
            self._reap()
        self._reap(everybody=True)
        found = self._at_rest(ledger)
        acknowledged = sum(entry.kind != "wrong" for entry in ledger)
        ledger.close()
        return Outcome(seconds, self.kills, acknowledged, found)

    def _spawn(self) -> None:
        self._started += 1
        environment = os.environ | {"GUANXI_TESTING": "1", "GUANXI_FAILPOINTS": self._failpoint()}
        life = f"{self._random.uniform(0.3, 3.0):.3f}"
        what = [self._database, str(self._path), str(self._started), life]
        command = [sys.executable, "-m", "tests.reliability.worker", *what]
        self._running.append(subprocess.Popen(command, env=environment, cwd=ROOT))

    def _failpoint(self) -> str:
        if self._random.random() < 0.5:
            return ""
        return f"{self._random.choice(sorted(FAILPOINTS))}=crash@{self._random.randint(1, 30)}"

    def _reap(self, *, everybody: bool = False) -> None:
        """Bury who was killed, by a failpoint or because its time had come."""
        for worker in list(self._running):
            if everybody:
                worker.kill()
                worker.wait()
            if worker.poll() is not None:
                self.kills += worker.returncode == -9
                self._running.remove(worker)

    def _at_rest(self, ledger: Ledger) -> list[str]:
        # an hour later: the leases of those who were killed have run out
        engine = open_engine(self._database, clock=ManualClock(datetime.now(UTC) + timedelta(hours=1)))
        try:
            drain(engine)
            with engine.store.snapshot() as connection:
                return violations(connection, ledger)
        finally:
            engine.store.close()


def drain(engine: Engine, rounds: int = 100) -> None:
    """Complete every open item and do every job, until nothing is left to do or to hope for."""
    query = "SELECT id FROM engine_work_item WHERE closed_at IS NULL ORDER BY id"
    for _ in range(rounds):
        done = engine.run_due()
        with engine.store.read() as connection:
            items = [row[0] for row in connection.exec_driver_sql(query)]
        for item in items:
            engine.complete(item, by="drain")
        if not items and not done:
            return
