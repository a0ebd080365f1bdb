"""The kill loop: workers come up, are killed at random or at a failpoint, come up again; then all comes to rest."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.checker import violations
from tests.reliability.ledger import Ledger
from tests.reliability.work import WORKS

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

    def __init__(self, database: str, *, work: str, folder: Path, seed: int) -> None:
        self._name = work
        self._work = WORKS[work](database, folder)
        self._database = database
        self._path = folder / "ledger.jsonl"
        self._seed = seed

    def run(self, seconds: float) -> Outcome:
        """Kill for so long, then let everything finish, then check."""
        self._work.prepare()
        ledger = Ledger(self._path)
        kills = self._kill(seconds)
        found = self._at_rest(ledger)
        acknowledged = sum(entry.kind != "wrong" for entry in ledger)
        ledger.close()
        return Outcome(seconds, kills, acknowledged, found)

    def _kill(self, seconds: float) -> int:
        command = [sys.executable, "-m", "tests.reliability.nursery"]
        what = [self._name, self._database, str(self._path), str(self._seed)]
        pipe = subprocess.PIPE
        with subprocess.Popen([*command, *what], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as nursery:
            if nursery.stdin is None or nursery.stdout is None or nursery.stdout.readline() != "ready\n":
                raise RuntimeError("the workers could not be started")
            with suppress(subprocess.TimeoutExpired):  # it only ends by itself if it failed
                nursery.wait(seconds)
            nursery.stdin.close()
            return int(nursery.stdout.readline())

    def _at_rest(self, ledger: Ledger) -> list[str]:
        engine = self._work.come_to_rest()
        try:
            with engine.store.snapshot() as connection:
                effects = self._work.effects(connection)
                return violations(connection, ledger, effects, must_end=self._work.must_end)
        finally:
            engine.store.close()
