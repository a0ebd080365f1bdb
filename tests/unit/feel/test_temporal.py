from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from engine.feel import FeelError, YearsMonths, evaluate
from engine.feel.durations import MixedDuration, format_days_time, parse_duration, read_duration
from engine.feel.temporal import (
    Cycle,
    add_duration,
    at_literal,
    format_date,
    format_date_time,
    format_time,
    parse_cycle,
    read_date,
    read_date_time,
    read_time,
)

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("10:30:00", time(10, 30)),
        ("10:30:00.5Z", time(10, 30, 0, 500_000, UTC)),
        ("10:30:00+08:00", time(10, 30, tzinfo=timezone(timedelta(hours=8)))),
        ("10:30:00@Europe/Paris", time(10, 30, tzinfo=PARIS)),
        ("2024-02-29T10:30:00", datetime(2024, 2, 29, 10, 30)),
        ("2024-02-29T24:00:00", datetime(2024, 3, 1)),
        ("P1Y2M", YearsMonths(14)),
        ("-P3M", YearsMonths(-3)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
    ],
)
def test_literals_are_read(text: str, value: object) -> None:
    assert at_literal(text) == value


@pytest.mark.parametrize(
    "text",
    ["2023-02-29", "24-01-01", "10:60:00", "10:30", "25:00:00", "10:30:00@Mars/Base", "10:30:00+19:00", "P", "PT",
     "P1H", "P1Y1D", "P2W", "2024-01-01T", "", "x", "10:30:00+08:00@Europe/Paris", "0٣:00:00"],
)  # fmt: skip
def test_wrong_literals_are_null(text: str) -> None:
    assert at_literal(text) is None
    assert evaluate(f'@"{text}"', {}) is None


@pytest.mark.parametrize(
    "text",
    ["-0004-02-29", "0000-01-01", "12345-12-31", "-999999999-12-31", "999999999-01-01"],
)
def test_far_years_keep_their_calendar(text: str) -> None:
    far = read_date(text)
    assert far is not None
    assert format_date(far) == text
    assert evaluate(f'@"{text}" + @"P1D" - @"P1D" = @"{text}"', {}) is True
    assert evaluate(f'@"{text}" < @"2024-01-01"', {}) is text.startswith(("-", "0000"))


def test_there_is_no_year_with_ten_digits() -> None:
    assert read_date("1000000000-01-01") is None
    assert evaluate('@"999999999-12-31" + @"P1D"', {}) is None


def test_the_last_day_of_a_month_stays_in_the_month() -> None:
    assert evaluate('@"2024-01-31" + @"P1M"', {}) == date(2024, 2, 29)
    assert evaluate('@"2024-03-31" - @"P1M"', {}) == date(2024, 2, 29)


def test_zones_count_moments_on_the_time_line() -> None:
    before, after = '@"2024-03-31T01:00:00@Europe/Paris"', '@"2024-03-31T04:00:00@Europe/Paris"'
    assert evaluate(f"{after} - {before}", {}) == timedelta(hours=2)
    assert evaluate(f'{before} + @"PT2H" = {after}', {}) is True
    assert evaluate('@"2024-01-01T12:00:00Z" = @"2024-01-01T20:00:00+08:00"', {}) is True


def test_local_and_zoned_have_no_order() -> None:
    assert evaluate('@"2024-01-01T12:00:00Z" < @"2024-01-01T20:00:00"', {}) is None


def test_texts_read_back() -> None:
    for text in (
        "2024-02-29T10:30:00.25@Asia/Shanghai",
        "0001-01-01T00:00:00Z",
        "-0001-12-31T23:59:59-03:30",
    ):
        moment = read_date_time(text)
        assert moment is not None
        assert format_date_time(moment) == text
    for text in ("23:59:59.000001+01:00", "00:00:00"):
        clock = read_time(text)
        assert clock is not None
        assert format_time(clock) == text
    for text in ("P1DT1H", "-PT0.5S", "PT0S", "P400D", "PT59M"):
        value = read_duration(text)
        assert isinstance(value, timedelta)
        assert format_days_time(value) == text
    assert str(YearsMonths(-14)) == "-P1Y2M"


def test_a_timer_may_mix_months_and_days() -> None:
    mixed = parse_duration(" P1M2DT3H ")
    assert mixed == MixedDuration(YearsMonths(1), timedelta(days=2, hours=3))
    assert add_duration(datetime(2024, 1, 31, tzinfo=UTC), mixed) == datetime(2024, 3, 2, 3, tzinfo=UTC)
    assert parse_duration("P2W") == timedelta(days=14)


@pytest.mark.parametrize("text", ["-PT1S", "", "1 day", "PT", "-P1Y"])
def test_a_timer_refuses_what_is_no_positive_duration(text: str) -> None:
    with pytest.raises(FeelError) as caught:
        parse_duration(text)
    assert text in caught.value.text("zh")


def test_cycles() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    ten = timedelta(minutes=10)
    assert parse_cycle("R3/PT10M") == Cycle(repetitions=3, duration=ten)
    assert parse_cycle("R/PT10M") == Cycle(repetitions=None, duration=ten)
    assert parse_cycle("R3/2024-01-01T00:00:00Z/PT10M") == Cycle(repetitions=3, duration=ten, start=start)
    assert parse_cycle("R3/PT10M/2024-01-01T00:00:00Z") == Cycle(repetitions=3, duration=ten, end=start)


@pytest.mark.parametrize(
    "text", ["", "R3", "R3/", "3/PT1M", "R3/PT1M/PT2M", "R-1/PT1M", "R3/x/PT1M", "R3/-PT1M"]
)
def test_a_wrong_cycle_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        parse_cycle(text)


def test_a_timer_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(FeelError):
        add_duration(datetime(9999, 12, 31, tzinfo=UTC), timedelta(days=2))
