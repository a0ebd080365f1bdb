"""`gx:optional`: a timer at a boundary that is not set where its expression gives nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

TASK = """
start s
user work
on work late after='=within' keeps {more}
user remind
end e
end e2
s -> work -> e
late -> remind -> e2
"""


@pytest.mark.parametrize(("within", "then"), [(None, ["work"]), ("PT1H", ["remind", "work"])])
def test_it_is_set_where_there_is_a_duration_and_not_where_there_is_none(play, within, then):
    p = play(TASK.format(more="optional=true"))
    i = p.start(variables={"within": within})
    p.advance(timedelta(hours=2))
    assert sorted(item.element for item in p.work_items(i)) == then
    assert (p.incidents(i), p.verify()) == ([], [])


def test_without_the_word_no_duration_is_an_incident(play):
    p = play(TASK.format(more=""))
    i = p.start(variables={"within": None})
    assert len(p.incidents(i)) == 1


def test_an_event_that_waits_for_nothing_else_needs_its_time(play):
    text = "start s\ncatch pause after='=within' optional=true\nend e\ns -> pause -> e\n"
    p = play(text)
    i = p.start(variables={"within": None})
    assert len(p.incidents(i)) == 1
