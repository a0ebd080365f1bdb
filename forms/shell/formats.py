"""Numbers, money, dates and durations as `screens.md` wants them, in the reader's language."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from forms.shell.i18n import Lang

Number = Decimal | int | float
MoneyStyle = Literal["full", "list", "tight"]
NONE = "–"
MINUS = "−"
WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS = {
    "zh": {
        "today": "今天",
        "yesterday": "昨天",
        "tomorrow": "明天",
        "min": " 分钟",
        "h": " 工时",
        "d": " 个工作日",
    },
    "en": {
        "today": "today",
        "yesterday": "yesterday",
        "tomorrow": "tomorrow",
        "min": " min",
        "h": " h",
        "d": " days",
    },
}
HOURS_PER_DAY = 8
COMPOUND_SURNAMES = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯")
)


class Formats:
    """All formatters for one reader. `now` is an aware datetime, `zone` the zone things are shown in."""

    def __init__(self, *, lang: Lang, zone: tzinfo, now: dt.datetime) -> None:
        self.lang = lang
        self.zone = zone
        self.now = now.astimezone(zone)

    def number(self, value: Number | None, decimals: int | None = None) -> str:
        """`1,234.5`; without `decimals` as many as the value has (at most 4)."""
        return NONE if value is None else _signed(_decimal(value), decimals)

    def percent(self, fraction: Number | None, decimals: int | None = None) -> str:
        """0.105 → `10.5%`, 0.12 → `12%`; `decimals=1` forces `12.0%`."""
        if fraction is None:
            return NONE
        percent = _decimal(fraction) * 100
        return _signed(percent if decimals is not None else _rounded(percent, 1).normalize(), decimals) + "%"

    def money(self, amount: Number | None, currency: str = "CNY", style: MoneyStyle = "list") -> str:
        """`full` ¥188,288.00 · `list` ¥188,288 · `tight` 31.2 万 or ¥312 k; other currencies by code."""
        if amount is None:
            return NONE
        value = _decimal(amount)
        sign = MINUS if _rounded(value, 2) < 0 else ""
        mark = "¥" if currency == "CNY" else f"{currency} "
        if style == "tight" and abs(value) >= (10_000 if self.lang == "zh" else 1_000):
            return sign + self._tight(abs(value), mark)
        decimals = 2 if style == "full" else 0
        return sign + mark + _signed(abs(value), decimals)

    def _tight(self, value: Decimal, mark: str) -> str:
        steps = ((10**8, " 亿"), (10**4, " 万")) if self.lang == "zh" else ((10**6, " M"), (10**3, " k"))
        size, word = next(step for step in steps if value >= step[0])
        if self.lang == "zh" and mark == "¥":
            mark = ""  # 万 already says that it is about money in a column of money
        short = value / size
        return mark + _signed(short, 1 if short < 100 else 0) + word

    def date(self, value: dt.date | dt.datetime | None) -> str:
        """zh `2026-11-20`, en `20 Nov 2026`."""
        if value is None:
            return NONE
        day = self._local(value)
        return f"{day:%Y-%m-%d}" if self.lang == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def datetime(self, value: dt.datetime | None) -> str:
        """zh `2026-11-20 14:20`, en `20 Nov 2026, 14:20`."""
        if value is None:
            return NONE
        local = self._moment(value)
        return f"{self.date(local)}{' ' if self.lang == 'zh' else ', '}{local:%H:%M}"

    def stamp(self, value: dt.datetime | None) -> str:
        """The full moment with its zone, for tooltips: `2026-11-20 14:20:05+08:00`."""
        return NONE if value is None else self._moment(value).isoformat(sep=" ", timespec="seconds")

    def near_datetime(self, value: dt.datetime | None) -> str:
        """Near moments in words: `今天 17:50`, `昨天 09:12`, `周一 10:00`, else `11-18 14:20`."""
        if value is None:
            return NONE
        local = self._moment(value)
        days = (local.date() - self.now.date()).days
        words = WORDS[self.lang]
        if days in (-1, 0, 1):
            return f"{words[('today', 'tomorrow', 'yesterday')[days]]} {local:%H:%M}"
        if 1 < days < 7:
            return f"{WEEKDAYS[self.lang][local.weekday()]} {local:%H:%M}"
        return f"{self._short_day(local)} {local:%H:%M}"

    def _short_day(self, local: dt.datetime) -> str:
        same_year = local.year == self.now.year
        if self.lang == "zh":
            return f"{local:%m-%d}" if same_year else f"{local:%Y-%m-%d}"
        day = f"{local.day} {MONTHS[local.month - 1]}"
        return day if same_year else f"{day} {local.year}"

    def duration(self, value: timedelta | None) -> str:
        """Working time: `25 分钟` under an hour, `3.5 工时` under a day of 8 hours, else `2.4 个工作日`."""
        if value is None:
            return NONE
        words = WORDS[self.lang]
        hours = Decimal(abs(value) // timedelta(seconds=1)) / 3600
        if hours < 1:
            return f"{int(hours * 60)}{words['min']}"
        if hours < HOURS_PER_DAY:
            return f"{_signed(_rounded(hours, 1), 1)}{words['h']}"
        return f"{_signed(_rounded(hours / HOURS_PER_DAY, 1), 1)}{words['d']}"

    def person(self, name: str, position: str = "", *, full: bool = False) -> str:
        """`销售 李` in running text, `销售 李薇` with `full` (logs); English keeps the whole name."""
        shown = surname(name) if self.lang == "zh" and not full else name
        return f"{position} {shown}".strip()

    def _moment(self, value: dt.datetime) -> dt.datetime:
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(self.zone)

    def _local(self, value: dt.date | dt.datetime) -> dt.date:
        return self._moment(value).date() if isinstance(value, dt.datetime) else value


def surname(name: str) -> str:
    """The family name of a Chinese name (compound ones included); other names are given back whole."""
    if not name or not "\u4e00" <= name[0] <= "\u9fff":
        return name
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[0]


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _signed(value: Decimal, decimals: int | None) -> str:
    if decimals is None:
        value = _rounded(value, 4).normalize()
        text = f"{value:,f}"
    else:
        text = f"{_rounded(value, decimals):,f}"
    return text.replace("-", MINUS)
