"""Events with several definitions, messages that applications deliver, compensation beside the flow."""

from __future__ import annotations


def test_a_multiple_end_event_throws_all_and_then_ends(walk):
    w = walk("multiple_end_event_throws_all_and_then_ends")
    w.do("finish")
    assert w.open() == ["cheer", "repair", "tell"]
    for element in ("cheer", "repair", "tell"):
        w.do(element)
    assert w.state == "completed"


def test_a_multiple_boundary_event_catches_an_error(walk):
    w = walk("multiple_boundary_event_catches_any_of_its_events", budget=1, stop=False)
    w.do("decide", wrong=True)
    assert w.open() == ["settle"]


def test_a_multiple_boundary_event_catches_a_message(walk):
    w = walk("multiple_boundary_event_catches_any_of_its_events", budget=1, stop=False)
    w.step(w.p.message, "withdrawn")
    assert w.open() == ["settle"]


def test_a_multiple_boundary_event_catches_each_of_its_conditions(walk):
    for change in ({"budget": 0}, {"stop": True}):
        w = walk("multiple_boundary_event_catches_any_of_its_events", budget=1, stop=False)
        w.do("decide", wrong=False, **change)
        assert w.open() == ["settle"]


def test_a_parallel_multiple_boundary_event_happens_again_and_again(walk):
    w = walk("parallel_multiple_boundary_event_happens_again_and_again")
    w.step(w.p.signal, "one")
    w.step(w.p.signal, "one")
    assert w.open() == ["work"]
    w.step(w.p.signal, "two")
    assert w.open() == ["note", "work"]
    w.step(w.p.signal, "two")
    assert w.open() == ["note", "work"]
    w.step(w.p.signal, "one")
    assert w.open() == ["note", "note", "work"]


def test_message_events_call_applications(walk):
    sent = []
    adapters = {
        "mail": lambda inputs: sent.append(inputs) or "yes",
        "post": lambda inputs: sent.append("end"),
    }
    w = walk("message_events_call_applications", {"adapters": adapters}, customer="ann")
    assert sent == [{"to": "ann"}]
    assert w.values["told"] == "yes"
    w.do("wait_here")
    assert sent[1:] == ["end"]
    assert w.state == "completed"


def test_compensation_that_nobody_waits_for_runs_beside(walk):
    w = walk("compensation_that_nobody_waits_for")
    w.do("book")
    assert w.open() == ["cancel_booking", "go_on"]
    w.do("go_on")
    assert w.open() == ["cancel_booking"]
    w.do("cancel_booking")
    assert w.state == "completed"


def test_an_inclusive_join_in_a_loop_waits_for_what_can_come(walk):
    w = walk("inclusive_join_in_a_loop_waits_for_what_can_come", with_a=True, with_b=True)
    w.do("a")
    assert w.open() == ["b"]
    w.do("b")
    w.do("review", repeat=True, with_b=False)
    assert w.open() == ["a"]
    w.do("a")
    w.do("review", repeat=False)
    assert w.state == "completed"
