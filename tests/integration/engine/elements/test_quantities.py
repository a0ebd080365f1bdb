"""How many tokens an activity takes and gives."""

from __future__ import annotations


def test_a_start_quantity_gathers_tokens_and_arms_nothing_before(walk):
    w = walk("start_quantity_gathers_tokens")
    w.do("a")
    w.do("c")
    w.pass_time(days=2)
    assert w.waits() == [("b", "work_item"), ("ship", "join"), ("ship", "join")]
    w.do("b")
    assert w.waits() == [("ship", "work_item")]
    w.pass_time(days=2)
    assert w.open() == ["remind"]
    w.do("remind")
    assert w.state == "completed"


def test_a_completion_quantity_sends_several_tokens(walk):
    w = walk("completion_quantity_sends_several_tokens")
    w.do("split")
    assert w.open() == ["part", "part", "part"]
    w.do("part")
    w.do("part")
    assert w.open() == ["part", "send"]
    w.do("send")
    w.do("part")
    assert w.waits() == [("pack", "join")]
