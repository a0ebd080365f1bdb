"""The day fields of a cron text, which can say more than numbers: L, 15W, LW, 5L, FRI#3."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from engine.calendar.cron_fields import CronUnreadable, number, read_field

DayRule = Callable[[date], bool]

_NAMES: Mapping[str, int] = {"SUN": 0, "MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6}


def month_day_rules(text: str) -> tuple[DayRule, ...]:
    """Rules for the day of the month, of which one must hold."""
    return tuple(_month_day(part.upper()) for part in text.split(","))


def week_day_rules(text: str, *, sunday_is_one: bool) -> tuple[DayRule, ...]:
    """Rules for the weekday, of which one must hold."""
    return tuple(_week_day(part.upper(), sunday_is_one) for part in text.split(","))


def _month_day(part: str) -> DayRule:
    if part in {"L", "LW"}:
        return _last_weekday if part == "LW" else lambda day: day.day == _length(day)
    if part.startswith("L-"):
        before = number(part[2:], 1, 30)
        return lambda day: day.day == _length(day) - before
    if part.endswith("W"):
        wanted = number(part[:-1], 1, 31)
        return lambda day: _nearest_weekday(day, wanted)
    days = read_field(part, 1, 31)
    return lambda day: day.day in days


def _week_day(part: str, sunday_is_one: bool) -> DayRule:
    if part == "L":
        return lambda day: day.isoweekday() == 6
    if part.endswith("L") and part not in _NAMES:
        wanted = _weekday(part[:-1], sunday_is_one)
        return lambda day: _sunday_first(day) == wanted and day.day + 7 > _length(day)
    if "#" in part:
        name, _, count = part.partition("#")
        wanted, week = _weekday(name, sunday_is_one), number(count, 1, 5)
        return lambda day: _sunday_first(day) == wanted and (day.day - 1) // 7 + 1 == week
    days = _weekdays(part, sunday_is_one)
    return lambda day: _sunday_first(day) in days


def _weekdays(part: str, sunday_is_one: bool) -> frozenset[int]:
    """Sunday is 0. Unix writes it as 0 or 7, so that 5-7 is Friday to Sunday."""
    if sunday_is_one:
        names = {name: index + 1 for name, index in _NAMES.items()}
        return frozenset(value - 1 for value in read_field(part, 1, 7, names))
    if part.upper().endswith("-SUN"):
        part = part[:-3] + "7"
    span = part.partition("/")[0]
    high = 7 if "7" in span else 6
    return frozenset(value % 7 for value in read_field(part, 0, high, _NAMES))


def _weekday(text: str, sunday_is_one: bool) -> int:
    found = _weekdays(text, sunday_is_one)
    if len(found) != 1:
        raise CronUnreadable(text)
    return next(iter(found))


def _sunday_first(day: date) -> int:
    return day.isoweekday() % 7


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _last_weekday(day: date) -> bool:
    last = day.replace(day=_length(day))
    return day == last - timedelta(days=max(last.isoweekday() - 5, 0))


def _nearest_weekday(day: date, wanted: int) -> bool:
    """Monday to Friday nearest to a day of the month, never in another month."""
    if wanted > _length(day):
        return False
    target = day.replace(day=wanted)
    if target.isoweekday() == 6:
        target += timedelta(days=-1 if wanted > 1 else 2)
    elif target.isoweekday() == 7:
        target += timedelta(days=1 if wanted < _length(day) else -2)
    return day == target
