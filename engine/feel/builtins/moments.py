"""Functions on dates and the clock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.feel.compare import same
from engine.feel.render import render
from engine.feel.run import Run
from engine.feel.values import kind_of
from engine.feel.wide import AnyDate, AnyDateTime, split

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _base(value: AnyDate | AnyDateTime) -> date:
    return value if isinstance(value, date) else split(value)[1]


def day_of_year(run: Run, value: AnyDate | AnyDateTime) -> object:
    return Decimal(_base(value).timetuple().tm_yday)


def day_of_week(run: Run, value: AnyDate | AnyDateTime) -> object:
    return DAYS[_base(value).weekday()]


def month_of_year(run: Run, value: AnyDate | AnyDateTime) -> object:
    return MONTHS[_base(value).month - 1]


def week_of_year(run: Run, value: AnyDate | AnyDateTime) -> object:
    return Decimal(_base(value).isocalendar().week)


def now(run: Run) -> object:
    return run.now


def today(run: Run) -> object:
    return run.now.date()


def is_same(run: Run, left: object, right: object) -> object:
    """The same value of the same kind, written the same way: two zones with equal offset differ."""
    if kind_of(left) != kind_of(right):
        return False
    if kind_of(left) in ("time", "date and time"):
        return render(left) == render(right)
    return same(left, right, run)


def negate(run: Run, value: bool | None) -> object:
    return None if value is None else not value
