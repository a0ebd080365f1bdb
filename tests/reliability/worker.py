"""What a process of the campaign does with bookings: starts and completes, works off what is due."""

from __future__ import annotations

import random
import time
import uuid

from engine.errors import EngineError
from engine.service import Answer, Engine
from tests.reliability.booking import KEY
from tests.reliability.ledger import Ledger

WINDOW = 8
"""Open items to choose from: few, so that the workers get into each other's way."""
TWICE = 0.2
"""How many forms are submitted a second time."""


class Worker:
    """What several people and the background loop would do, in random order."""

    def __init__(self, *, engine: Engine, ledger: Ledger, seed: int) -> None:
        self._engine = engine
        self._ledger = ledger
        self._random = random.Random(seed)
        self._login = f"worker{seed}"

    def step(self) -> None:
        """One action; refusals are part of the game, anything else is noted as wrong."""
        try:
            self._random.choices((self._start, self._complete, self._due), weights=(1, 4, 1))[0]()
        except EngineError:
            return
        except Exception as error:
            self._ledger.note("wrong", what=f"{type(error).__name__}: {error}"[:300])
            time.sleep(0.1)

    def _start(self) -> None:
        if len(self._open_items()) < WINDOW:
            self._ledger.note("started", self._engine.start(KEY, by=self._login))

    def _complete(self) -> None:
        items = self._open_items()
        if not items:
            return
        item, submission = self._random.choice(items), uuid.uuid4().hex
        answer = self._submit(item, submission)
        self._ledger.note("completed", item)
        if self._random.random() < TWICE and self._submit(item, submission) != answer:
            self._ledger.note("wrong", item, "the same submission got another answer")

    def _submit(self, item: int, submission: str) -> Answer:
        return self._engine.complete(item, {"opinion": submission}, by=self._login, submission=submission)

    def _due(self) -> None:
        self._engine.run_due(limit=5)

    def _open_items(self) -> list[int]:
        query = f"SELECT id FROM engine_work_item WHERE closed_at IS NULL ORDER BY id LIMIT {WINDOW}"
        with self._engine.store.read() as connection:
            return [row[0] for row in connection.exec_driver_sql(query)]
