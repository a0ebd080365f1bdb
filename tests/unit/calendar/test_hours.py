"""Hours as people type them."""

from __future__ import annotations

import pytest

from engine.calendar.hours import HoursUnreadable, Span, minutes_of, read_hours, write_hours


@pytest.mark.parametrize(
    "text", ["09:00-12:00 13:30-18:00", "9:00–12:00，13:30～18:00", "13:30-18:00, 9:00 - 12:00"]
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert write_hours(read_hours(text)) == "09:00-12:00 13:30-18:00"
    assert minutes_of(read_hours(text)) == 450


def test_spans_without_a_break_between_are_one() -> None:
    assert read_hours("9:00-12:00 12:00-18:00") == (Span(540, 1080),)


def test_a_day_may_end_at_midnight_and_may_be_empty() -> None:
    assert write_hours(read_hours("22:00-24:00")) == "22:00-24:00"
    assert read_hours("  ") == ()


@pytest.mark.parametrize(
    "text",
    ["9-18", "18:00-9:00", "09:00-09:00", "09:00-12:00 11:00-13:00", "09:60-10:00", "20:00-24:01", "x"],
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(HoursUnreadable):
        read_hours(text)
