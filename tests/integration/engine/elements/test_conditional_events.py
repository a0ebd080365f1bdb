"""Conditional events: they happen at once when data anywhere in the instance make their condition true."""

from __future__ import annotations


def test_a_conditional_start_runs_beside_each_time_its_condition_becomes_true(walk):
    w = walk("conditional_start_runs_beside_each_time_it_becomes_true", again=True, amount=1)
    w.do("enter", amount=200)
    assert w.open() == ["enter", "warn"]
    w.do("enter", amount=300)
    assert w.open() == ["enter", "warn"]
    w.do("enter", amount=1)
    w.do("enter", amount=101)
    assert w.open() == ["enter", "warn", "warn"]
    w.do("warn")
    w.do("warn")
    w.do("enter", again=False)
    assert w.state == "completed"


def test_a_condition_that_holds_already_happens_at_once(walk):
    w = walk("conditional_start_runs_beside_each_time_it_becomes_true", again=False, amount=500)
    assert w.open() == ["enter", "warn"]


def test_an_interrupting_conditional_start_leaves_no_step_of_its_scope(walk):
    w = walk("conditional_start_takes_over_at_once")
    w.do("enter", withdrawn_by="ann")
    assert w.open() == ["settle"]
    assert w.times("count") == 0
    w.do("settle")
    assert w.state == "completed"


def test_conditions_see_what_another_branch_changed(walk):
    w = walk("conditional_boundary_sees_data_of_another_branch", stop=False, balance=3)
    w.do("other", stop=True, balance=0)
    assert w.open() == ["clear"]
    assert w.times("paid", "caught") == 1
    w.do("clear")
    assert w.state == "completed"
