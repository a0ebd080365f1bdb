"""What starts an instance: events, receive tasks, event-based gateways."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from tests.integration.engine.elements.conftest import Walk


def test_an_instantiating_gateway_takes_the_first_message(deploy):
    p = deploy("instantiating_event_gateway_takes_the_first_message")
    w = Walk(p, p.message("asked", variables={"what": "price"}).root_id)
    assert w.open() == ["reply"]
    assert w.values == {"what": "price"}
    w.do("reply")
    assert w.state == "completed"
    assert Walk(p, p.message("ordered").root_id).open() == ["deliver"]


def test_a_parallel_instantiating_gateway_awaits_every_message(deploy):
    p = deploy("parallel_instantiating_event_gateway_awaits_every_message")
    w = Walk(p, p.message("signed", correlation={"business_key": "Q-1"}).root_id)
    assert w.waits() == [("file", "work_item"), ("paid", "subscription")]
    other = Walk(p, p.message("paid", correlation={"business_key": "Q-2"}).root_id)
    assert other.i != w.i
    assert w.step(p.message, "paid", correlation={"business_key": "Q-1"}).root_id == w.i
    for element in ("file", "book", "deliver"):
        w.do(element)
    assert w.state == "completed"
    assert other.open() == ["book"]


def test_a_receive_task_starts_the_process(deploy):
    p = deploy("instantiating_receive_task_starts_the_process")
    w = Walk(p, p.message("complaint", variables={"text": "late", "unasked": 1}).root_id)
    assert w.open() == ["answer"]
    assert w.values == {"what": "late"}
    w.do("answer")
    assert w.times("complaint") == 1


def test_what_only_events_start_is_not_started_by_hand(deploy):
    p = deploy("instantiating_receive_task_starts_the_process")
    with pytest.raises(Invalid):
        p.start()
    assert p.verify() == []


def test_a_multiple_start_event_takes_any_of_its_events(deploy):
    p = deploy("multiple_start_event_takes_any_of_its_events")
    p.message("ordered")
    assert len(p.work_items()) == 1
    p.signal("season")
    assert len(p.work_items()) == 2
    p.advance(p.clock.now().replace(hour=11) - p.clock.now().replace(hour=9))
    assert len(p.work_items()) == 3
    assert p.verify() == []


def test_a_parallel_multiple_start_event_awaits_all_its_events(deploy):
    p = deploy("parallel_multiple_start_event_awaits_all_its_events")
    w = Walk(p, p.message("paid").root_id)
    assert w.waits() == [("start", "subscription")]
    w.step(p.signal, "season")
    assert w.open() == ["plan"]
    w.do("plan")
    assert w.state == "completed"


def test_several_start_events_begin_where_they_stand(deploy):
    p = deploy("several_start_events_begin_where_they_stand")
    assert Walk(p, p.start()).open() == ["enter"]
    assert Walk(p, p.message("ordered").root_id).open() == ["check"]
