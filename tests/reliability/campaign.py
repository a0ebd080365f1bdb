"""`make reliability`: kill -9 in a loop on both stores, then the mutations; one JSON object as the last line.

    python -m tests.reliability.campaign SECONDS

Half of the time goes to each store, and of that a third to each work: bookings, the shipped quote approval, and
the chain from the lead to the complaint with everything that ships.
Violations are told on stderr, one sentence each.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from engine.store.throwaway import ThrowawayPostgreSQL
from tests.reliability.killing import KillLoop
from tests.reliability.mutations import MUTATIONS, caught
from tests.reliability.work import WORKS


def campaign(seconds: float, *, seed: int) -> dict[str, Any]:
    """The object that is printed; a store that cannot be started here is null."""
    found: dict[str, Any] = {"sqlite": None, "postgresql": None, "mutations_caught": None}
    with tempfile.TemporaryDirectory(prefix="guanxi-campaign-") as folder:
        files = (f"sqlite:///{folder}/{number}.db" for number in count())
        found["sqlite"] = killed(lambda: next(files), seconds / 2, seed=seed)
    server = _postgresql()
    if server is None:
        return found
    try:
        # durable: the campaign is about what is left after a crash
        found["postgresql"] = killed(server.new_database, seconds / 2, seed=seed + 1)
        passed = [name for name in MUTATIONS if caught(name, server.new_database)]
        for name in MUTATIONS.keys() - set(passed):
            print(f"not caught: {name}", file=sys.stderr)
        found["mutations_caught"] = {"passed": len(passed), "of": len(MUTATIONS)}
    finally:
        server.stop()
    return found


def killed(database: Callable[[], str], seconds: float, *, seed: int) -> dict[str, float]:
    """A kill loop with each process, each on a store of its own; the sums."""
    outcomes = []
    for work in WORKS:
        with tempfile.TemporaryDirectory(prefix="guanxi-ledger-") as folder:
            loop = KillLoop(database(), work=work, folder=Path(folder), seed=seed)
            outcomes.append(loop.run(seconds / len(WORKS)))
        for sentence in outcomes[-1].violations:
            print(f"violation: {work}: {sentence}", file=sys.stderr)
    return {
        "seconds": round(sum(outcome.seconds for outcome in outcomes), 1),
        "kills": sum(outcome.kills for outcome in outcomes),
        "acknowledged": sum(outcome.acknowledged for outcome in outcomes),
        "violations": sum(len(outcome.violations) for outcome in outcomes),
    }


def _postgresql() -> ThrowawayPostgreSQL | None:
    try:
        return ThrowawayPostgreSQL(durable=True)
    except Exception as error:
        print(f"no PostgreSQL here: {error}", file=sys.stderr)
        return None


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    chosen = random.SystemRandom().randrange(1 << 30)
    print(f"seed {chosen}", file=sys.stderr)
    print(json.dumps(campaign(length, seed=chosen)))
