"""After publication a job asks the second engine; what it says is kept and changes nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.ports import Verdict
from engine.service import Engine
from engine.store.definitions import opinions
from engine.store.schema import runtime
from engine.store.uow import Store
from tests.support.diagrams import diagram

AGREED = Verdict(state="agree", paths=7)
BROKEN = Verdict(state="not_compared", code="STOPPED", detail="killed")


class Answers:
    """A second engine that says what it is told to say."""

    def __init__(self, *verdicts: Verdict) -> None:
        self.verdicts = list(verdicts)
        self.asked: list[str] = []

    def compare(self, diagram: bytes, process_id: str) -> Verdict:
        self.asked.append(process_id)
        return self.verdicts.pop(0)


@pytest.fixture
def text() -> tuple[str, bytes]:
    return diagram("start s\nuser a\nend e\ns -> a -> e", process="p")


def _jobs(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(runtime.job.c.kind, runtime.job.c.attempts)))


def _opinion(store: Store, definition: int) -> Any:
    with store.read() as connection:
        return opinions(connection, [definition]).get(definition)


def test_a_verdict_is_kept_after_publication(store: Store, text: tuple[str, bytes]) -> None:
    second = Answers(AGREED)
    engine = Engine(store=store, second_opinion=second)
    [published] = engine.deploy(dict([text]), name="p")
    assert _opinion(store, published.id) is None
    assert engine.run_background() == 1
    found = _opinion(store, published.id)
    assert (found.state, found.paths, found.at) == ("agree", 7, store.clock.now())
    assert (second.asked, _jobs(store), engine.run_background()) == (["p"], [], 0)


def test_due_work_does_not_wait_for_a_comparison(store: Store, text: tuple[str, bytes]) -> None:
    second = Answers(AGREED)
    engine = Engine(store=store, second_opinion=second)
    engine.deploy(dict([text]), name="p")
    assert engine.run_due() == 0
    assert second.asked == []


def test_an_engine_that_breaks_off_is_asked_again_and_then_taken_at_its_word(
    store: Store, clock: Any, text: tuple[str, bytes]
) -> None:
    engine = Engine(store=store, second_opinion=Answers(BROKEN, BROKEN, BROKEN))
    [published] = engine.deploy(dict([text]), name="p")
    for attempt in (1, 2):
        assert engine.run_background() == 1
        assert _jobs(store) == [("compare", attempt)]
        assert engine.run_background() == 0
        clock.advance(timedelta(minutes=5))
    assert engine.run_background() == 1
    assert (_opinion(store, published.id).code, _jobs(store)) == ("STOPPED", [])


def test_a_refused_deployment_asks_nobody(store: Store) -> None:
    engine = Engine(store=store, second_opinion=Answers())
    with pytest.raises(Exception, match="refused"):
        engine.deploy({"p.bpmn": b"<definitions/>"}, name="p")
    assert _jobs(store) == []


def test_without_a_second_engine_nothing_waits_for_one(store: Store, text: tuple[str, bytes]) -> None:
    engine = Engine(store=store)
    engine.deploy(dict([text]), name="p")
    assert _jobs(store) == []


def test_a_verdict_of_a_worker_that_lost_its_lease_is_dropped(
    store: Store, clock: Any, text: tuple[str, bytes]
) -> None:
    class Slow(Answers):
        def compare(self, diagram: bytes, process_id: str) -> Verdict:
            clock.advance(timedelta(minutes=1))
            assert other.run_background() == 1
            return super().compare(diagram, process_id)

    other = Engine(store=store, second_opinion=Answers(AGREED))
    engine = Engine(store=store, second_opinion=Slow(BROKEN, Verdict(state="differ", element="a")))
    [published] = engine.deploy(dict([text]), name="p")
    engine.run_background()
    assert _opinion(store, published.id).state == "agree"
