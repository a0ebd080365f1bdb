"""Sales by time (12.2.1) and the seasonal index (7.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from adapters.crm.analysis.measures import growth, seasons
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import AMOUNT, COUNT, SALES, by_day, orders_url

YEARS = 3  # of the seasonal index
DAY = timedelta(days=1)
Days = Mapping[date, tuple[Decimal, int]]


def first_of(way: str, day: date) -> date:
    """The first day of the day's week, month, quarter or year; itself by `day`."""
    if way == "week":
        return day - timedelta(days=day.weekday())
    if way == "month":
        return day.replace(day=1)
    if way == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if way == "year" else day


def next_of(way: str, first: date) -> date:
    """The first day of the span that follows the one beginning at `first`."""
    longest = {"week": 7, "month": 31, "quarter": 92, "year": 366}.get(way, 1)
    return first_of(way, first + timedelta(days=longest))


def label_of(way: str, first: date) -> str:
    """`2026-05-04`, `2026-W19`, `2026-05`, `2026-Q2`, `2026`."""
    if way == "week":
        year, week, _day = first.isocalendar()
        return f"{year}-W{week:02d}"
    if way == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return {"month": f"{first:%Y-%m}", "year": f"{first:%Y}"}.get(way, first.isoformat())


def year_before(day: date) -> date:
    """The same day a year earlier; the 28th for the 29th of February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _times(frame: Frame) -> Sequence[Row]:
    way = frame.way
    first = first_of(way, frame.since)
    before_first = first_of(way, first - DAY)
    found = by_day(frame, min(before_first, year_before(frame.since)), frame.until)
    rows, prior = [], _sum(found, before_first, first - DAY)[0]
    while first <= frame.until:
        following = next_of(way, first)
        since, until = max(first, frame.since), min(following - DAY, frame.until)
        amount, count = _sum(found, since, until)
        before = _sum(found, year_before(since), year_before(until))[0]
        rows.append(
            {
                "name": label_of(way, first),
                "amount": amount,
                "count": count,
                "prior": growth(amount, prior),
                "before": before,
                "growth": growth(amount, before),
                "url": orders_url(frame, since, until),
            }
        )
        first, prior = following, amount
    return rows


def _sum(found: Days, since: date, until: date) -> tuple[Decimal, int]:
    inside = [one for day, one in found.items() if since <= day <= until]
    return sum((amount for amount, _count in inside), Decimal(0)), sum(count for _amount, count in inside)


def _seasons(frame: Frame) -> Sequence[Row]:
    last = frame.today.year - 1
    years = list(range(last - YEARS + 1, last + 1))
    amounts: dict[tuple[int, int], Decimal] = {}
    for day, (amount, _count) in by_day(frame, date(years[0], 1, 1), date(last, 12, 31)).items():
        amounts[day.year, day.month] = amounts.get((day.year, day.month), Decimal(0)) + amount
    return [
        {"name": f"{month:02d}", "mean": mean, "index": index, "share": part}
        for month, (mean, index, part) in enumerate(seasons(amounts, years), start=1)
    ]


BY_TIME = Report(
    key="sales-by-time",
    zh="销售时间分析",
    en="Sales by time",
    about_zh="已生效订单的金额，与上一期和上年同期比较。",
    about_en="Effective orders, compared with the time before and the same time a year before.",
    group=SALES,
    ways={
        "month": ("月份", "Month"),
        "day": ("日", "Day"),
        "week": ("周", "Week"),
        "quarter": ("季度", "Quarter"),
        "year": ("年", "Year"),
    },
    columns=(
        Column(key="name", zh="月份", en="Month", kind="text"),
        AMOUNT,
        COUNT,
        Column(key="prior", zh="环比", en="On the time before", kind="ratio"),
        Column(key="before", zh="上年同期", en="Year before", kind="money", total=True),
        Column(key="growth", zh="同比", en="Growth", kind="ratio"),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount", "before"), lines=("growth",)),
    read=_times,
)
SEASONS = Report(
    key="seasons",
    zh="季节指数",
    en="Seasonal index",
    about_zh="前三个完整年度各月平均与月均值之比；其十二分之一是该月在年度目标中的份额。",
    about_en="Each month's mean of three whole years to the mean month; a twelfth of it is its share of a target.",
    group=SALES,
    columns=(
        Column(key="name", zh="月", en="Month", kind="text"),
        Column(key="mean", zh="三年平均", en="Mean of three years", kind="money", total=True),
        Column(key="index", zh="季节指数", en="Index", kind="ratio"),
        Column(key="share", zh="年度份额", en="Share of the year", kind="ratio", total=True),
    ),
    chart=Chart(kind="bar", by="name", bars=("mean",), lines=("index",)),
    read=_seasons,
)
