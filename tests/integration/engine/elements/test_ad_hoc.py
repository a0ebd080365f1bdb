"""Ad-hoc sub-processes: what begins by itself, what people choose, when it is over."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, NotFound
from engine.service.ad_hoc import Chosen


def test_people_choose_repeat_and_skip(walk):
    w = walk("ad_hoc_people_choose_repeat_and_skip")
    assert w.open() == []
    assert w.waits() == [("work", "ad_hoc")]
    w.step(w.p.begin_activity, w.i, "visit")
    w.step(w.p.begin_activity, w.i, "call")
    w.do("call")
    w.step(w.p.begin_activity, w.i, "call", again=True)
    w.do("visit")
    assert w.open() == ["call", "report"]
    w.step(w.p.skip_activity, w.i, "gift")
    w.do("report")
    assert w.open() == ["call"]
    w.do("call")
    assert w.open() == ["after"]
    w.do("after")
    assert w.state == "completed"


def test_it_ends_when_the_last_is_skipped(walk):
    w = walk("ad_hoc_people_choose_repeat_and_skip")
    for element in ("call", "visit", "gift"):
        w.step(w.p.skip_activity, w.i, element)
    assert w.open() == ["after"]


def test_what_was_done_cannot_be_skipped_and_what_follows_cannot_be_chosen(walk):
    w = walk("ad_hoc_people_choose_repeat_and_skip")
    w.step(w.p.begin_activity, w.i, "call")
    w.do("call")
    with pytest.raises(Conflict):
        w.p.skip_activity(w.i, "call")
    with pytest.raises(Conflict):
        w.p.begin_activity(w.i, "report")
    with pytest.raises(NotFound):
        w.p.begin_activity(w.i, "after")
    assert w.p.verify() == []


def test_one_after_the_other_refuses_a_second_and_runs_what_needs_nobody(walk):
    w = walk("ad_hoc_one_after_the_other")
    assert (w.times("greet"), w.times("log"), w.values["logged"]) == (1, 1, True)
    w.step(w.p.begin_activity, w.i, "call")
    with pytest.raises(Conflict):
        w.p.begin_activity(w.i, "greet")
    w.do("call")
    assert w.open() == ["after"]


def test_the_completion_condition_takes_the_rest_away(walk):
    w = walk("ad_hoc_ends_with_its_condition", convinced=False)
    for element, again in (("call", False), ("visit", False), ("visit", True)):
        w.step(w.p.begin_activity, w.i, element, again=again)
    w.do("visit")
    w.do("call")
    assert w.open() == ["visit"]
    w.step(w.p.begin_activity, w.i, "call", again=True)
    w.do("call", convinced=True)
    assert w.open() == ["after"]
    assert w.times("visit", "interrupted") == 1


def test_without_cancelling_what_runs_is_awaited_and_nothing_begins_any_more(walk):
    w = walk("ad_hoc_waits_for_what_runs", convinced=False)
    w.step(w.p.begin_activity, w.i, "call")
    w.step(w.p.begin_activity, w.i, "visit")
    w.do("call", convinced=True)
    assert w.open() == ["visit"]
    with pytest.raises(Conflict):
        w.p.begin_activity(w.i, "call")
    w.do("visit")
    assert w.open() == ["after"]


def test_a_boundary_event_takes_it_away_also_when_nothing_runs(walk):
    w = walk("ad_hoc_can_be_interrupted")
    w.pass_time(days=8)
    assert w.open() == ["remind"]
    with pytest.raises(NotFound):
        w.p.begin_activity(w.i, "call")


def test_an_event_sub_process_takes_over_and_ends_it(walk):
    w = walk("ad_hoc_can_be_interrupted")
    w.step(w.p.begin_activity, w.i, "call")
    w.do("call", gone_to="somebody else")
    assert w.open() == ["mourn"]
    w.do("mourn")
    assert w.open() == ["after"]


def test_of_several_open_ones_the_token_tells_which(walk):
    w = walk("ad_hoc_for_each_item", people=["ann", "bob"])
    with pytest.raises(Conflict):
        w.p.begin_activity(w.i, "call")
    first, second = w.p.engine.choices(w.i)
    assert (first.element, first.left, first.may_begin) == ("call", True, True)
    for choice in (second, first):
        chosen = Chosen(instance_id=w.i, element="call", token_id=choice.token_id)
        w.step(w.p.engine.begin_activity, chosen, by="ann")
    w.do("call")
    assert [choice.left for choice in w.p.engine.choices(w.i)] == [True]
    w.do("call")
    assert w.open() == ["after"]


def test_cancelling_an_instance_with_an_open_choice_leaves_nothing_behind(walk):
    w = walk("ad_hoc_people_choose_repeat_and_skip")
    w.step(w.p.cancel, w.i, "not wanted")
    assert w.waits() == []
    assert w.state == "terminated"


def test_a_second_click_begins_nothing_twice(walk):
    w = walk("ad_hoc_people_choose_repeat_and_skip")
    w.step(w.p.begin_activity, w.i, "call")
    with pytest.raises(Conflict):
        w.p.begin_activity(w.i, "call")
    assert [choice.at_work for choice in w.p.engine.choices(w.i)] == [True, False, False]
    w.do("call")
    with pytest.raises(Conflict):
        w.p.begin_activity(w.i, "call")
    assert w.open() == []
