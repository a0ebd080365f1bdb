"""Holidays and make-up working days of China, as the State Council publishes them year by year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chinese_calendar import constants

from engine.calendar.working_calendar import ExceptionalDay

ZONE = "Asia/Shanghai"
FIRST_YEAR = min(day.year for day in constants.holidays)
LAST_YEAR = max(day.year for day in constants.holidays)
"""Later years are published each November for the year that follows."""

_CHINESE = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def known_days(first_year: int, last_year: int = LAST_YEAR) -> Iterator[ExceptionalDay]:
    """The published days of these years, in order; years not published give none."""
    for day in sorted({*constants.holidays, *constants.workdays}):
        if first_year <= day.year <= last_year:
            yield _day(day)


def _day(day: date) -> ExceptionalDay:
    holiday = constants.holidays.get(day)
    if holiday is not None:
        name, name_en = _CHINESE[holiday], str(holiday)
        return ExceptionalDay(day=day, kind="holiday", name=name, name_en=name_en, by_hand=False)
    reason = constants.workdays[day]
    return ExceptionalDay(
        day=day,
        kind="workday",
        name=f"{_CHINESE[reason]}补班",
        name_en=f"Make-up day for {reason}",
        by_hand=False,
    )
