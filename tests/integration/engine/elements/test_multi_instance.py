"""What a multi-instance activity throws for its items, and items that come and go while it runs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.errors import NotFound
from engine.store.schema.audit import audit_event


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


def test_parallel_items_come_and_go_while_it_runs(walk):
    w = walk("parallel_items_come_and_go_while_it_runs", signers=["ann", "bob", "cho"])
    w.step(w.p.remove_item, w.i, "sign", "bob")
    assert w.open() == ["sign", "sign"]
    w.step(w.p.add_item, w.i, "sign", "dan")
    w.do("sign", vote=1)
    w.do("sign", vote=3)
    w.do("sign", vote=4)
    assert w.open() == ["archive"]
    votes = [(entry["signer"], entry["vote"]) for entry in w.values["votes"]]
    assert votes == [("ann", 1), ("cho", 3), ("dan", 4)]


def test_removing_the_last_open_item_ends_the_activity(walk):
    w = walk("parallel_items_come_and_go_while_it_runs", signers=["ann", "bob"])
    w.do("sign", vote=1)
    w.step(w.p.remove_item, w.i, "sign", "bob")
    assert w.open() == ["archive"]


def test_sequential_items_come_and_go_before_their_turn(walk):
    w = walk("sequential_items_come_and_go_while_it_runs", signers=["ann", "bob", "cho"])
    w.step(w.p.remove_item, w.i, "sign", "bob")
    w.step(w.p.add_item, w.i, "sign", "dan")
    w.step(w.p.remove_item, w.i, "sign", "ann")
    w.do("sign", vote=3)
    w.do("sign", vote=4)
    assert w.open() == ["archive"]
    assert [entry["signer"] for entry in w.values["votes"]] == ["cho", "dan"]


def test_nobody_is_removed_twice_or_from_what_does_not_loop(walk):
    w = walk("sequential_items_come_and_go_while_it_runs", signers=["ann", "bob"])
    w.step(w.p.remove_item, w.i, "sign", "bob")
    for value in ("bob", "eve"):
        with pytest.raises(NotFound):
            w.p.remove_item(w.i, "sign", value)
    with pytest.raises(NotFound):
        w.p.add_item(w.i, "archive", "eve")
    w.do("sign", vote=1)
    assert w.open() == ["archive"]


def test_who_changed_the_items_is_recorded(walk):
    w = walk("parallel_items_come_and_go_while_it_runs", signers=["ann"])
    w.p.engine.add_item(w.i, "sign", "bob", by="supervisor")
    with w.p.store.read() as connection:
        words = connection.execute(select(audit_event.c.word).where(audit_event.c.root == w.i)).scalars()
        assert "item.added" in words.all()


def test_a_standard_loop_tests_before_and_stops_at_its_maximum(walk):
    w = walk("standard_loop_tests_before_and_stops_at_its_maximum", open=0)
    assert w.open() == ["after"]
    w = walk("standard_loop_tests_before_and_stops_at_its_maximum", open=9)
    w.do("ask")
    w.do("ask")
    assert w.open() == ["after"]
