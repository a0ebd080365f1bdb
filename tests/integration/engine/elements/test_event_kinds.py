"""Events of every kind: caught, thrown, at borders, at the start of event sub-processes."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.engine.elements.conftest import Walk


def test_a_boundary_message_keeps_the_task(walk):
    w = walk("boundary_message_keeps_the_task")
    w.step(w.p.message, "asked")
    w.step(w.p.message, "asked")
    assert w.open() == ["reply", "reply", "work"]


def test_a_multiple_catch_event_goes_on_with_the_first(walk):
    w = walk("multiple_catch_event_goes_on_with_the_first")
    w.pass_time(hours=3)
    assert w.open() == ["next"]
    w.step(w.p.signal, "go")
    assert w.open() == ["next"]


def test_a_parallel_multiple_catch_event_goes_on_with_the_last(walk):
    w = walk("parallel_multiple_catch_event_goes_on_with_the_last")
    w.pass_time(hours=3)
    assert w.open() == []
    w.step(w.p.signal, "go")
    assert w.open() == ["next"]


def test_an_intermediate_timer_and_a_link_lead_on(walk):
    w = walk("intermediate_timer_and_link_lead_on")
    w.pass_time(minutes=59)
    assert w.open() == []
    w.pass_time(minutes=1)
    assert w.open() == ["next"]
    assert w.times("milestone") == 1


def test_a_terminate_end_event_takes_everything_with_it(walk):
    w = walk("terminate_end_event_takes_everything_with_it")
    w.do("a")
    assert w.state == "completed"
    assert w.times("b", "interrupted") == 1


def test_event_sub_processes_catch_what_is_thrown_inside(walk):
    w = walk("event_sub_processes_catch_what_is_thrown_inside", wrong=True)
    w.do("look")
    assert w.open() == ["hurry", "wait_here"]
    w.do("wait_here")
    assert w.open() == ["repair"]
    w.do("repair")
    assert w.state == "completed"


def test_signals_timers_and_messages_start_event_sub_processes(walk):
    w = walk("signals_timers_and_messages_start_event_sub_processes")
    w.step(w.p.signal, "hurry")
    w.pass_time(days=2)
    assert w.open() == ["hurry", "remind", "work"]
    w.step(w.p.message, "withdrawn")
    assert w.open() == ["settle"]
    w.do("settle")
    assert w.state == "completed"


def test_throw_events_reach_those_who_listen(walk):
    w = walk("throw_events_reach_those_who_listen")
    w.do("work")
    assert w.open() == ["a", "more"]
    w.do("more")
    w.step(w.p.run_jobs)
    assert w.open() == ["a", "b"]


def test_an_escalation_end_event_is_caught_outside(walk):
    w = walk("escalation_end_event_is_caught_outside")
    w.do("try")
    assert w.open() == ["assist"]


def test_timers_and_signals_start_instances(deploy):
    p = deploy("timers_and_signals_start_instances")
    p.signal("stocktaking")
    assert len(p.work_items()) == 1
    p.advance(p.clock.now().replace(day=9) - p.clock.now().replace(day=5))
    assert len(p.work_items()) == 3
    assert p.verify() == []


def test_gateways_choose_fork_and_join(walk):
    w = walk("gateways_choose_fork_and_join", amount=500)
    w.do("a")
    w.do("b")
    assert w.waits() == [("first", "event_gateway")]
    w.step(w.p.message, "paid")
    assert w.open() == ["thank"]
    assert walk("gateways_choose_fork_and_join", amount=5).open() == ["small"]


def test_a_timer_overtakes_slow_work_within_a_step(deploy):
    done = []

    def slow(inputs):
        p.clock.advance(timedelta(seconds=5))

    p = deploy(
        "timer_overtakes_slow_work_within_a_step",
        adapters={"slow": slow, "further": done.append},
    )
    w = Walk(p, p.start())
    assert done == []
    assert w.open() == ["note", "settle"]
    assert w.times("slow") == 1
    w.pass_time(days=1)
    assert w.open() == ["note", "settle"]


def test_quick_work_within_a_step_is_not_disturbed(deploy):
    p = deploy("timer_overtakes_slow_work_within_a_step", adapters={"slow": dict, "further": dict})
    w = Walk(p, p.start())
    assert w.state == "completed"
