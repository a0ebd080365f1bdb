"""The complex gateway: when it fires, what it does with the rest, how it splits."""

from __future__ import annotations


def test_it_fires_with_two_of_three_and_swallows_the_third(walk):
    w = walk("complex_gateway_fires_with_two_of_three")
    w.do("a")
    assert w.open() == ["b", "c"]
    w.do("c")
    assert w.open() == ["b", "decide"]
    w.do("b")
    assert w.open() == ["decide"]
    w.do("decide")
    assert w.state == "completed"


def test_without_an_activation_condition_the_first_token_fires_and_a_new_round_starts_anew(walk):
    w = walk("complex_gateway_starts_anew_after_its_reset", rounds=2)
    w.do("b")
    assert w.open() == ["a", "next"]
    w.do("a")
    w.do("next")
    assert w.open() == ["a", "b"]
    w.do("a")
    assert w.open() == ["b", "next"]
    w.do("next", rounds=1)
    w.do("b")
    assert w.state == "completed"


def test_a_token_of_the_next_round_waits_until_the_reset(walk):
    w = walk("complex_gateway_starts_anew_after_its_reset", rounds=2)
    w.do("b")
    w.do("next")
    assert w.open() == ["a", "a", "b"]
    w.do("b")
    assert ("first", "join") in w.waits()
    w.do("a")
    assert w.open() == ["a", "next"]
    w.do("a")
    w.do("next", rounds=1)
    assert w.state == "completed"


def test_late_tokens_leave_by_a_way_of_their_own(walk):
    w = walk("complex_gateway_sends_late_tokens_another_way")
    w.do("b")
    assert w.open() == ["a", "use"]
    w.do("a")
    assert w.open() == ["file", "use"]


def test_data_may_fire_it(walk):
    w = walk("complex_gateway_looks_at_data", urgent=False)
    w.do("a")
    assert w.open() == ["b", "c"]
    w.do("c", urgent=True)
    assert w.open() == ["b", "decide"]
    w.do("b")
    w.do("decide")
    assert w.state == "completed"


def test_an_activation_condition_that_cannot_be_decided_is_an_incident(walk):
    w = walk("complex_gateway_looks_at_data")
    w.do("a")
    [incident] = w.p.incidents(w.i)
    assert (incident["element"], incident["missing"]) == ("ready", "urgent")
    w.do("c", urgent=True)
    w.step(w.p.retry, incident["id"])
    assert w.open() == ["b", "decide"]


def test_it_splits_by_conditions_with_a_default(walk):
    w = walk("complex_gateway_splits_by_conditions", amount=200, abroad=True)
    assert w.open() == ["foreign", "large"]
    w.do("large")
    w.do("foreign")
    assert w.state == "completed"
    w = walk("complex_gateway_splits_by_conditions", amount=1, abroad=False)
    assert w.open() == ["other"]
