"""Durations in working time: months and weeks of the calendar, working days, working hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.calendar.amounts import Amount, after_amount, amount_of
from engine.calendar.standard import STANDARD
from engine.feel import FeelError
from engine.feel.durations import YearsMonths


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STANDARD.zone)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("PT8H", "2026-03-02T09:00", "2026-03-03T09:30"),
        ("PT30M", "2026-03-02T11:45", "2026-03-02T13:45"),
        ("P2D", "2026-03-02T10:00", "2026-03-04T10:00"),
        ("P1DT4H", "2026-03-05T10:00", "2026-03-06T15:30"),
        ("PT48H", "2026-03-02T09:00", "2026-03-10T12:00"),
        ("P1W", "2026-03-02T10:00", "2026-03-09T10:00"),
        ("P1W", "2026-03-07T10:00", "2026-03-16T09:00"),
        ("P1M", "2026-01-31T10:00", "2026-03-02T09:00"),
        ("P1Y", "2026-03-02T10:00", "2027-03-02T10:00"),
        ("PT0S", "2026-03-07T10:00", "2026-03-07T10:00"),
    ],
)
def test_a_duration_counts_what_it_says(text: str, begin: str, end: str) -> None:
    assert after_amount(STANDARD, at(begin), amount_of(text)) == at(end)


def test_a_computed_duration_is_in_its_normal_form() -> None:
    assert amount_of(timedelta(hours=50)) == Amount(days=2, time=timedelta(hours=2))
    assert amount_of(YearsMonths(13)) == Amount(months=13)


@pytest.mark.parametrize("value", ["-P1D", "P", "tomorrow", timedelta(hours=-1), YearsMonths(-1)])
def test_what_is_no_duration_or_goes_back_is_refused(value: object) -> None:
    with pytest.raises(FeelError):
        amount_of(value)  # type: ignore[arg-type]
