"""Commands on calendars, on both stores: what they change, refuse, and leave in the record."""

from __future__ import annotations

from datetime import date

import pytest

from engine import organisation
from engine.audit import TOPICS, read_stream
from engine.calendar import changes, china, installing
from engine.calendar.errors import CalendarChanged, CalendarNotFound
from engine.calendar.hours import read_hours
from engine.calendar.lookup import Calendars, calendar_for, calendars
from engine.calendar.working_calendar import ExceptionalDay
from engine.errors import Conflict, Invalid, NotFound
from engine.store.uow import Store

OFFICE = (read_hours("09:00-12:00 13:30-18:00"),) * 5 + ((),) * 2
FOUNDING = ExceptionalDay(day=date(2026, 3, 9), kind="holiday", name="厂庆", name_en="Founding day")


@pytest.fixture
def installed(store: Store) -> Store:
    with store.begin(by=None, action="install") as tx:
        installing.install(tx)
    return store


def look(store: Store) -> Calendars:
    with store.read() as connection:
        return calendars(connection)


def told(store: Store) -> list[str]:
    with store.read() as connection:
        return [str(event.code) for event in read_stream(connection, TOPICS["calendar"])]


def test_a_new_platform_has_a_default_calendar_with_the_holidays_of_china(installed: Store) -> None:
    found = look(installed).default
    assert (found.code, found.zone.key, found.known_until) == ("default", "Asia/Shanghai", china.LAST_YEAR)
    assert found.hours_of(date(2026, 10, 1)) == ()  # National Day, a Thursday
    assert found.hours_of(date(2026, 2, 14)) == OFFICE[0]  # a Saturday made up for the Spring Festival
    assert found.days[date(2026, 10, 1)].title("zh") == "国庆节"
    assert not found.days[date(2026, 10, 1)].by_hand


def test_installing_again_changes_nothing(installed: Store) -> None:
    before = told(installed)
    with installed.begin(by=None, action="install") as tx:
        installing.install(tx)
    assert told(installed) == before


def test_years_beyond_the_table_know_weekends_and_say_that_they_guess(installed: Store) -> None:
    found = look(installed).default
    day = date(china.LAST_YEAR + 1, 10, 1)
    assert found.is_guess(day)
    assert bool(found.hours_of(day)) == (day.weekday() < 5)
    assert not found.is_guess(date(china.LAST_YEAR, 10, 1))


def test_loading_again_leaves_what_people_have_changed(installed: Store) -> None:
    kept = ExceptionalDay(day=date(2026, 10, 1), kind="workday", name="值班", name_en="On duty")
    with installed.begin(by=None, action="test") as tx:
        changes.set_day(tx, "default", kept)
        assert installing.load_china(tx, "default") == []
    assert look(installed).default.days[kept.day] == kept


def test_a_day_is_set_replaced_and_taken_back(installed: Store) -> None:
    with installed.begin(by=None, action="test") as tx:
        changes.set_day(tx, "default", FOUNDING)
    assert look(installed).default.hours_of(FOUNDING.day) == ()
    short = ExceptionalDay(
        day=FOUNDING.day, kind="workday", name="半天", name_en="Half", hours=read_hours("9:00-12:00")
    )
    with installed.begin(by=None, action="test") as tx:
        changes.set_day(tx, "default", short)
    assert look(installed).default.hours_of(FOUNDING.day) == read_hours("09:00-12:00")
    with installed.begin(by=None, action="test") as tx:
        changes.remove_day(tx, "default", FOUNDING.day)
    assert look(installed).default.hours_of(FOUNDING.day) == OFFICE[0]
    with pytest.raises(NotFound), installed.begin(by=None, action="test") as tx:
        changes.remove_day(tx, "default", FOUNDING.day)
    assert told(installed)[-3:] == ["calendar.day_set", "calendar.day_set", "calendar.day_removed"]


def test_whoever_looked_at_an_older_state_is_refused(installed: Store) -> None:
    seen = look(installed).default.revision
    with installed.begin(by=None, action="test") as tx:
        changes.set_day(tx, "default", FOUNDING, revision=seen)
    with pytest.raises(CalendarChanged), installed.begin(by=None, action="test") as tx:
        changes.set_week(tx, "default", OFFICE, revision=seen)
    assert look(installed).default.revision == seen + 1


def test_exactly_one_calendar_is_the_default_one(installed: Store) -> None:
    with installed.begin(by=None, action="test") as tx:
        changes.add_calendar(
            tx, code="b", name="乙", name_en="B", zone="Europe/Berlin", week=OFFICE, is_default=True
        )
    assert [one.code for one in look(installed).by_code.values() if one.is_default] == ["b"]
    with pytest.raises(Conflict), installed.begin(by=None, action="test") as tx:
        changes.remove_calendar(tx, "b")
    with installed.begin(by=None, action="test") as tx:
        changes.remove_calendar(tx, "default")
    assert list(look(installed).by_code) == ["b"]


def test_a_department_has_the_calendar_of_the_one_above_until_it_has_its_own(installed: Store) -> None:
    with installed.begin(by=None, action="test") as tx:
        changes.add_calendar(tx, code="b", name="乙", name_en="B", zone="Europe/Berlin", week=OFFICE)
        top = organisation.add_department(tx, code="T", name="上", name_en="Top")
        low = organisation.add_department(tx, code="L", name="下", name_en="Low", parent_id=top)
        organisation.add_person(tx, code="1", login="ant", name="甲", name_en="Ant", department_id=low)
        changes.assign_department(tx, top, "b")
    assert code_of(installed, "ant") == "b"
    with pytest.raises(Conflict), installed.begin(by=None, action="test") as tx:
        changes.remove_calendar(tx, "b")
    with installed.begin(by=None, action="test") as tx:
        changes.assign_department(tx, low, "default")
    assert code_of(installed, "ant") == "default"
    with installed.begin(by=None, action="test") as tx:
        changes.assign_department(tx, low, None)
    assert code_of(installed, "ant") == "b"


def test_people_of_different_calendars_share_that_of_the_starter(installed: Store) -> None:
    with installed.begin(by=None, action="test") as tx:
        changes.add_calendar(tx, code="b", name="乙", name_en="B", zone="Europe/Berlin", week=OFFICE)
        for number, login in enumerate(("ant", "bee"), start=1):
            department = organisation.add_department(tx, code=login, name="部", name_en="D")
            organisation.add_person(
                tx, code=str(number), login=login, name="人", name_en="P", department_id=department
            )
        changes.assign_department(tx, department, "b")
    with installed.read() as connection:
        mixed = calendar_for(connection, code=None, people=("ant", "bee"), starter="bee")
        unknown = calendar_for(connection, code=None, people=("nobody",), starter=None)
    assert mixed is not None
    assert unknown is not None
    assert (mixed.code, unknown.code) == ("b", "default")


def code_of(store: Store, login: str) -> str:
    with store.read() as connection:
        found = calendar_for(connection, code=None, people=(login,))
    assert found is not None
    return found.code


@pytest.mark.parametrize("code", ["", "1x", "a b", "a/b", "ä", "x" * 65])
def test_a_code_that_no_diagram_could_name_is_refused(installed: Store, code: str) -> None:
    with pytest.raises(Invalid), installed.begin(by=None, action="test") as tx:
        changes.add_calendar(tx, code=code, name="x", name_en="x", zone="UTC", week=OFFICE)


def test_the_same_code_twice_is_a_conflict_that_changes_nothing(installed: Store) -> None:
    with pytest.raises(Conflict), installed.begin(by=None, action="test") as tx:
        changes.add_calendar(tx, code="default", name="x", name_en="x", zone="UTC", week=OFFICE)
    assert look(installed).default.name_en == "Standard working hours"


def test_what_cannot_be_is_refused(installed: Store) -> None:
    with installed.begin(by=None, action="test") as tx:
        with pytest.raises(Invalid):
            changes.set_week(tx, "default", ((),) * 7)
        with pytest.raises(Invalid):
            changes.describe_calendar(
                tx, "default", name="x", name_en="x", zone="Mars/Base", known_until=None
            )
        with pytest.raises(Invalid):
            changes.describe_calendar(tx, "default", name=" ", name_en="x", zone="UTC", known_until=None)
        with pytest.raises(Invalid):
            changes.set_day(
                tx, "default", ExceptionalDay(day=date(9999, 1, 1), kind="holiday", name="x", name_en="x")
            )
        with pytest.raises(CalendarNotFound):
            changes.set_week(tx, "nowhere", OFFICE)
        with pytest.raises(NotFound):
            changes.assign_department(tx, 5, "default")
