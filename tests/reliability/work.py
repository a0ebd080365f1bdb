"""What a kill loop works on: the processes of the campaign, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from engine.clock import ManualClock
from engine.service import Engine
from tests.reliability import booking, checker
from tests.reliability.chain import Chain
from tests.reliability.ledger import Ledger
from tests.reliability.quotes import Quotes
from tests.reliability.resting import drain
from tests.reliability.worker import Worker


class Work(Protocol):
    """One store with a process on it."""

    must_end: bool
    """Whether everything that was begun comes to its end once nobody is killed any more."""

    def prepare(self) -> None:
        """Tables, definitions, people."""

    def step(self, ledger: Ledger, seed: int) -> Callable[[], None]:
        """Open the store in this process; what comes back is one action of a worker."""

    def come_to_rest(self) -> Engine:
        """Let everything finish that can; the engine is the caller's to close."""

    def effects(self, connection: Connection) -> Iterator[str]:
        """What is wrong with the effects outside the engine's own rows."""


class Booking:
    """A small process with books of its own."""

    must_end = True

    def __init__(self, database: str, folder: Path) -> None:
        self._database = database

    def prepare(self) -> None:
        booking.prepare(self._database)

    def step(self, ledger: Ledger, seed: int) -> Callable[[], None]:
        return Worker(engine=booking.open_engine(self._database), ledger=ledger, seed=seed).step

    def come_to_rest(self) -> Engine:
        # an hour later: the leases of those who were killed have run out
        clock = ManualClock(datetime.now(UTC) + timedelta(hours=1))
        engine = booking.open_engine(self._database, clock=clock)
        drain(engine)
        return engine

    def effects(self, connection: Connection) -> Iterator[str]:
        return checker.booked(connection)


WORKS: dict[str, Callable[[str, Path], Work]] = {"booking": Booking, "quotes": Quotes, "chain": Chain}
