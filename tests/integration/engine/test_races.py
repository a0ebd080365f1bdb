"""Several at once, on both stores: one wins, the others are told so, nothing happens twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import Conflict, EngineError, Expired, NotOpen
from engine.store.definitions import versions
from engine.testing import Playground
from tests.support.at_once import together
from tests.support.diagrams import diagram

TASK = """
start s
user review candidateGroups=managers
user confirm
end e
s -> review -> confirm -> e
"""
DEADLINE = """
start s
user review
on review late after=PT1H
user escalated
end e
s -> review -> e
late -> escalated -> e
"""
JOIN = """
start s
and split
user a
user b
user c
and join
user after
end e
s -> split
split -> a -> join
split -> b -> join
split -> c -> join
join -> after -> e
"""
MESSAGE = """
start s
catch paid message=payment
user ship
end e
s -> paid -> ship -> e
"""
ROUNDS = range(3)


def kinds(outcomes: Sequence[Any]) -> Counter[type]:
    return Counter(type(outcome) for outcome in outcomes)


def elements(p: Playground, i: int) -> list[str]:
    return [item.element for item in p.work_items(i)]


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_who_complete_the_same_task_one_succeeds(play, _round):
    p = play(TASK)
    i = p.start()
    [item] = p.work_items(i)
    outcomes = together(
        lambda: p.engine.complete(item.id, {"by": "wang"}, by="wang"),
        lambda: p.engine.complete(item.id, {"by": "chen"}, by="chen"),
    )
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, NotOpen)]
    assert refusal.facts["by"] == p.variables(i)["by"]
    assert elements(p, i) == ["confirm"]
    assert p.trace(i).count(("review", "completed")) == 1
    assert p.verify() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_who_claim_the_same_task_one_gets_it(play, _round):
    p = play(TASK)
    i = p.start()
    [item] = p.work_items(i)
    outcomes = together(lambda: p.claim(item, by="wang"), lambda: p.claim(item, by="chen"))
    assert kinds(outcomes) == {int: 1, Conflict: 1}
    [claimed] = p.work_items(i)
    assert claimed.assignee == ("wang" if isinstance(outcomes[0], int) else "chen")


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_task_and_its_deadline_never_both_happen(play, _round):
    p = play(DEADLINE)
    i = p.start()
    [item] = p.work_items(i)
    p.clock.set(p.clock.now() + timedelta(hours=2))
    outcomes = together(lambda: p.engine.complete(item.id, by="wang"), p.engine.run_due)
    assert isinstance(outcomes[0], Expired | NotOpen)  # late is late, whoever comes first
    assert elements(p, i) == ["escalated"]
    assert p.trace(i).count(("late", "caught")) == 1
    assert p.verify() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_join_reached_from_three_sides_at_once_fires_once(play, _round):
    p = play(JOIN)
    i = p.start()
    items = p.work_items(i)
    outcomes = together(*(lambda item=item: p.engine.complete(item.id, by="wang") for item in items))
    assert [outcome for outcome in outcomes if isinstance(outcome, EngineError)] == []
    assert elements(p, i) == ["after"]
    assert p.trace(i).count(("join", "completed")) == 1
    assert p.verify() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_form_submitted_twice_at_once_has_one_effect_and_one_answer(play, _round):
    p = play(TASK)
    i = p.start()
    [item] = p.work_items(i)
    outcomes = together(
        *[lambda: p.engine.complete(item.id, {"n": 1}, by="wang", revision=0, submission="form-1")] * 3
    )
    assert len(set(outcomes)) == 1
    assert outcomes[0].next_items == tuple(next_item.id for next_item in p.work_items(i))
    assert p.trace(i).count(("review", "completed")) == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_message_from_several_senders_is_consumed_once(play, _round):
    p = play(MESSAGE)
    first, second = p.start(business_key="A"), p.start(business_key="B")
    key = {"business_key": "A"}
    outcomes = together(
        *[lambda: p.message("payment", {"paid": True}, correlation=key, dedupe="receipt-7")] * 4
    )
    assert {delivery.root_id for delivery in outcomes} == {first}
    assert sorted(delivery.repeated for delivery in outcomes) == [False, True, True, True]
    assert (elements(p, first), elements(p, second)) == (["ship"], [])
    assert p.trace(first).count(("paid", "caught")) == 1
    assert p.verify() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_messages_at_once_wake_a_waiting_place_once(play, _round):
    p = play(MESSAGE)
    i = p.start()
    outcomes = together(*[lambda: p.message("payment")] * 2)
    assert sorted((delivery.root_id for delivery in outcomes), key=str) == [i, None]
    assert elements(p, i) == ["ship"]
    assert p.verify() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_who_deploy_at_once_get_versions_without_a_gap(play, _round):
    p = play(TASK)
    outcomes = together(*[lambda: p.deploy([diagram(TASK)])] * 2)
    assert [outcome for outcome in outcomes if isinstance(outcome, EngineError)] == []
    with p.store.read() as connection:
        assert sorted(definition.version for definition in versions(connection, "p")) == [1, 2, 3]
    assert p.verify() == []


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_workers_do_a_job_once(play, _round):
    calls: list[dict[str, Any]] = []
    p = play(
        "start s\nservice tell adapter=tell\nuser after\nend e\ns -> tell -> after -> e",
        adapters={"tell": _Remote(calls)},
    )
    i = p.start()
    together(p.engine.run_due, lambda: Playground.run_jobs(p), p.engine.run_due)
    assert len(calls) == 1
    assert elements(p, i) == ["after"]
    assert p.verify() == []


class _Remote:
    kind = "remote"

    def __init__(self, calls: list[dict[str, Any]]) -> None:
        self._calls = calls

    def __call__(self, call: Any, /) -> dict[str, Any]:
        self._calls.append(dict(call.inputs))
        return {}
