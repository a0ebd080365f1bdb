"""One durable request on each store: against the bare transaction, against SpiffWorkflow with a JSON blob."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.store.database import SQLITE_PRAGMAS
from engine.store.uow import Store
from tests.performance.bare import Replay, changes, image, size
from tests.performance.rounds import interleaved
from tests.performance.spiff import SpiffBlob
from tests.performance.subject import Subject


@dataclass(frozen=True)
class Written:
    """What one request writes."""

    rows: int
    bytes: int


def against_bare(folder: Path, *, rounds: int) -> tuple[dict[str, float], Written]:
    """CPU seconds of a request on SQLite: `engine`, and `bare` with the driver alone."""
    subject = Subject(f"sqlite:///{folder / 'engine.db'}")
    bare = Subject(f"sqlite:///{folder / 'bare.db'}")
    driver = sqlite3.connect(folder / "bare.db", isolation_level=None, cached_statements=512)
    for pragma in (*SQLITE_PRAGMAS, "PRAGMA journal_mode=WAL"):
        driver.execute(pragma)
    replay, written = recorded(bare, driver, mark="?", begin="BEGIN IMMEDIATE")
    try:
        subjects = {"engine": subject.reviewing(), "bare": replay.prepare}
        return interleaved(subjects, rounds=rounds), written
    finally:
        driver.close()
        subject.store.close()
        bare.store.close()


def against_spiff(folder: Path, *, rounds: int) -> tuple[dict[str, float], int]:
    """CPU seconds of a request on SQLite: `engine`, and `spiff` with a JSON blob; the blob's bytes."""
    subject = Subject(f"sqlite:///{folder / 'beside.db'}")
    spiff = SpiffBlob(folder / "spiff.db")
    try:
        taken = interleaved({"engine": subject.reviewing(), "spiff": spiff.prepare}, rounds=rounds)
        return taken, spiff.size()
    finally:
        spiff.close()
        subject.store.close()


def recorded(subject: Subject, driver: Any, *, mark: str, begin: str) -> tuple[Replay, Written]:
    """Let the engine do one request and learn which rows it writes."""
    subject.reviewing()()()  # the first one of a store may do more
    before = image(subject.store)
    request = subject.reviewing()()
    ready = image(subject.store)
    request()
    after = image(subject.store)
    setup, found = changes(before, ready, mark=mark), changes(ready, after, mark=mark)
    return Replay(driver, setup=setup, request=found, before=before, begin=begin), Written(*size(found))


def postgresql(url: str, *, rounds: int) -> dict[str, float]:
    """Elapsed seconds of a request: `engine`, `bare` (one row updated), `rows` (the same rows as the engine).

    Elapsed, because the server's share of the work is not this process's CPU time.
    """
    import psycopg

    subject = Subject(url)
    driver = psycopg.connect(subject.store.engine.url.set(drivername="postgresql").render_as_string(False))
    driver.autocommit = True
    driver.prepare_threshold = 2
    replay, _ = recorded(subject, driver, mark="%s", begin="BEGIN")
    try:
        return interleaved(
            {
                "engine": subject.reviewing(),
                "bare": _one_row(driver, subject.store),
                "rows": replay.prepare,
            },
            rounds=rounds,
            clock=time.perf_counter,
        )
    finally:
        driver.close()
        subject.store.close()


def _one_row(driver: Any, store: Store) -> Callable[[], Callable[[], None]]:
    with store.read() as connection:
        instance = connection.exec_driver_sql("SELECT max(id) FROM engine_instance").scalar_one()

    def request() -> None:
        driver.execute("BEGIN")
        driver.execute("UPDATE engine_instance SET version = version + 1 WHERE id = %s", (instance,))
        driver.execute("COMMIT")

    return lambda: request
