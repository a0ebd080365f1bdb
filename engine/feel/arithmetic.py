"""+ - * / ** on FEEL values: one literal table by operator and kinds of operands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from engine.feel.durations import YearsMonths
from engine.feel.temporal import add_days_time, add_months, join
from engine.feel.values import DECIMAL, kind_of
from engine.feel.wide import WideDate, WideDateTime, distance, shift

Operation = Callable[[Any, Any], object]

_SECOND = timedelta(seconds=1)
_MICRO = timedelta(microseconds=1)
_REFERENCE_DAY = date(2000, 1, 1)


class NoSuchResult(Exception):
    """The operands fit, but there is no value: shown as null."""


def _swap(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _moment_minus(operation: Operation) -> Operation:
    return lambda left, right: operation(left, -right)


def _plus_months(value: Any, by: YearsMonths) -> object:
    return add_months(value, by.months)


def _minus_months(value: Any, by: YearsMonths) -> object:
    return add_months(value, -by.months)


def _date_plus(value: date | WideDate, by: timedelta) -> object:
    """A date counts as its midnight; what is left of a day is cut off again."""
    return shift(value, timedelta(days=by // timedelta(days=1)))


def _moment_plus(value: datetime | WideDateTime, by: timedelta) -> object:
    return add_days_time(value, by)


def _time_plus(value: time, by: timedelta) -> object:
    moved = datetime.combine(_REFERENCE_DAY, value.replace(tzinfo=None)) + by % timedelta(days=1)
    return moved.time().replace(tzinfo=value.tzinfo)


def _time_minus_time(left: time, right: time) -> object:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise NoSuchResult
    return distance(datetime.combine(_REFERENCE_DAY, left), datetime.combine(_REFERENCE_DAY, right))


def _difference(left: Any, right: Any) -> object:
    left_moment, right_moment = _as_moment(left), _as_moment(right)
    if kind_of(left) == kind_of(right) == _DATE:
        return distance(left, right)
    if (_base(left_moment).tzinfo is None) != (_base(right_moment).tzinfo is None):
        raise NoSuchResult
    return distance(left_moment, right_moment)


def _base(value: datetime | WideDateTime) -> datetime:
    return value.base if isinstance(value, WideDateTime) else value


def _as_moment(value: Any) -> datetime | WideDateTime:
    """A date beside a date and time counts as its midnight in UTC."""
    return value if isinstance(value, (datetime, WideDateTime)) else join(value, time(tzinfo=UTC))


def _months_times(value: YearsMonths, by: Decimal) -> object:
    return YearsMonths(int(DECIMAL.multiply(Decimal(value.months), by)))


def _months_over(value: YearsMonths, by: Decimal) -> object:
    return YearsMonths(int(DECIMAL.divide(Decimal(value.months), by)))


def _months_ratio(left: YearsMonths, right: YearsMonths) -> object:
    return DECIMAL.divide(Decimal(left.months), Decimal(right.months))


def _days_times(value: timedelta, by: Decimal) -> object:
    return _from_micros(DECIMAL.multiply(Decimal(value // _MICRO), by))


def _days_over(value: timedelta, by: Decimal) -> object:
    return _from_micros(DECIMAL.divide(Decimal(value // _MICRO), by))


def _days_ratio(left: timedelta, right: timedelta) -> object:
    return DECIMAL.divide(Decimal(left // _MICRO), Decimal(right // _MICRO))


def _from_micros(micros: Decimal) -> timedelta:
    return timedelta(microseconds=int(micros.to_integral_value(ROUND_HALF_EVEN)))


_DATE = "date"
_TIME = "time"
_MOMENT = "date and time"
_DAYS = "days and time duration"
_MONTHS = "years and months duration"
_NUMBER = "number"
_STRING = "string"

OPERATIONS: dict[tuple[str, str, str], Operation] = {
    ("+", _NUMBER, _NUMBER): DECIMAL.add,
    ("+", _STRING, _STRING): lambda left, right: left + right,
    ("+", _DATE, _MONTHS): _plus_months,
    ("+", _MONTHS, _DATE): _swap(_plus_months),
    ("+", _DATE, _DAYS): _date_plus,
    ("+", _DAYS, _DATE): _swap(_date_plus),
    ("+", _MOMENT, _MONTHS): _plus_months,
    ("+", _MONTHS, _MOMENT): _swap(_plus_months),
    ("+", _MOMENT, _DAYS): _moment_plus,
    ("+", _DAYS, _MOMENT): _swap(_moment_plus),
    ("+", _TIME, _DAYS): _time_plus,
    ("+", _DAYS, _TIME): _swap(_time_plus),
    ("+", _DAYS, _DAYS): lambda left, right: left + right,
    ("+", _MONTHS, _MONTHS): lambda left, right: YearsMonths(left.months + right.months),
    ("-", _NUMBER, _NUMBER): DECIMAL.subtract,
    ("-", _DATE, _DATE): _difference,
    ("-", _MOMENT, _MOMENT): _difference,
    ("-", _DATE, _MOMENT): _difference,
    ("-", _MOMENT, _DATE): _difference,
    ("-", _TIME, _TIME): _time_minus_time,
    ("-", _DATE, _MONTHS): _minus_months,
    ("-", _DATE, _DAYS): _moment_minus(_date_plus),
    ("-", _MOMENT, _MONTHS): _minus_months,
    ("-", _MOMENT, _DAYS): _moment_minus(_moment_plus),
    ("-", _TIME, _DAYS): _moment_minus(_time_plus),
    ("-", _DAYS, _DAYS): lambda left, right: left - right,
    ("-", _MONTHS, _MONTHS): lambda left, right: YearsMonths(left.months - right.months),
    ("*", _NUMBER, _NUMBER): DECIMAL.multiply,
    ("*", _DAYS, _NUMBER): _days_times,
    ("*", _NUMBER, _DAYS): _swap(_days_times),
    ("*", _MONTHS, _NUMBER): _months_times,
    ("*", _NUMBER, _MONTHS): _swap(_months_times),
    ("/", _NUMBER, _NUMBER): DECIMAL.divide,
    ("/", _DAYS, _NUMBER): _days_over,
    ("/", _MONTHS, _NUMBER): _months_over,
    ("/", _DAYS, _DAYS): _days_ratio,
    ("/", _MONTHS, _MONTHS): _months_ratio,
    ("**", _NUMBER, _NUMBER): DECIMAL.power,
}
