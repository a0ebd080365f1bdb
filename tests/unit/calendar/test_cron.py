"""Cron texts in all their dialects."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.calendar.cron import is_cron, next_firing, read_cron
from engine.calendar.cron_fields import CronUnreadable

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def firings(text: str, begin: str, count: int = 1, zone: ZoneInfo = SHANGHAI) -> list[str]:
    cron, moment = read_cron(text), datetime.fromisoformat(begin).replace(tzinfo=zone)
    found: list[str] = []
    for _ in range(count):
        following = next_firing(cron, moment, zone)
        assert following is not None
        moment = following
        found.append(moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00"))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 9 * * 1-5", "2026-03-09T09:00"),
        ("0 9 * * MON-FRI", "2026-03-09T09:00"),
        ("*/20 * * * *", "2026-03-06T17:20"),
        ("30 8,17 * * *", "2026-03-06T17:30"),
        ("0 22-2 * * *", "2026-03-06T22:00"),
        ("0 0 * * 7", "2026-03-08T00:00"),
        ("0 0 * * 0", "2026-03-08T00:00"),
        ("0 8 * * SAT-SUN", "2026-03-07T08:00"),
        ("15 17 6 3 *", "2026-03-06T17:15"),
        ("0/30 0/5 * * * ?", "2026-03-06T17:00:30"),
        ("0 0 12 ? * FRI#3", "2026-03-20T12:00"),
        ("0 0 12 L * ?", "2026-03-31T12:00"),
        ("0 0 12 L-2 * ?", "2026-03-29T12:00"),
        ("0 0 12 LW 5 ?", "2026-05-29T12:00"),
        ("0 0 9 15W * ?", "2026-03-16T09:00"),
        ("0 0 9 ? * 6L", "2026-03-27T09:00"),
        ("0 0 9 ? * 2", "2026-03-09T09:00"),
        ("0 0 9 29 2 ? 2028", "2028-02-29T09:00"),
        ("@daily", "2026-03-07T00:00"),
        ("@Hourly", "2026-03-06T18:00"),
    ],
)
def test_it_fires_when_it_says(text: str, expected: str) -> None:
    assert firings(text, "2026-03-06T17:00") == [expected]


def test_unix_takes_either_day_and_the_others_want_both() -> None:
    assert firings("0 9 13 * 5", "2026-03-01T00:00", 2) == ["2026-03-06T09:00", "2026-03-13T09:00"]
    assert firings("0 0 9 13 * 5", "2026-03-01T00:00", 2) == ["2026-03-13T09:00", "2026-11-13T09:00"]


def test_a_time_that_the_clock_leaves_out_is_when_it_is_set() -> None:
    assert firings("30 2 * * *", "2026-03-07T12:00", 2, NEW_YORK) == ["2026-03-08T03:00", "2026-03-09T02:30"]


def test_a_time_that_comes_twice_counts_once() -> None:
    assert firings("30 1 * * *", "2026-10-31T12:00", 2, NEW_YORK) == ["2026-11-01T01:30", "2026-11-02T01:30"]


def test_what_never_comes_gives_nothing() -> None:
    now = datetime(2026, 3, 6, tzinfo=SHANGHAI)
    assert next_firing(read_cron("0 0 30 2 *"), now, SHANGHAI) is None
    assert next_firing(read_cron("0 0 0 1 1 ? 2020"), now, SHANGHAI) is None


@pytest.mark.parametrize(
    "text",
    [
        *("a b c d e", "61 * * * *", "* 24 * * *", "* * 32 * *", "* * * 13 *", "* * * * 8", "0 0 0 ? * 8"),
        *("* * * *", "1-2-3 * * * *", "*/0 * * * *", "@fortnightly", "-1 * * * *", "٣ * * * *"),
        *("* * * * MON#6", "0 0 0 W * ?", "1 " * 8, "1," * 200 + "1 * * * *"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(CronUnreadable):
        read_cron(text)


def test_durations_and_cycles_are_not_taken_for_cron() -> None:
    assert not any(map(is_cron, ["PT1H", "R3/PT10M", "2026-03-06T10:00:00Z", "R/2026-01-01T08:00:00Z/P1D"]))
