"""Runs longer than one command: they go on by continuations and lose nothing."""

from __future__ import annotations


def test_a_long_loop_stands_on_one_token_and_ends(walk):
    w = walk("long_loop_ends_with_one_token", n=0, limit=1_000)
    stops = 0
    while w.state == "running":
        assert len(w.waits()) == 1
        w.step(w.p.run_jobs, 1)
        stops += 1
    assert (w.state, w.values["n"]) == ("completed", 1_000)
    assert stops > 1


def test_many_items_keep_their_order(walk):
    w = walk("many_items_keep_their_order", numbers=list(range(1_200)))
    w.step(w.p.run_jobs)
    assert w.state == "completed"
    assert w.values["doubled"] == [2 * number for number in range(1_200)]
