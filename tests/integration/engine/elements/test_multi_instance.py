"""What a multi-instance activity throws for its items, and items that come and go while it runs."""

from __future__ import annotations


def test_behavior_none_throws_for_every_item(walk):
    w = walk("multi_instance_behavior_none_throws_for_every_item", signers=["ann", "bob", "cho"])
    w.do("sign")
    assert w.open() == ["file", "sign", "sign"]
    w.do("sign")
    w.do("sign")
    assert w.open() == ["archive", "file", "file", "file"]
    for element in ("file", "file", "archive", "file"):
        w.do(element)
    assert w.state == "completed"
    assert w.times("signed", "caught") == 3


def test_behavior_one_throws_for_the_first_item_only(walk):
    w = walk("multi_instance_behavior_one_throws_for_the_first_item", signers=["ann", "bob"])
    w.do("sign")
    assert w.open() == ["file", "sign"]
    w.do("sign")
    assert w.open() == ["file"]
    w.do("file")
    assert w.state == "completed"


def test_behavior_complex_takes_the_other_items_away(walk):
    w = walk("multi_instance_behavior_complex_ends_when_its_condition_holds", signers=["ann", "bob", "cho"])
    w.do("sign")
    assert w.open() == ["sign", "sign"]
    w.do("sign")
    assert w.open() == ["archive", "tell"]
    assert w.times("sign", "interrupted") == 1


def test_an_event_that_the_activity_does_not_catch_goes_further_out(walk):
    w = walk("multi_instance_event_is_caught_further_out", signers=["ann", "bob"])
    w.do("sign")
    assert w.open() == ["revise"]
    w.do("revise")
    assert w.state == "completed"
