"""Which days a deadline went past, and by which name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from engine.calendar.days_off import days_off
from engine.calendar.standard import STANDARD
from engine.calendar.working_calendar import ExceptionalDay

MONDAY = date(2026, 3, 9)


def test_weekends_have_no_name_and_holidays_have_theirs() -> None:
    holiday = ExceptionalDay(day=MONDAY, kind="holiday", name="厂庆", name_en="Founders' day")
    calendar = replace(STANDARD, days={MONDAY: holiday}, _spans={})
    friday = datetime(2026, 3, 6, 8, tzinfo=UTC)
    weekend, founders = days_off(calendar, friday, datetime(2026, 3, 10, 8, tzinfo=UTC))
    assert (weekend.first, weekend.last, weekend.title("en")) == (date(2026, 3, 7), date(2026, 3, 8), "")
    assert (founders.first, founders.title("zh"), founders.title("en")) == (MONDAY, "厂庆", "Founders' day")


def test_a_weekend_that_is_worked_is_not_off() -> None:
    worked = ExceptionalDay(day=date(2026, 3, 7), kind="workday", name="补班", name_en="Make-up day")
    calendar = replace(STANDARD, days={worked.day: worked}, _spans={})
    found = days_off(calendar, datetime(2026, 3, 6, 8, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC))
    assert [(one.first, one.last) for one in found] == [(date(2026, 3, 8), date(2026, 3, 8))]
