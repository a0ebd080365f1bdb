"""Dates, times and durations finer than `datetime`, and longer than `timedelta`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine.feel import evaluate
from engine.feel.durations import WideDuration, parse_duration
from engine.feel.temporal import parse_cycle

TRUE = """
string(@"2011-12-31T10:15:30.123456789@Europe/Paris") = "2011-12-31T10:15:30.123456789@Europe/Paris"
string(date and time("999999999-12-31T23:59:59.999999999Z")) = "999999999-12-31T23:59:59.999999999Z"
string(time("10:15:30.000000001")) = "10:15:30.000000001"
string(duration("PT0.123456789S")) = "PT0.123456789S"
string(-duration("PT0.000000001S")) = "-PT0.000000001S"
@"10:15:30.1234567890" = @"10:15:30.123456789"
@"10:15:30.123456789Z".second = 30.123456789
@"2017-01-01T23:59:01.123456789".second = 1.123456789
@"PT1M1.123456789S".seconds = 1.123456789
@"-PT1M1.123456789S".minutes = -1
@"2017-01-01T00:00:00.000000002" > @"2017-01-01T00:00:00.000000001"
@"2017-01-01T00:00:00.000000001" > @"2017-01-01T00:00:00"
@"2017-01-01T00:00:00.000000001" < @"2017-01-01T00:00:00.000001"
@"2017-01-01T00:00:00.000000001" != @"2017-01-01T00:00:00.000000002"
@"2017-01-01T00:00:00.000000001Z" = @"2017-01-01T08:00:00.000000001+08:00"
@"2017-01-01T00:00:00.000000001Z" in (@"2017-01-01T00:00:00Z"..@"2018-01-01T00:00:00Z")
@"2017-01-01T00:00:00.000000003" - @"2017-01-01T00:00:00.000000001" = @"PT0.000000002S"
@"2017-01-01T00:00:00.000000001" + @"PT0.999999999S" = @"2017-01-01T00:00:01"
@"2016-12-31T23:59:59.999999999" + @"PT0.000000001S" = @"2017-01-01T00:00:00"
@"2017-01-31T00:00:00.000000001" + @"P1M" = @"2017-02-28T00:00:00.000000001"
@"23:59:59.999999999" + @"PT0.000000001S" = @"00:00:00"
@"00:00:00Z" - @"PT0.000000001S" = @"23:59:59.999999999Z"
@"00:00:00.000000001" - @"00:00:00" = @"PT0.000000001S"
time(10, 0, 1.123456789) = @"10:00:01.123456789"
date and time(@"2017-01-01", @"10:00:01.123456789") = @"2017-01-01T10:00:01.123456789"
date and time(2017, 1, 1, 10, 0, 1.123456789, "Asia/Shanghai") = @"2017-01-01T10:00:01.123456789@Asia/Shanghai"
time(@"2017-01-01T10:00:01.123456789Z") = @"10:00:01.123456789Z"
date(@"2017-01-01T10:00:01.123456789Z") = @"2017-01-01"
@"PT0.000000001S" * 1000 = @"PT0.000001S"
@"PT0.000003S" / 1000 = @"PT0.000000003S"
@"PT0.000000002S" / @"PT0.000000001S" = 2
abs(@"-PT0.000000001S") = @"PT0.000000001S"
sum([@"PT0.000000001S", @"PT1S"]) = @"PT1.000000001S"
max([@"PT1S", @"PT1.000000001S"]) = @"PT1.000000001S"
@"999999999-12-31" - @"-999999999-01-01" > @"P700000000000D"
@"0001-01-01" + @"P1000000000D" > @"2000000-01-01"
@"2017-03-26T01:59:59.999999999@Europe/Paris" + @"PT0.000000001S" = @"2017-03-26T03:00:00@Europe/Paris"
@"0001-01-01T00:00:00+02:00" < @"0001-01-01T00:00:00Z"
is(@"10:00:00.000000001", @"10:00:00.000000001")
@"10:00:00.000000001" instance of time
@"2017-01-01T00:00:00.000000001" instance of date and time
@"PT0.000000001S" instance of days and time duration
"""


@pytest.mark.parametrize("line", TRUE.strip().splitlines())
def test_nine_digits_are_kept(line: str) -> None:
    assert evaluate(line, {}) is True


def test_results_are_plain_values_wherever_these_suffice() -> None:
    assert type(evaluate('@"10:00:00.123456"', {})) is not type(evaluate('@"10:00:00.1234567"', {}))
    assert evaluate('@"2017-01-01T00:00:00.000000999Z" + @"PT0.000000001S"', {}) == datetime(
        2017, 1, 1, 0, 0, 0, 1, UTC
    )
    assert evaluate('@"PT0.000000001S" * 1000000000', {}) == timedelta(seconds=1)
    assert evaluate('@"PT0.5S".seconds', {}) == Decimal("0.5")


def test_a_duration_has_an_end() -> None:
    assert evaluate('duration("P9999999999999999999D")', {}) is None
    assert evaluate('@"P700000000000D" * 1000000000', {}) is None
    assert isinstance(evaluate('@"P700000000000D"', {}), WideDuration)
    for text in (
        '@"P1Y" * 1e5000',
        '@"P9999999999999999999Y"',
        'sum([@"P80000000000000000Y", @"P80000000000000000Y"])',
    ):
        assert evaluate(text, {}) is None


def test_timers_know_microseconds() -> None:
    assert parse_duration("PT1.123456789S") == timedelta(seconds=1, microseconds=123456)
    assert parse_cycle("R/2024-01-01T00:00:00.123456789Z/PT1S").start == datetime(
        2024, 1, 1, 0, 0, 0, 123456, UTC
    )
