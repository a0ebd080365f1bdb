"""How long, as people write it: months and weeks of the calendar, working days, working hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.calendar.counting import add_working_days, add_working_time, next_working_moment
from engine.calendar.working_calendar import WorkCalendar
from engine.feel.durations import MixedDuration, YearsMonths, parse_duration
from engine.feel.errors import FeelError
from engine.feel.moving import add_duration

Duration = YearsMonths | timedelta | MixedDuration

_WEEKS_DAYS = re.compile(r"(?:(\d+)W)?(?:(\d+)D)?(?:T|\Z)", re.ASCII)
_DATE_PART = re.compile(r"P(?:\d+Y)?(?:\d+M)?", re.ASCII)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """What a duration counts, in the order it is counted."""

    months: int = 0
    weeks: int = 0
    days: int = 0
    time: timedelta = timedelta()


def amount_of(duration: Duration | str) -> Amount:
    """The parts of a duration. Raises FeelError if the text is none, or it is negative.

    A text keeps its parts: PT48H is 48 working hours. A value that FEEL computed is in its normal form,
    in which 48 hours are two days.
    """
    if isinstance(duration, str):
        return _of_text(duration.strip())
    months = duration.months if isinstance(duration, MixedDuration) else duration
    rest = duration.rest if isinstance(duration, MixedDuration) else duration
    days, time = divmod(rest, _DAY) if isinstance(rest, timedelta) else (0, timedelta())
    amount = Amount(months=months.months if isinstance(months, YearsMonths) else 0, days=days, time=time)
    if amount.months < 0 or amount.days < 0:
        raise FeelError("bad_literal", value=str(duration))
    return amount


def _of_text(text: str) -> Amount:
    value = parse_duration(text)
    date_part = _DATE_PART.match(text)
    split = _WEEKS_DAYS.match(text, date_part.end()) if date_part else None
    if split is None:
        raise FeelError("bad_literal", value=text)
    months = value.months if isinstance(value, MixedDuration) else value
    rest = value.rest if isinstance(value, MixedDuration) else value
    weeks, days = int(split[1] or 0), int(split[2] or 0)
    time = rest - timedelta(weeks=weeks, days=days) if isinstance(rest, timedelta) else timedelta()
    return Amount(
        months=months.months if isinstance(months, YearsMonths) else 0, weeks=weeks, days=days, time=time
    )


def after_amount(calendar: WorkCalendar, at: datetime, amount: Amount) -> datetime:
    """`at` plus months and weeks of the calendar, then working days, then working time.

    Whatever comes out after months or weeks is moved on to the next working moment. Raises FeelError,
    NeverWorks.
    """
    moment = at
    if amount.months or amount.weeks:
        wall = at.astimezone(calendar.zone)
        wall = add_duration(wall, YearsMonths(amount.months))
        moment = next_working_moment(calendar, _weeks_later(wall, amount.weeks))
    try:
        moment = add_working_days(calendar, moment, amount.days)
        return add_working_time(calendar, moment, amount.time)
    except OverflowError:
        raise FeelError("date_range") from None


def _weeks_later(wall: datetime, weeks: int) -> datetime:
    try:
        return wall + timedelta(weeks=weeks)  # aware datetimes add on the wall clock: the same time of day
    except OverflowError:
        raise FeelError("date_range") from None
