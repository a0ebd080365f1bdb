"""The kill loop: workers come up, are killed at random or at a failpoint, come up again; then all comes to rest."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.clock import ManualClock
from engine.service import Engine
from tests.reliability.booking import open_engine, prepare
from tests.reliability.checker import violations
from tests.reliability.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a loop did and found."""

    seconds: float
    kills: int
    acknowledged: int
    violations: list[str]


class KillLoop:
    """Two workers on one store, killed and replaced for a while."""

    def __init__(self, database: str, *, folder: Path, seed: int) -> None:
        self._database = database
        self._path = folder / "ledger.jsonl"
        self._seed = seed

    def run(self, seconds: float) -> Outcome:
        """Kill for so long, then let everything finish, then check."""
        prepare(self._database)
        ledger = Ledger(self._path)
        kills = self._kill(seconds)
        found = self._at_rest(ledger)
        acknowledged = sum(entry.kind != "wrong" for entry in ledger)
        ledger.close()
        return Outcome(seconds, kills, acknowledged, found)

    def _kill(self, seconds: float) -> int:
        command = [sys.executable, "-m", "tests.reliability.nursery"]
        what = [self._database, str(self._path), str(self._seed)]
        pipe = subprocess.PIPE
        with subprocess.Popen([*command, *what], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as nursery:
            if nursery.stdin is None or nursery.stdout is None or nursery.stdout.readline() != "ready\n":
                raise RuntimeError("the workers could not be started")
            with suppress(subprocess.TimeoutExpired):  # it only ends by itself if it failed
                nursery.wait(seconds)
            nursery.stdin.close()
            return int(nursery.stdout.readline())

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
