"""Arithmetic in working time: examples by hand, and what must hold for every calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar.counting import (
    add_working_days,
    add_working_time,
    next_working_moment,
    working_days_between,
    working_time_between,
)
from engine.calendar.errors import NeverWorks
from engine.calendar.hours import Hours, Span, read_hours
from engine.calendar.working_calendar import ExceptionalDay, WorkCalendar

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
OFFICE = read_hours("09:00-12:00 13:30-18:00")
NIGHT = read_hours("00:00-06:00 22:00-24:00")


def calendar(
    *days: ExceptionalDay, week: tuple[Hours, ...] = (OFFICE,) * 5 + ((),) * 2, zone: ZoneInfo = SHANGHAI
) -> WorkCalendar:
    return WorkCalendar(
        code="c",
        name="c",
        name_en="c",
        zone=zone,
        week=week,  # type: ignore[arg-type]  # seven of them
        days={day.day: day for day in days},
    )


def holiday(day: date) -> ExceptionalDay:
    return ExceptionalDay(day=day, kind="holiday", name="假", name_en="off")


def workday(day: date, hours: Hours | None = None) -> ExceptionalDay:
    return ExceptionalDay(day=day, kind="workday", name="班", name_en="on", hours=hours)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_a_break_does_not_count() -> None:
    assert add_working_time(calendar(), at("2026-03-02T11:00"), timedelta(hours=2)) == at("2026-03-02T14:30")


def test_a_full_day_ends_in_the_evening_and_not_on_the_next_morning() -> None:
    assert add_working_time(calendar(), at("2026-03-02T09:00"), timedelta(hours=7.5)) == at(
        "2026-03-02T18:00"
    )


def test_a_weekend_does_not_count() -> None:
    assert add_working_time(calendar(), at("2026-03-06T17:00"), timedelta(hours=2)) == at("2026-03-09T10:00")


def test_a_holiday_does_not_count_and_its_make_up_day_does() -> None:
    mine = calendar(holiday(date(2026, 3, 3)), workday(date(2026, 3, 7)))
    assert add_working_time(mine, at("2026-03-02T17:00"), timedelta(hours=2)) == at("2026-03-04T10:00")
    assert add_working_days(mine, at("2026-03-06T10:00"), 1) == at("2026-03-07T10:00")


def test_a_make_up_day_may_have_hours_of_its_own() -> None:
    mine = calendar(workday(date(2026, 3, 7), read_hours("10:00-12:00")))
    assert add_working_time(mine, at("2026-03-06T18:00"), timedelta(hours=2)) == at("2026-03-07T12:00")


def test_nothing_added_is_the_same_moment() -> None:
    assert add_working_time(calendar(), at("2026-03-07T03:00"), timedelta()) == at("2026-03-07T03:00")
    assert add_working_days(calendar(), at("2026-03-07T03:00"), 0) == at("2026-03-07T03:00")


def test_two_working_days_are_the_same_time_of_day_two_working_days_later() -> None:
    assert add_working_days(calendar(), at("2026-03-05T15:10:30"), 2) == at("2026-03-09T15:10:30")


def test_days_counted_from_a_day_off_begin_at_the_next_working_moment() -> None:
    assert add_working_days(calendar(), at("2026-03-07T20:00"), 1) == at("2026-03-10T09:00")


def test_a_shorter_last_day_gives_its_end() -> None:
    mine = calendar(workday(date(2026, 3, 3), read_hours("09:00-11:00")))
    assert add_working_days(mine, at("2026-03-02T16:00"), 1) == at("2026-03-03T11:00")


def test_the_next_working_moment_is_now_while_people_work() -> None:
    assert next_working_moment(calendar(), at("2026-03-02T10:00")) == at("2026-03-02T10:00")
    assert next_working_moment(calendar(), at("2026-03-02T12:00")) == at("2026-03-02T13:30")
    assert next_working_moment(calendar(), at("2026-03-06T18:00")) == at("2026-03-09T09:00")


def test_a_calendar_that_never_works_is_an_error_and_no_hang() -> None:
    never = calendar(week=((),) * 7)
    for ask in (
        lambda: next_working_moment(never, at("2026-03-02T10:00")),
        lambda: add_working_time(never, at("2026-03-02T10:00"), timedelta(hours=1)),
        lambda: add_working_days(never, at("2026-03-02T10:00"), 1),
    ):
        with pytest.raises(NeverWorks, match="no working hours"):
            ask()


def test_what_lies_beyond_all_calendars_is_an_error() -> None:
    with pytest.raises(NeverWorks):
        add_working_time(calendar(), at("9999-12-30T10:00"), timedelta(hours=100))
    with pytest.raises(NeverWorks):
        add_working_time(calendar(), at("2026-03-02T10:00"), timedelta(days=99_999))


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError):
        add_working_time(calendar(), at("2026-03-02T10:00"), timedelta(hours=-1))
    with pytest.raises(ValueError):
        add_working_days(calendar(), at("2026-03-02T10:00"), -1)


def test_a_night_in_which_the_clock_is_set_forward_is_an_hour_shorter() -> None:
    nights = calendar(week=(NIGHT,) * 7, zone=NEW_YORK)
    assert nights.worked_on(date(2026, 3, 8)) == timedelta(hours=7)
    assert nights.worked_on(date(2026, 11, 1)) == timedelta(hours=9)
    assert nights.worked_on(date(2026, 6, 1)) == timedelta(hours=8)


def test_hours_that_the_clock_leaves_out_are_no_working_time() -> None:
    lost = calendar(week=(read_hours("02:00-03:00"),) * 7, zone=NEW_YORK)
    assert lost.spans(date(2026, 3, 8)) == ()
    assert next_working_moment(lost, at("2026-03-08T00:00", NEW_YORK)) == at("2026-03-09T02:00", NEW_YORK)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    noon = at("2026-03-02T10:00")
    assert add_working_time(calendar(), noon.astimezone(UTC), timedelta(hours=1)) == at("2026-03-02T11:00")
    assert add_working_time(calendar(), noon.astimezone(NEW_YORK), timedelta(hours=1)) == at(
        "2026-03-02T11:00"
    )


def test_working_days_between_two_dates() -> None:
    mine = calendar(holiday(date(2026, 3, 3)))
    assert working_days_between(mine, date(2026, 3, 2), date(2026, 3, 9)) == 4
    assert working_days_between(mine, date(2026, 3, 9), date(2026, 3, 2)) == -4


# -- what holds for every calendar ------------------------------------------------------------------

_MINUTES = st.integers(0, 95).map(lambda quarter: quarter * 15)


@st.composite
def _hours(draw: st.DrawFn) -> Hours:
    edges = sorted(draw(st.sets(_MINUTES | st.just(1440), min_size=0, max_size=6)))
    return tuple(Span(edges[i], edges[i + 1]) for i in range(0, len(edges) - 1, 2))


@st.composite
def _calendars(draw: st.DrawFn) -> WorkCalendar:
    week = draw(st.lists(_hours(), min_size=7, max_size=7).filter(any))
    zone = draw(
        st.sampled_from([SHANGHAI, NEW_YORK, ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")])
    )
    special = draw(
        st.dictionaries(st.dates(date(2026, 2, 20), date(2026, 4, 20)), st.none() | _hours(), max_size=8)
    )
    days = [holiday(day) if not hours else workday(day, hours) for day, hours in special.items()]
    return calendar(*days, week=tuple(week), zone=zone)


_MOMENTS = st.datetimes(datetime(2026, 2, 25), datetime(2026, 4, 10), timezones=st.just(UTC))
_AMOUNTS = st.integers(0, 60 * 60 * 80).map(lambda seconds: timedelta(seconds=seconds))


@given(_calendars(), _MOMENTS, _AMOUNTS)
@settings(max_examples=150, deadline=None)
def test_adding_then_measuring_gives_the_amount_back(
    mine: WorkCalendar, begin: datetime, amount: timedelta
) -> None:
    assert working_time_between(mine, begin, add_working_time(mine, begin, amount)) == amount


@given(_calendars(), _MOMENTS, _AMOUNTS, _AMOUNTS)
@settings(max_examples=100, deadline=None)
def test_two_amounts_may_be_added_in_any_order_or_at_once(
    mine: WorkCalendar, begin: datetime, one: timedelta, other: timedelta
) -> None:
    first = add_working_time(mine, add_working_time(mine, begin, one), other)
    assert first == add_working_time(mine, add_working_time(mine, begin, other), one)
    assert first == add_working_time(mine, begin, one + other)


@given(_calendars(), _MOMENTS, _MOMENTS, _AMOUNTS)
@settings(max_examples=100, deadline=None)
def test_who_begins_later_is_not_done_earlier(
    mine: WorkCalendar, one: datetime, other: datetime, amount: timedelta
) -> None:
    early, late = sorted((one, other))
    assert add_working_time(mine, early, amount) <= add_working_time(mine, late, amount)


@given(_calendars(), _MOMENTS, _AMOUNTS, _AMOUNTS)
@settings(max_examples=100, deadline=None)
def test_more_work_does_not_end_earlier(
    mine: WorkCalendar, begin: datetime, one: timedelta, other: timedelta
) -> None:
    less, more = sorted((one, other))
    assert begin <= add_working_time(mine, begin, less) <= add_working_time(mine, begin, more)


@given(_calendars(), _MOMENTS, _MOMENTS, _MOMENTS)
@settings(max_examples=100, deadline=None)
def test_working_time_adds_up(mine: WorkCalendar, one: datetime, two: datetime, three: datetime) -> None:
    total = working_time_between(mine, one, two) + working_time_between(mine, two, three)
    assert total == working_time_between(mine, one, three)


@given(_calendars(), _MOMENTS)
@settings(max_examples=100, deadline=None)
def test_nothing_is_worked_before_the_next_working_moment(mine: WorkCalendar, begin: datetime) -> None:
    found = next_working_moment(mine, begin)
    assert working_time_between(mine, begin, found) == timedelta()
    assert working_time_between(mine, found, found + timedelta(seconds=1)) > timedelta()


@given(_calendars(), _MOMENTS, st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_working_days_added_are_working_days_between(mine: WorkCalendar, begin: datetime, days: int) -> None:
    first_day = next_working_moment(mine, begin).astimezone(mine.zone).date()
    found = add_working_days(mine, begin, days)
    # the end of a day that ends at midnight is shown as the next day
    last_days = {(found - back).astimezone(mine.zone).date() for back in (timedelta(), timedelta(seconds=1))}
    assert days in {working_days_between(mine, first_day, last) for last in last_days}
