"""Open deadlines after a calendar has changed: looked at first, then moved in one command."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine.audit import events
from engine.audit.codes import TOPICS
from engine.calendar import changes, installing
from engine.calendar.errors import CalendarChanged
from engine.calendar.hours import read_hours
from engine.calendar.working_calendar import ExceptionalDay
from engine.service import deadlines
from engine.store.schema import runtime
from tests.support.diagrams import diagram

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)
MONDAY = ExceptionalDay(day=date(2026, 3, 9), kind="holiday", name="厂庆", name_en="Founding day")
EVERY_KIND = """
start s
start daily every=R/P1D workingTime=true
user work candidateUsers=ant,bee due=P1D followUp=PT2H workingTime=true
on work late after=PT4H workingTime=true
on work plain after=PT99H
user remind due=PT8H
end e
end e2
end e3
s -> work -> e
daily -> work
late -> remind -> e2
plain -> e3
"""


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def p(play):
    made = play(EVERY_KIND, now=FRIDAY)
    with made.store.begin(by=None, action="set_up") as tx:
        installing.install(tx)
    return made


def change(p, *days: ExceptionalDay) -> None:
    with p.store.begin(by=None, action="change") as tx:
        for day in days:
            changes.set_day(tx, "default", day)


def look(p) -> deadlines.Preview:
    with p.store.read() as connection:
        return deadlines.preview(connection)


def recalculate(p, stamp: int):
    with p.store.begin(by=None, action="recalculate") as tx:
        return deadlines.recalculate(tx, stamp=stamp)


def test_nothing_moves_while_the_calendar_is_the_same(p):
    p.start()
    found = look(p)
    assert (found.number, found.moved, found.unreckoned) == (4, (), ())


def test_a_change_moves_nothing_until_it_is_confirmed(p):
    i = p.start()
    change(p, MONDAY)
    assert p.work_items(i)[0].due_at == here("2026-03-09T17:00")
    moved = {(one.kind, one.was, one.becomes) for one in look(p).moved}
    assert moved == {
        ("due", here("2026-03-09T17:00"), here("2026-03-10T17:00")),
        ("follow_up", here("2026-03-09T10:00"), here("2026-03-10T10:00")),
        ("timer", here("2026-03-09T12:00"), here("2026-03-10T12:00")),
        ("start", here("2026-03-09T17:00"), here("2026-03-10T17:00")),
    }
    assert p.work_items(i)[0].due_at == here("2026-03-09T17:00")


def test_confirming_moves_exactly_what_was_shown(p):
    i = p.start()
    change(p, MONDAY)
    found = look(p)
    assert len(recalculate(p, found.stamp)) == 4
    assert p.work_items(i)[0].due_at == here("2026-03-10T17:00")
    assert look(p).moved == ()
    assert recalculate(p, found.stamp) == ()
    with p.store.read() as connection:
        candidates = connection.execute(select(runtime.candidate.c.due_at)).scalars().all()
    assert candidates == [here("2026-03-10T17:00")] * 2
    p.advance(timedelta(days=3, hours=18))  # Tuesday 11:00: the timer waits until noon
    assert [item.element for item in p.work_items(i)] == ["work"]
    p.advance(timedelta(hours=1))
    assert [item.element for item in p.work_items(i)] == ["remind"]
    assert p.verify() == []


def test_what_is_taken_back_moves_back(p):
    i = p.start()
    change(p, MONDAY)
    recalculate(p, look(p).stamp)
    with p.store.begin(by=None, action="change") as tx:
        changes.remove_day(tx, "default", MONDAY.day)
    recalculate(p, look(p).stamp)
    assert p.work_items(i)[0].due_at == here("2026-03-09T17:00")


def test_calendars_that_changed_after_the_preview_are_looked_at_again(p):
    p.start()
    change(p, MONDAY)
    seen = look(p)
    change(p, ExceptionalDay(day=date(2026, 3, 10), kind="holiday", name="又一天", name_en="Another"))
    with pytest.raises(CalendarChanged):
        recalculate(p, seen.stamp)
    assert len(look(p).moved) == 4


def test_deadlines_of_ended_work_stay_as_they_were(p):
    i = p.start()
    p.complete(p.work_items(i)[0])
    change(p, MONDAY)
    assert [one.kind for one in look(p).moved] == ["start"]


def test_a_suspended_instance_is_moved_too(p):
    i = p.start()
    p.suspend(i, "waiting for the customer")
    change(p, MONDAY)
    recalculate(p, look(p).stamp)
    p.resume(i)
    assert p.work_items(i)[0].due_at == here("2026-03-10T17:00")


def test_each_move_is_in_the_record_of_its_instance_and_the_whole_in_that_of_calendars(p):
    i = p.start()
    change(p, MONDAY)
    recalculate(p, look(p).stamp)
    with p.store.read() as connection:
        told = [event for event in events.read_stream(connection, i) if event.code == "deadline.moved"]
        whole = events.read_stream(connection, TOPICS["calendar"])[-1]
    assert sorted(event.payload["kind"] for event in told) == ["due", "follow_up", "timer"]
    assert (whole.code, whole.payload) == ("calendar.deadlines_moved", {"moved": 4, "of": 4})


def test_a_cycle_is_reckoned_from_its_last_firing(play):
    p = play(
        """
        start s
        user work
        on work every every=R/P1D workingTime=true keeps
        user remind
        end e
        end e2
        s -> work -> e
        every -> remind -> e2
        """,
        now=FRIDAY,
    )
    with p.store.begin(by=None, action="set_up") as tx:
        installing.install(tx)
    p.start()
    p.advance(timedelta(days=3))
    assert look(p).moved == ()
    change(p, ExceptionalDay(day=date(2026, 3, 10), kind="holiday", name="假", name_en="Off"))
    assert [(one.was, one.becomes) for one in look(p).moved] == [
        (here("2026-03-10T17:00"), here("2026-03-11T17:00"))
    ]


def test_hours_that_were_cut_move_a_deadline_on(p):
    i = p.start()
    with p.store.begin(by=None, action="change") as tx:
        changes.set_week(tx, "default", (read_hours("10:00-15:00"),) * 5 + ((),) * 2)
    recalculate(p, look(p).stamp)
    # Friday 17:00 is past the end of the day now, so the day counts from Monday 10:00
    assert p.work_items(i)[0].due_at == here("2026-03-10T10:00")


def test_a_deadline_whose_calendar_is_gone_is_shown_and_left(play):
    p = play(now=FRIDAY)
    with p.store.begin(by=None, action="set_up") as tx:
        installing.install(tx)
        week = (read_hours("10:00-15:00"),) * 5 + ((),) * 2
        changes.add_calendar(tx, code="x", name="x", name_en="x", zone="Asia/Shanghai", week=week)
    text = "start s\ncatch c after=PT2H calendar=x\nend e\ns -> c -> e"
    p.deploy([diagram(text, process="m")])
    p.start()
    with p.store.begin(by=None, action="remove") as tx:
        changes.remove_calendar(tx, "x")
    found = look(p)
    assert (found.moved, [one.calendar for one in found.unreckoned]) == ((), ["x"])


def test_two_who_confirm_at_once_move_everything_once(p):
    for _ in range(3):
        p.start()
    change(p, MONDAY)
    stamp = look(p).stamp
    with ThreadPoolExecutor(2) as pool:
        moved = [len(done) for done in pool.map(lambda _: recalculate(p, stamp), range(2))]
    assert sum(moved) == 10
    assert look(p).moved == ()
    assert p.verify() == []


def test_a_recalculation_that_breaks_off_moves_nothing(p):
    i = p.start()
    change(p, MONDAY)
    stamp = look(p).stamp
    with pytest.raises(RuntimeError):
        recalculate_and_break_off(p, stamp)
    assert p.work_items(i)[0].due_at == here("2026-03-09T17:00")
    assert len(look(p).moved) == 4
    assert p.verify() == []


def recalculate_and_break_off(p, stamp: int):
    with p.store.begin(by=None, action="recalculate") as tx:
        deadlines.recalculate(tx, stamp=stamp)
        raise RuntimeError
