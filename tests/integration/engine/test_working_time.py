"""Timers and deadlines in working time, cron texts, and cycles, through the engine on both stores."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine import organisation
from engine.calendar import changes, installing
from engine.calendar.hours import read_hours
from engine.calendar.working_calendar import ExceptionalDay
from engine.errors import Invalid, Refused
from engine.store.schema import runtime
from tests.support.diagrams import diagram

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)
OFFICE = (read_hours("09:00-12:00 13:30-18:00"),) * 5 + ((),) * 2
MORNINGS = (read_hours("08:00-12:00"),) * 6 + ((),)

CATCH = """
start s
catch pause after={after} workingTime=true {more}
user work
end e
s -> pause -> work -> e
"""
BOUNDARY = """
start s
user work assignee={who} due=P1D workingTime=true
on work late after=PT4H workingTime=true keeps
user remind
end e
end e2
s -> work -> e
late -> remind -> e2
"""


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def elements(p, i):
    return sorted(item.element for item in p.work_items(i))


def timers(p):
    with p.store.read() as connection:
        return [
            row.due_at for row in connection.execute(select(runtime.timer).order_by(runtime.timer.c.due_at))
        ]


def starts(p):
    with p.store.read() as connection:
        return [row.due_at for row in connection.execute(select(runtime.start_timer))]


def set_up(p, *, team: str = "mornings"):
    """The default calendar, and one of mornings for the team of `bee`, below the department of `ant`."""
    with p.store.begin(by=None, action="set_up") as tx:
        installing.install(tx)
        changes.add_calendar(
            tx, code=team, name="上午", name_en="Mornings", zone="Asia/Shanghai", week=MORNINGS
        )
        above = organisation.add_department(tx, code="D", name="部门", name_en="Department")
        team_id = organisation.add_department(tx, code="T", name="小组", name_en="Team", parent_id=above)
        organisation.add_person(tx, code="1", login="ant", name="甲", name_en="Ant", department_id=above)
        organisation.add_person(tx, code="2", login="bee", name="乙", name_en="Bee", department_id=team_id)
        changes.assign_department(tx, team_id, team)


@pytest.mark.parametrize(
    ("after", "expected"),
    [("PT2H", "2026-03-09T10:00"), ("P2D", "2026-03-10T17:00"), ("P1DT2H", "2026-03-10T10:00")],
)
def test_a_duration_counts_working_time(play, after, expected):
    p = play(CATCH.format(after=after, more=""), now=FRIDAY)
    p.start()
    assert timers(p) == [here(expected)]


def test_a_timer_around_the_clock_stays_around_the_clock(play):
    p = play(CATCH.format(after="PT2H", more="").replace("workingTime=true", ""), now=FRIDAY)
    p.start()
    assert timers(p) == [FRIDAY + timedelta(hours=2)]


def test_a_named_calendar_counts(play):
    p = play(now=FRIDAY)
    set_up(p)
    p.deploy([("m.bpmn", diagram_of(CATCH.format(after="PT2H", more="calendar=mornings")))])
    p.start()
    assert timers(p) == [here("2026-03-07T10:00")]


def test_an_unknown_calendar_is_a_finding_that_names_the_nearest(play):
    p = play(now=FRIDAY)
    set_up(p)
    with pytest.raises(Refused) as refused:
        p.deploy([("m.bpmn", diagram_of(CATCH.format(after="PT2H", more="calendar=morning")))])
    found = [one for one in refused.value.findings if one.code == "CALENDAR_UNKNOWN"]
    assert found[0].element == "pause"
    assert "mornings" in found[0].suggestion()


@pytest.mark.parametrize(
    ("who", "due", "late"),
    [
        ("ant", "2026-03-09T17:00", "2026-03-09T12:00"),
        ("bee", "2026-03-09T08:00", "2026-03-07T12:00"),
        ("nobody", "2026-03-09T17:00", "2026-03-09T12:00"),
    ],
)
def test_the_calendar_is_that_of_the_department_of_whoever_has_the_work(play, who, due, late):
    p = play(now=FRIDAY)
    set_up(p)
    p.deploy([("m.bpmn", diagram_of(BOUNDARY.format(who=who)))])
    i = p.start()
    assert p.work_items(i)[0].due_at == here(due)
    assert timers(p) == [here(late)]


def test_without_an_assignee_it_is_the_calendar_of_the_starter(play):
    p = play(now=FRIDAY)
    set_up(p)
    p.deploy([("m.bpmn", diagram_of(CATCH.format(after="PT4H", more="")))])
    p.start(by="bee")
    assert timers(p) == [here("2026-03-07T12:00")]


def test_a_holiday_moves_what_is_reckoned_after_it_was_entered(play):
    p = play(CATCH.format(after="PT2H", more=""), now=FRIDAY)
    with p.store.begin(by=None, action="set_up") as tx:
        installing.install(tx)
        monday = ExceptionalDay(day=date(2026, 3, 9), kind="holiday", name="厂庆", name_en="Founding day")
        changes.set_day(tx, "default", monday)
    p.start()
    assert timers(p) == [here("2026-03-10T10:00")]


def test_holidays_and_make_up_days_of_china_are_in(play):
    p = play(CATCH.format(after="P1D", more=""), now=here("2026-02-13T10:00"))
    with p.store.begin(by=None, action="set_up") as tx:
        installing.install(tx)
    p.start()  # Saturday the 14th is worked, then the Spring Festival until the 23rd
    p.advance(timedelta(days=1))
    p.start()
    assert timers(p) == [here("2026-02-24T10:00")]


def test_a_cycle_in_working_time_fires_in_working_hours_only(play):
    p = play(
        BOUNDARY.format(who="ant").replace("after=PT4H", "every=R/PT4H"), now=FRIDAY - timedelta(hours=7)
    )
    i = p.start()
    p.advance(timedelta(days=4))  # from Friday 10:00 on: 15:30, Monday 10:30 and 16:00
    assert elements(p, i) == ["remind", "remind", "remind", "work"]
    assert timers(p) == [here("2026-03-10T11:00")]


def test_a_calendar_that_never_works_stops_with_an_incident_and_not_the_platform(play):
    p = play(now=FRIDAY)
    with p.store.begin(by=None, action="set_up") as tx:
        once = ((),) * 6 + (read_hours("09:00-09:01"),)
        changes.add_calendar(
            tx, code="rare", name="罕见", name_en="Rare", zone="Asia/Shanghai", week=once, is_default=True
        )
    p.deploy([("m.bpmn", diagram_of(CATCH.format(after="PT9999H", more="calendar=rare")))])
    i = p.start()
    assert [one["code"] for one in p.incidents(i)] == ["CALENDAR_NEVER_WORKS"]
    assert p.verify() == []


def test_a_calendar_taken_away_is_an_incident_until_it_is_back(play):
    p = play(now=FRIDAY)
    set_up(p, team="spare")
    with p.store.begin(by=None, action="set_up") as tx:
        changes.add_calendar(tx, code="brief", name="短", name_en="Brief", zone="Asia/Shanghai", week=OFFICE)
    p.deploy([("m.bpmn", diagram_of(CATCH.format(after="PT2H", more="calendar=brief")))])
    with p.store.begin(by=None, action="remove") as tx:
        changes.remove_calendar(tx, "brief")
    i = p.start()
    assert [(one["code"], one["calendar"]) for one in p.incidents(i)] == [("CALENDAR_MISSING", "brief")]
    with p.store.begin(by=None, action="add") as tx:
        changes.add_calendar(tx, code="brief", name="短", name_en="Brief", zone="Asia/Shanghai", week=OFFICE)
    p.retry(p.incidents(i)[0]["id"])
    assert timers(p) == [here("2026-03-09T10:00")]


def test_a_moment_outside_working_hours_moves_on_to_the_next(play):
    text = CATCH.format(after="PT2H", more="").replace("after=PT2H", "date=2026-03-07T10:00:00+08:00")
    p = play(text, now=FRIDAY)
    p.start()
    assert timers(p) == [here("2026-03-09T09:00")]


# -- cron and cycles --------------------------------------------------------------------------------

REPEATED = """
start s
user work
on work every every='{every}' {more} keeps
user remind
end e
end e2
s -> work -> e
every -> remind -> e2
"""
STARTED = """
start s every='{every}' {more}
user work
end e
s -> work -> e
"""


def test_a_cron_text_fires_on_the_clock_of_the_default_calendar(play):
    p = play(now=FRIDAY)
    set_up(p)
    p.deploy([("m.bpmn", diagram_of(REPEATED.format(every="0 9 * * MON-FRI", more="")))])
    i = p.start()
    assert timers(p) == [here("2026-03-09T09:00")]
    p.advance(timedelta(days=5))
    assert elements(p, i) == ["remind"] * 3 + ["work"]
    assert timers(p) == [here("2026-03-12T09:00")]


def test_where_nobody_set_up_a_calendar_cron_is_read_in_utc(play):
    p = play(REPEATED.format(every="0 0 12 * * ?", more=""), now=datetime(2026, 3, 6, 10, 0, tzinfo=UTC))
    p.start()
    assert timers(p) == [datetime(2026, 3, 6, 12, 0, tzinfo=UTC)]


def test_cron_in_working_time_moves_to_the_next_working_moment_once(play):
    p = play(REPEATED.format(every="0 8 * * *", more="workingTime=true"), now=FRIDAY)
    i = p.start()
    assert timers(p) == [here("2026-03-09T09:00")]
    p.advance(timedelta(days=3))
    assert elements(p, i) == ["remind", "work"]
    assert timers(p) == [here("2026-03-10T09:00")]


def test_instances_start_by_cron_and_by_cycle(play):
    p = play(STARTED.format(every="0 0/30 * * * ?", more=""), now=datetime(2026, 3, 6, 10, 5, tzinfo=UTC))
    p.advance(timedelta(hours=1))
    assert len(p.work_items()) == 2
    assert starts(p) == [datetime(2026, 3, 6, 11, 30, tzinfo=UTC)]


def test_instances_start_in_working_time(play):
    p = play(STARTED.format(every="R/P1D", more="workingTime=true"), now=FRIDAY)
    p.advance(timedelta(days=3, hours=1))
    assert len(p.work_items()) == 1
    assert starts(p) == [here("2026-03-10T17:00")]


def test_a_cycle_that_slept_goes_on_at_its_own_times(play):
    p = play(REPEATED.format(every="R/PT1H", more=""), now=FRIDAY)
    i = p.start()
    p.clock.advance(timedelta(hours=3, minutes=20))
    p.engine.run_due()
    assert elements(p, i) == ["remind", "work"]
    assert timers(p) == [FRIDAY + timedelta(hours=4)]


def test_a_cycle_ends_when_it_says(play):
    p = play(REPEATED.format(every="R/PT1H/2026-03-06T12:00:00Z", more=""), now=FRIDAY)  # 20:00 in Shanghai
    i = p.start()
    p.advance(timedelta(days=1))
    assert elements(p, i) == ["remind"] * 3 + ["work"]
    assert timers(p) == []


def test_a_cycle_of_no_length_is_an_incident_and_no_endless_firing(play):
    p = play(REPEATED.format(every='="R/PT" + "0S"', more=""), now=FRIDAY)
    i = p.start()
    assert [one["code"] for one in p.incidents(i)] == ["TIMER_UNREADABLE"]
    assert p.work_items(i) == []
    assert p.verify() == []


@pytest.mark.parametrize(
    ("every", "code"), [("61 * * * *", "TIMER_CRON"), ("0 0 30 2 *", "TIMER_CRON_NEVER")]
)
def test_a_wrong_cron_text_is_a_finding(play, every, code):
    p = play(now=FRIDAY)
    with pytest.raises(Refused) as refused:
        p.deploy([("m.bpmn", diagram_of(REPEATED.format(every=every, more="")))])
    assert code in {one.code for one in refused.value.findings}


def test_a_start_timer_that_computes_nothing_is_refused(play):
    p = play(now=FRIDAY)
    with pytest.raises(Invalid):
        p.deploy([("m.bpmn", diagram_of(STARTED.format(every="=unknown_variable", more="")))])


def diagram_of(text: str) -> bytes:
    return diagram(text, process="m")[1]
