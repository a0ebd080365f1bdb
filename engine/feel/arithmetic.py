"""+ - * / ** on FEEL values: one literal table by operator and kinds of operands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, DivisionByZero
from typing import Any

from engine.feel.durations import DAY_NANOS, AnyDaysTime, YearsMonths, days_time, nanos_of
from engine.feel.temporal import add_days_time, add_months, join
from engine.feel.values import DECIMAL, kind_of
from engine.feel.wide import (
    AnyDateTime,
    AnyTime,
    WideDate,
    WideDateTime,
    base_of,
    clock_of,
    distance,
    fraction,
    make_time,
    shift,
)

Operation = Callable[[Any, Any], object]

_REFERENCE_DAY = date(2000, 1, 1)


class NoSuchResult(Exception):
    """The operands fit, but there is no value: shown as null."""


def _swap(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _plus_months(value: Any, by: YearsMonths) -> object:
    return add_months(value, by.months)


def _minus_months(value: Any, by: YearsMonths) -> object:
    return add_months(value, -by.months)


def _date_plus(value: date | WideDate, by: AnyDaysTime) -> object:
    """A date counts as its midnight; what is left of a day is cut off again."""
    return shift(value, days_time(nanos_of(by) // DAY_NANOS * DAY_NANOS))


def _date_minus(value: date | WideDate, by: AnyDaysTime) -> object:
    return _date_plus(value, _negated(by))


def _negated(by: AnyDaysTime) -> AnyDaysTime:
    return -by if isinstance(by, timedelta) else days_time(-by.nanos)


def _moment_plus(value: AnyDateTime, by: AnyDaysTime) -> object:
    return add_days_time(value, by)


def _moment_minus(value: AnyDateTime, by: AnyDaysTime) -> object:
    return add_days_time(value, _negated(by))


def _time_plus(value: AnyTime, by: AnyDaysTime) -> object:
    """A time of day moves around the clock."""
    plain = base_of(value)
    assert isinstance(plain, time)
    clock = make_time(plain.replace(tzinfo=None), fraction(value))
    moved = clock_of(shift(join(_REFERENCE_DAY, clock), days_time(nanos_of(by) % DAY_NANOS)))  # type: ignore[arg-type]
    plain_moved = base_of(moved)
    assert isinstance(plain_moved, time)
    return make_time(plain_moved.replace(tzinfo=plain.tzinfo), fraction(moved))


def _time_minus(value: AnyTime, by: AnyDaysTime) -> object:
    return _time_plus(value, _negated(by))


def _time_minus_time(left: AnyTime, right: AnyTime) -> object:
    return _difference(join(_REFERENCE_DAY, left), join(_REFERENCE_DAY, right))


def _difference(left: Any, right: Any) -> object:
    if kind_of(left) == kind_of(right) == _DATE:
        return distance(left, right)
    left_moment, right_moment = _as_moment(left), _as_moment(right)
    if _has_zone(left_moment) != _has_zone(right_moment):
        raise NoSuchResult
    return distance(left_moment, right_moment)


def _has_zone(value: AnyDateTime) -> bool:
    base = base_of(value)
    return isinstance(base, datetime) and base.tzinfo is not None


def _as_moment(value: Any) -> AnyDateTime:
    """A date beside a date and time counts as its midnight in UTC."""
    return value if isinstance(value, (datetime, WideDateTime)) else join(value, time(tzinfo=UTC))


def _power(left: Decimal, right: Decimal) -> object:
    """Zero to the power of zero is 1; zero to a negative power has no value."""
    if not left:
        if not right:
            return Decimal(1)
        if right < 0:
            raise DivisionByZero
    return DECIMAL.power(left, right)


def _months_times(value: YearsMonths, by: Decimal) -> object:
    return YearsMonths(int(DECIMAL.multiply(Decimal(value.months), by)))


def _months_over(value: YearsMonths, by: Decimal) -> object:
    return YearsMonths(int(DECIMAL.divide(Decimal(value.months), by)))


def _months_ratio(left: YearsMonths, right: YearsMonths) -> object:
    return DECIMAL.divide(Decimal(left.months), Decimal(right.months))


def _days_plus(left: AnyDaysTime, right: AnyDaysTime) -> object:
    return days_time(nanos_of(left) + nanos_of(right))


def _days_minus(left: AnyDaysTime, right: AnyDaysTime) -> object:
    return days_time(nanos_of(left) - nanos_of(right))


def _days_times(value: AnyDaysTime, by: Decimal) -> object:
    return _rounded(DECIMAL.multiply(Decimal(nanos_of(value)), by))


def _days_over(value: AnyDaysTime, by: Decimal) -> object:
    return _rounded(DECIMAL.divide(Decimal(nanos_of(value)), by))


def _days_ratio(left: AnyDaysTime, right: AnyDaysTime) -> object:
    return DECIMAL.divide(Decimal(nanos_of(left)), Decimal(nanos_of(right)))


def _rounded(nanos: Decimal) -> AnyDaysTime:
    if nanos.adjusted() > 40:
        raise OverflowError(nanos)
    return days_time(int(nanos.to_integral_value(ROUND_HALF_EVEN)))


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
    ("+", _DAYS, _DAYS): _days_plus,
    ("+", _MONTHS, _MONTHS): lambda left, right: YearsMonths(left.months + right.months),
    ("-", _NUMBER, _NUMBER): DECIMAL.subtract,
    ("-", _DATE, _DATE): _difference,
    ("-", _MOMENT, _MOMENT): _difference,
    ("-", _DATE, _MOMENT): _difference,
    ("-", _MOMENT, _DATE): _difference,
    ("-", _TIME, _TIME): _time_minus_time,
    ("-", _DATE, _MONTHS): _minus_months,
    ("-", _DATE, _DAYS): _date_minus,
    ("-", _MOMENT, _MONTHS): _minus_months,
    ("-", _MOMENT, _DAYS): _moment_minus,
    ("-", _TIME, _DAYS): _time_minus,
    ("-", _DAYS, _DAYS): _days_minus,
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
    ("**", _NUMBER, _NUMBER): _power,
}
