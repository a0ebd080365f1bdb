"""Arithmetic in working time. Pure: a calendar and moments in, moments out; every loop is bounded.

Working time is real time inside working hours: on the day a clock is set forward an hour of night work is
shorter, as it is for those who work it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from engine.calendar.errors import NeverWorks
from engine.calendar.wall import day_of, first_instant, seconds_of
from engine.calendar.working_calendar import WorkCalendar

MAX_DAYS_OFF = 731
"""A calendar without an hour of work for two years does not work at all."""
MAX_DAYS = 40_000
"""No deadline is further away than this, some hundred years."""

_NONE = timedelta()
_DAY = timedelta(days=1)


def next_working_moment(calendar: WorkCalendar, at: datetime) -> datetime:
    """`at` itself if it is working time, else when work begins next. Raises NeverWorks."""
    start, _ = next(_stretches(calendar, at))
    return start


def add_working_time(calendar: WorkCalendar, at: datetime, amount: timedelta) -> datetime:
    """The first moment by which this much has been worked since `at`. Raises NeverWorks, ValueError (negative).

    So eight hours from the morning end in the evening of a day of eight hours, not on the next morning.
    """
    if amount < _NONE:
        raise ValueError(amount)
    left = amount
    if left == _NONE:
        return at
    for start, end in _stretches(calendar, at):
        if end - start >= left:
            return start + left
        left -= end - start
    raise AssertionError("stretches do not end")


def working_time_between(calendar: WorkCalendar, first: datetime, last: datetime) -> timedelta:
    """How much is worked from `first` until `last`; negative if `last` is earlier. Raises NeverWorks."""
    if last < first:
        return -working_time_between(calendar, last, first)
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    day, end_day = day_of(first, calendar.zone), day_of(last, calendar.zone)
    if (end_day - day).days > MAX_DAYS:
        raise NeverWorks(calendar=calendar.code, day=day, days=MAX_DAYS)
    total = _NONE
    while day <= end_day:
        for start, end in calendar.spans(day):
            total += max(min(end, last) - max(start, first), _NONE)
        day += _DAY
    return total


def add_working_days(calendar: WorkCalendar, at: datetime, days: int) -> datetime:
    """The same time of day, that many working days later. Raises NeverWorks, ValueError (negative).

    Counting begins at the next working moment. Where the last day does not work at that time of day, it is
    the next moment it does work, or else its end.
    """
    if days < 0:
        raise ValueError(days)
    if days == 0:
        return at
    begin = next_working_moment(calendar, at)
    day = day_of(begin, calendar.zone)
    for _ in range(days):
        day = _next_working_day(calendar, day)
    wanted = _at_wall_time(calendar, day, seconds_of(begin, calendar.zone))
    for start, end in calendar.spans(day):
        if wanted < end:
            return max(start, wanted)
    return calendar.spans(day)[-1][1]


def working_days_between(calendar: WorkCalendar, first: date, last: date) -> int:
    """How many working days come after `first` until `last`, which is counted; negative backwards."""
    if last < first:
        return -working_days_between(calendar, last, first)
    if (last - first).days > MAX_DAYS:
        raise NeverWorks(calendar=calendar.code, day=first, days=MAX_DAYS)
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(1 for day in days if calendar.works_on(day))


def _at_wall_time(calendar: WorkCalendar, day: date, seconds: float) -> datetime:
    whole = int(seconds)
    return first_instant(day, whole, calendar.zone) + timedelta(seconds=seconds - whole)


def _next_working_day(calendar: WorkCalendar, after: date) -> date:
    day = after
    for _ in range(MAX_DAYS_OFF):
        day = _following(calendar, day)
        if calendar.works_on(day):
            return day
    raise NeverWorks(calendar=calendar.code, day=after, days=MAX_DAYS_OFF)


def _stretches(calendar: WorkCalendar, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Working time from `at` on, piece by piece, the first one cut at `at`; each is longer than nothing."""
    at = at.astimezone(UTC)
    began = day = day_of(at, calendar.zone)
    last_worked = day
    while (day - began).days <= MAX_DAYS:
        try:
            spans = calendar.spans(day)
        except OverflowError:
            break
        for start, end in spans:
            if end > at:
                yield max(start, at), end
                last_worked = day
        if (day - last_worked).days > MAX_DAYS_OFF:
            raise NeverWorks(calendar=calendar.code, day=last_worked, days=MAX_DAYS_OFF)
        day = _following(calendar, day)
    raise NeverWorks(calendar=calendar.code, day=began, days=MAX_DAYS)


def _following(calendar: WorkCalendar, day: date) -> date:
    try:
        return day + _DAY
    except OverflowError:
        raise NeverWorks(calendar=calendar.code, day=day, days=1) from None
