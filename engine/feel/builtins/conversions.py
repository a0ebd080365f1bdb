"""Functions that make numbers, texts, dates, times, durations and ranges of other values."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from engine.feel.builtins.texts import whole
from engine.feel.durations import AnyDaysTime, YearsMonths, feel_duration
from engine.feel.functions import BadArgument
from engine.feel.ranges import make_range
from engine.feel.render import render
from engine.feel.run import Run
from engine.feel.temporal import (
    MAX_OFFSET,
    at_literal,
    fixed_zone,
    join,
    named_zone,
    read_date,
    read_date_time,
    read_time,
)
from engine.feel.tokens import unquote
from engine.feel.values import DECIMAL
from engine.feel.wide import (
    AnyDate,
    AnyDateTime,
    AnyTime,
    FineTime,
    WideDate,
    WideDateTime,
    base_of,
    clock_of,
    fraction,
    make_date,
    make_time,
    split,
)

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,6})?\Z", re.ASCII)


def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> object:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        raise BadArgument(grouping or point)
    if grouping is not None and grouping == point:
        raise BadArgument(grouping)
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point and point != "." else plain
    if _NUMBER.match(plain) is None:
        raise BadArgument(text)
    return DECIMAL.create_decimal(plain)


def number_of_number(run: Run, value: Decimal) -> object:
    return value


def string(run: Run, value: object) -> object:
    return None if value is None else render(value)


def _found(value: object, text: object) -> object:
    if value is None:
        raise BadArgument(text)
    return value


def date_of_text(run: Run, text: str) -> object:
    return _found(read_date(text), text)


def date_of(run: Run, value: AnyDate | AnyDateTime) -> object:
    if isinstance(value, (datetime, WideDateTime)):
        _, base = split(value)
        return make_date(value.year, base.month, base.day)
    return value


def date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> object:
    number_of_year = whole(year)
    if abs(number_of_year) > 999_999_999:
        raise BadArgument(year)
    return make_date(number_of_year, whole(month), whole(day))


def date_time_of_text(run: Run, text: str) -> object:
    return _found(read_date_time(text), text)


def date_time_of(run: Run, value: AnyDate | AnyDateTime) -> object:
    return value if isinstance(value, (datetime, WideDateTime)) else join(value, time())


def date_time_of_parts(run: Run, day: AnyDate | AnyDateTime, clock: AnyTime) -> object:
    day_only = date_of(run, day)
    assert isinstance(day_only, (date, WideDate))
    return join(day_only, clock)


def date_time_of_numbers(
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: AnyDaysTime | None = None,
) -> object:
    return _joined(run, (year, month, day), _clock(hour, minute, second, _offset(offset)))


def date_time_in_zone(run: Run, *numbers_and_zone: Any) -> object:
    """Six numbers and the name of a zone."""
    year, month, day, hour, minute, second, name = numbers_and_zone
    zone = named_zone(name)
    if zone is None:
        raise BadArgument(name)
    return _joined(run, (year, month, day), _clock(hour, minute, second, zone))


def _joined(run: Run, parts: tuple[Decimal, Decimal, Decimal], clock: AnyTime) -> object:
    day = date_of_parts(run, *parts)
    assert isinstance(day, (date, WideDate))
    return join(day, clock)


def time_of_text(run: Run, text: str) -> object:
    return _found(read_time(text), text)


def time_of(run: Run, value: AnyDate | AnyDateTime | AnyTime) -> object:
    if isinstance(value, (time, FineTime, datetime, WideDateTime)):
        return clock_of(value)
    return time(tzinfo=fixed_zone(timedelta(0)))


def time_of_parts(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: AnyDaysTime | None = None
) -> object:
    return _clock(hour, minute, second, _offset(offset))


def _offset(value: AnyDaysTime | None) -> tzinfo | None:
    """The zone of an offset, at most 18 hours of whole seconds."""
    if value is None:
        return None
    if not isinstance(value, timedelta) or abs(value) > MAX_OFFSET or value.microseconds:
        raise BadArgument(value)
    return fixed_zone(value)


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: tzinfo | None) -> AnyTime:
    micros, nanos = divmod(int((second - int(second)) * 10**9), 1000)
    return make_time(time(whole(hour), whole(minute), whole(second), micros, zone), nanos)


def duration(run: Run, text: str) -> object:
    return _found(feel_duration(text), text)


def duration_of(run: Run, value: object) -> object:
    return value


def years_and_months(run: Run, start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> object:
    """Whole months from start to end, negative if end is earlier."""
    low, high = _place(start), _place(end)
    months = (end.year - start.year) * 12 + high[0] - low[0]
    if months > 0 and high[1:] < low[1:]:
        months -= 1
    elif months < 0 and high[1:] > low[1:]:
        months += 1
    return YearsMonths(months)


def _place(value: AnyDate | AnyDateTime) -> tuple[int, int, time, int]:
    """Month, day, time of day and nanoseconds."""
    base = base_of(value)
    assert isinstance(base, date)
    clock = base.time() if isinstance(base, datetime) else time()
    return base.month, base.day, clock, fraction(value)


# -- range("[1..5]") -------------------------------------------------------------------------------

_END = (
    r'(?:-?(?:\d+(?:\.\d+)?|\.\d+)|@?"(?:[^"\\]|\\.)*"'
    r'|(?:date and time|date|time|duration)\(\s*"[^"]*"\s*\))?'
)
_RANGE = re.compile(rf"\s*([\[(\]])\s*({_END})\s*\.\.\s*({_END})\s*([\])\[])\s*\Z")
_CALL = re.compile(r'(date and time|date|time|duration)\(\s*("[^"]*")\s*\)\Z')
_MAKERS = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": feel_duration,
}


def range_of(run: Run, text: str) -> object:
    """The range that a text such as "[1..5]" writes; its ends are literals."""
    match = _RANGE.match(text)
    if match is None:
        raise BadArgument(text)
    low, high = _end(match[2]), _end(match[3])
    closed = match[1] == "[", match[4] == "]"
    if (low is None and closed[0]) or (high is None and closed[1]):
        raise BadArgument(text)
    return _found(make_range(low, high, low_closed=closed[0], high_closed=closed[1]), text)


def _end(text: str) -> object:
    if not text:
        return None
    if text.startswith("@"):
        return _found(at_literal(unquote(text[1:])), text)
    if text.startswith('"'):
        return unquote(text)
    match = _CALL.match(text)
    if match is not None:
        return _found(_MAKERS[match[1]](unquote(match[2])), text)
    return DECIMAL.create_decimal(text)
