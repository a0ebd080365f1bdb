"""`gx:idempotent="false"`: a remote call whose end nobody knows is not repeated unasked."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import update

from engine.errors import BusinessError, TransientError
from engine.service import jobs
from engine.service.once import LEASE_ONCE
from engine.store.schema import runtime
from engine.store.uow import Store
from engine.testing import Playground
from tests.support.diagrams import diagram

ROOT = Path(__file__).resolve().parents[3]
ONCE = "start s\nservice pay adapter=pay idempotent=false\nuser after\nend e\ns -> pay -> after -> e"
AGAIN = ONCE.replace(" idempotent=false", "")
OVER = LEASE_ONCE + timedelta(seconds=1)


class Died(BaseException):
    """What no worker catches: the process is gone."""


class Bank:
    """A remote application; each call meets the next of `fates`."""

    kind = "remote"

    def __init__(self, *fates: BaseException | None) -> None:
        self.calls: list[str] = []
        self._fates = list(fates)

    def __call__(self, call, /):
        self.calls.append(call.idempotency_key)
        fate = self._fates.pop(0) if self._fates else None
        if fate is not None:
            raise fate
        return {"paid": True}


def elements(p, i):
    return [item.element for item in p.work_items(i)]


def codes(p, i):
    return [incident["code"] for incident in p.incidents(i)]


def test_a_call_that_was_interrupted_becomes_an_incident_and_is_not_repeated(play):
    bank = Bank(Died())
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    with pytest.raises(Died):
        p.run_jobs()
    assert p.run_jobs() == 0  # it may still be out
    p.advance(OVER)
    p.advance(OVER)
    assert (len(bank.calls), codes(p, i), elements(p, i)) == (1, ["CALL_INTERRUPTED"], [])
    assert p.verify() == []


def test_an_operator_may_have_it_repeated_with_the_same_key(play):
    bank = Bank(Died())
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    with pytest.raises(Died):
        p.run_jobs()
    p.advance(OVER)
    [incident] = p.incidents(i)
    p.retry(incident["id"])
    p.run_jobs()
    assert (len(bank.calls), len(set(bank.calls)), elements(p, i)) == (2, 1, ["after"])
    assert (p.incidents(i), p.verify()) == ([], [])


def test_without_the_mark_it_is_repeated(play):
    bank = Bank(Died())
    p = play(AGAIN, adapters={"pay": bank})
    i = p.start()
    with pytest.raises(Died):
        p.run_jobs()
    p.advance(jobs.LEASE + timedelta(seconds=1))
    assert (len(bank.calls), elements(p, i)) == (2, ["after"])


def test_an_application_that_says_it_did_nothing_is_called_again(play):
    bank = Bank(TransientError("busy"))
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    p.run_jobs()
    p.advance(timedelta(minutes=1))
    assert (len(bank.calls), elements(p, i), codes(p, i)) == (2, ["after"], [])


def test_a_death_after_such_an_answer_counts(play):
    bank = Bank(TransientError("busy"), Died())
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    p.run_jobs()
    with pytest.raises(Died):
        p.advance(timedelta(minutes=1))
    p.advance(OVER)
    assert (len(bank.calls), codes(p, i)) == (2, ["CALL_INTERRUPTED"])


def test_a_refusal_and_a_fault_are_what_they_always_are(play):
    for fate, code in ((BusinessError("NO", "no"), "ERROR_UNCAUGHT"), (ValueError("x"), "ADAPTER_FAILED")):
        bank = Bank(fate)
        p = play(ONCE, adapters={"pay": bank})
        i = p.start()
        p.run_jobs()
        assert (len(bank.calls), codes(p, i)) == (1, [code])


def test_a_worker_that_claimed_and_died_before_the_call_did_no_harm(play):
    bank = Bank()
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    [_lost] = jobs.claim(p.engine.context, owner="a worker that dies", limit=1)
    p.advance(jobs.LEASE + timedelta(seconds=1))
    assert (len(bank.calls), elements(p, i), codes(p, i)) == (1, ["after"], [])


def test_a_call_slower_than_the_lease_of_others_keeps_its_answer(play):
    out, back = Event(), Event()

    class Slow(Bank):
        def __call__(self, call, /):
            out.set()
            assert back.wait(30)
            return super().__call__(call)

    bank = Slow()
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    worker = Thread(target=p.engine.run_jobs)
    worker.start()
    assert out.wait(30)
    p.clock.set(p.clock.now() + jobs.LEASE * 2)
    assert p.engine.run_jobs() == 0
    back.set()
    worker.join(30)
    assert (len(bank.calls), elements(p, i), codes(p, i)) == (1, ["after"], [])


def test_an_answer_that_could_not_be_recorded_is_not_fetched_again(play):
    bank = Bank()
    p = play(ONCE, adapters={"pay": bank})
    i = p.start()
    [job] = jobs.claim(p.engine.context, owner="w", limit=1)
    with p.store.begin(by=None, action="test.lose") as tx:  # what it called, it could not write down
        tx.connection.execute(update(runtime.job).values(called_at=tx.now))
    jobs.fail(p.engine.context, job, "the database was away")
    p.advance(timedelta(minutes=1))
    assert (bank.calls, codes(p, i)) == ([], ["CALL_INTERRUPTED"])


WORKER = """
import sys
from pathlib import Path
from engine.service import Engine
from engine.store.uow import Store

class Bank:
    kind = "remote"
    def __call__(self, call, /):
        with Path(sys.argv[2]).open("a") as ledger:
            ledger.write(call.idempotency_key + "\\n")
        return {"paid": True}

Engine(store=Store(sys.argv[1]), adapters={"pay": Bank()}).run_jobs()
"""


@pytest.mark.parametrize(("text", "calls"), [(ONCE, 1), (AGAIN, 2)], ids=["once", "again"])
def test_a_worker_killed_after_the_call(store: Store, tmp_path: Path, text: str, calls: int) -> None:
    ledger = tmp_path / "ledger"
    url = store.engine.url.render_as_string(hide_password=False)
    now = datetime.now().astimezone()
    start = now - timedelta(hours=1)
    p = Playground(files=[diagram(text, process="p")], database=url, now=start, adapters={"pay": Bank()})
    i = p.start()

    def work(failpoints: str) -> int:
        environment = os.environ | {"GUANXI_TESTING": "1", "GUANXI_FAILPOINTS": failpoints}
        command = [sys.executable, "-c", WORKER, url, str(ledger)]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False, timeout=60).returncode

    assert work("job_called_before_record=crash") == -9
    with p.store.begin(by=None, action="test.wait") as tx:  # until the lease is over
        tx.connection.execute(update(runtime.job).values(lease_until=now - timedelta(seconds=1)))
    assert work("") == 0
    assert len(ledger.read_text().split()) == calls
    assert (codes(p, i), elements(p, i)) == ((["CALL_INTERRUPTED"], []) if calls == 1 else ([], ["after"]))
    assert p.verify() == []
    p.store.close()
