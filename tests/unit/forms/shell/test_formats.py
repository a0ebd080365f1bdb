"""Numbers, money, dates and durations in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest

from forms.shell.formats import Formats

NOW = datetime(2026, 11, 20, 6, 20, tzinfo=UTC)
ZH = Formats(lang="zh", zone=ZoneInfo("Asia/Shanghai"), now=NOW)
EN = Formats(lang="en", zone=ZoneInfo("Asia/Shanghai"), now=NOW)


@pytest.mark.parametrize(
    ("formats", "amount", "currency", "style", "text"),
    [
        (ZH, D(188288), "CNY", "full", "¥188,288.00"),
        (ZH, D("188288.4"), "CNY", "list", "¥188,288"),
        (ZH, D(312000), "CNY", "tight", "31.2 万"),
        (ZH, D(250000000), "CNY", "tight", "2.5 亿"),
        (EN, D(312000), "CNY", "tight", "¥312 k"),
        (EN, D(1040000), "CNY", "tight", "¥1.0 M"),
        (ZH, D(1200), "USD", "list", "USD 1,200"),
        (ZH, D(-1200), "CNY", "list", "−¥1,200"),
        (EN, D("-1200.5"), "USD", "full", "−USD 1,200.50"),
        (ZH, D("-0.001"), "CNY", "full", "¥0.00"),
        (ZH, D(900), "CNY", "tight", "¥900"),
        (ZH, None, "CNY", "list", "–"),
    ],
)
def test_money(formats: Formats, amount: D | None, currency: str, style: str, text: str) -> None:
    assert formats.money(amount, currency, style) == text  # type: ignore[arg-type]


def test_numbers_and_percents() -> None:
    assert ZH.number(D("1234.50")) == "1,234.5"
    assert ZH.number(1000000) == "1,000,000"
    assert ZH.number(D("-3.14159"), 2) == "−3.14"
    assert ZH.number(0) == "0"
    assert ZH.percent(D("0.105")) == "10.5%"
    assert ZH.percent(D("0.12")) == "12%"
    assert ZH.percent(D("0.15"), 1) == "15.0%"
    assert ZH.percent(D(1)) == "100%"
    assert ZH.percent(None) == "–"


def test_dates_follow_the_language_and_the_readers_zone() -> None:
    late = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)  # already the 20th in Shanghai
    assert (ZH.date(late), EN.date(late)) == ("2026-11-20", "20 Nov 2026")
    assert (ZH.datetime(late), EN.datetime(late)) == ("2026-11-20 01:30", "20 Nov 2026, 01:30")
    assert ZH.date(date(2026, 2, 1)) == "2026-02-01"
    assert ZH.stamp(late) == "2026-11-20 01:30:00+08:00"


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (3.5, "今天 17:50", "today 17:50"),
        (-24, "昨天 14:20", "yesterday 14:20"),
        (24, "明天 14:20", "tomorrow 14:20"),
        (72, "周一 14:20", "Mon 14:20"),
        (-50, "11-18 12:20", "18 Nov 12:20"),
        (24 * 60, "2027-01-19 14:20", "19 Jan 2027 14:20"),
    ],
)
def test_near_moments_are_words(hours: float, zh: str, en: str) -> None:
    moment = NOW + timedelta(hours=hours)
    assert (ZH.near_datetime(moment), EN.near_datetime(moment)) == (zh, en)


def test_durations_are_working_time() -> None:
    assert ZH.duration(timedelta(minutes=25)) == "25 分钟"
    assert ZH.duration(timedelta(hours=3, minutes=30)) == "3.5 工时"
    assert EN.duration(timedelta(hours=19)) == "2.4 days"
    assert ZH.duration(timedelta(hours=-3)) == "3.0 工时"
    assert ZH.duration(None) == "–"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ZH.datetime(datetime(2026, 11, 20))


def test_people_are_position_and_surname() -> None:
    assert ZH.person("李薇", "销售") == "销售 李"
    assert ZH.person("欧阳修", "销售") == "销售 欧阳"
    assert ZH.person("李薇", "销售", full=True) == "销售 李薇"
    assert EN.person("Li Wei", "Sales") == "Sales Li Wei"
    assert ZH.person("Ann Lee") == "Ann Lee"
