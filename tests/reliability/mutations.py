"""Broken on purpose: each protection is taken out in turn, and the checker must notice.

A mutation only counts as caught if the same scenario is clean with the protection in place. The switches lie
here, in the campaign: the product has none.
"""

from __future__ import annotations

import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from engine.clock import ManualClock
from engine.errors import EngineError
from engine.ids import new_id
from engine.kernel.run import Run
from engine.kernel.state import Token
from engine.service import Engine, item_slice, jobs, messages, work_items
from engine.service.loading import Loader
from engine.service.writing import Writer
from engine.store import uow
from tests.reliability.booking import KEY, open_engine, prepare
from tests.reliability.checker import booked, violations
from tests.reliability.ledger import Ledger
from tests.reliability.resting import drain

Break = Callable[[], AbstractContextManager[Any]]
Scenario = Callable[["Stage"], None]


class Killed(BaseException):
    """Stands for kill -9: no handler of the product catches it."""


class Stage:
    """A store with an engine, a clock to move and a ledger to fill."""

    def __init__(self, database: str, folder: Path) -> None:
        self.clock = ManualClock(datetime.now(UTC))
        self.engine: Engine = open_engine(database, clock=self.clock)
        self.ledger = Ledger(folder / f"{uuid.uuid4().hex}.jsonl")

    def begin(self) -> int:
        """A started instance; the id of its first work item."""
        instance = self.engine.start(KEY)
        self.ledger.note("started", instance)
        query = f"SELECT id FROM engine_work_item WHERE root_id = {instance} AND closed_at IS NULL"
        with self.engine.store.read() as connection:
            item: int = connection.exec_driver_sql(query).scalar_one()
        return item

    def complete(self, item: int, submission: str | None = None) -> object:
        """Complete and acknowledge; what no user should ever see is noted."""
        try:
            answer = self.engine.complete(item, submission=submission)
        except EngineError as refusal:
            return type(refusal)
        except Exception as error:
            self.ledger.note("wrong", item, f"{type(error).__name__}: {error}"[:200])
            return type(error)
        self.ledger.note("completed", item)
        return answer

    def later(self) -> None:
        """Past every lease."""
        self.clock.set(self.clock.now() + timedelta(hours=1))

    def found(self) -> list[str]:
        """Let all come to rest, and check."""
        self.later()
        with suppress(EngineError):
            drain(self.engine, rounds=10)
        with self.engine.store.snapshot() as connection:
            return violations(connection, self.ledger, booked(connection))


# -- scenarios --------------------------------------------------------------------------------------


def two_at_once(stage: Stage) -> None:
    """Two people complete the same task; both have read before either writes, if nothing keeps them apart."""
    item = stage.begin()
    both_read = threading.Barrier(2)
    read = item_slice.lock_and_read

    def read_and_wait(*arguments: Any) -> Any:
        shown = read(*arguments)
        with suppress(threading.BrokenBarrierError):
            both_read.wait(0.5)
        return shown

    with patch.object(work_items, "lock_and_read", read_and_wait), ThreadPoolExecutor(2) as pool:
        list(pool.map(stage.complete, [item, item]))


def submitted_twice(stage: Stage) -> None:
    """A double click: the same submission, the same answer."""
    item = stage.begin()
    if stage.complete(item, "once") != stage.complete(item, "once"):
        stage.ledger.note("wrong", item, "the same submission got another answer")


def sent_twice(stage: Stage) -> None:
    """A message sent twice with the same dedupe key."""
    first = stage.engine.message("nobody listens", dedupe="once", ttl=timedelta(days=1))
    again = stage.engine.message("nobody listens", dedupe="once", ttl=timedelta(days=1))
    if first.repeated or not again.repeated:
        stage.ledger.note("wrong", what="a repeated message was taken for a new one")


def killed_after_the_call(stage: Stage) -> None:
    """The other side was told, and the worker dies before it can write that down."""
    stage.complete(stage.begin())
    _dying_at("job_called_before_record", stage.engine.run_due, jobs)
    stage.later()


def killed_after_the_commit(stage: Stage) -> None:
    """Everything is durable, and the process dies before it can do anything more."""
    item = stage.begin()
    _dying_at("after_commit", lambda: stage.complete(item), uow)


def overtaken(stage: Stage) -> None:
    """A worker stalls in its call until its lease is over; another one does the job meanwhile."""
    stage.complete(stage.begin())
    [slow] = jobs.claim(stage.engine.context, owner="slow", limit=1)
    stage.later()
    [fast] = jobs.claim(stage.engine.context, owner="fast", limit=1)
    for claimed in (fast, slow):
        try:
            jobs.work(stage.engine.context, claimed)
        except Exception as error:
            stage.ledger.note("wrong", what=f"{type(error).__name__}: {error}"[:200])


def _dying_at(place: str, action: Callable[[], Any], module: Any) -> None:
    def reach(name: str) -> None:
        if name == place:
            raise Killed

    with patch.object(module, "failpoint", reach), suppress(Killed):
        action()


# -- what is taken out ------------------------------------------------------------------------------


# SQLite lets nobody in between: there this one cannot be taken out, so mutations are run on PostgreSQL.
def no_lock() -> AbstractContextManager[Any]:
    return patch.object(item_slice, "_LOCK", "SELECT id FROM engine_work_item WHERE id = ?")


def no_submission() -> AbstractContextManager[Any]:
    read = item_slice.lock_and_read
    return patch.object(work_items, "lock_and_read", lambda *given: replace(read(*given), answer=None))


def no_dedupe() -> AbstractContextManager[Any]:
    receive = messages._receive

    def forget(*given: Any) -> bool:
        return receive(*given[:3], replace(given[3], dedupe=None))

    return patch.object(messages, "_receive", forget)


def no_idempotency() -> AbstractContextManager[Any]:
    made = jobs.AdapterCall
    return patch.object(
        jobs, "AdapterCall", lambda **given: made(**given | {"idempotency_key": str(new_id())})
    )


def enqueue_after_commit() -> AbstractContextManager[Any]:
    def later(self: Writer, run: Run) -> None:
        if run.jobs:
            self.tx.after_commit(_too_late)
        else:
            write(self, run)

    write = Writer._jobs
    return patch.object(Writer, "_jobs", later)


def _too_late() -> None:
    raise AssertionError("the process of this scenario does not live to see it")


@contextmanager
def no_fence() -> Iterator[None]:
    """The result is recorded on what was known when the job was claimed."""
    remembered: dict[int, Token] = {}
    read = Loader.token

    def token(self: Loader, token_id: int) -> Token | None:
        found = read(self, token_id)
        if found is not None:
            remembered[token_id] = replace(found)
            return found
        known = remembered.get(token_id)
        return None if known is None else replace(known)

    with ExitStack() as stack:
        stack.enter_context(patch.object(jobs, "_mine", lambda *_: True))
        stack.enter_context(patch.object(Loader, "token", token))
        yield


MUTATIONS: dict[str, tuple[Break, Scenario]] = {
    "no lock": (no_lock, two_at_once),
    "no submission": (no_submission, submitted_twice),
    "no dedupe": (no_dedupe, sent_twice),
    "no idempotency": (no_idempotency, killed_after_the_call),
    "enqueue after commit": (enqueue_after_commit, killed_after_the_commit),
    "lost fence": (no_fence, overtaken),
}


def caught(name: str, database: Callable[[], str]) -> bool:
    """Whether the checker sees the mutation and is silent without it. `database` gives an empty store's URL."""
    broken, scenario = MUTATIONS[name]
    return _play(scenario, None, database()) == [] and _play(scenario, broken, database()) != []


def _play(scenario: Scenario, broken: Break | None, database: str) -> list[str]:
    prepare(database)
    with tempfile.TemporaryDirectory(prefix="guanxi-mutation-") as folder:
        stage = Stage(database, Path(folder))
        try:
            if broken is None:
                scenario(stage)
            else:
                with broken():
                    scenario(stage)
            return stage.found()
        finally:
            stage.ledger.close()
            stage.engine.store.close()
