"""Moving dates along the calendar and moments along the time line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.feel.durations import AnyDaysTime, MixedDuration, YearsMonths
from engine.feel.errors import FeelError
from engine.feel.wide import AnyDateTime, WideDate, WideDateTime, fraction, in_zone, place, shift, split


def add_duration(moment: datetime, duration: YearsMonths | timedelta | MixedDuration) -> datetime:
    """The moment moved on; the last day of a month stays within the month. Raises FeelError."""
    months = duration.months if isinstance(duration, MixedDuration) else duration
    rest = duration.rest if isinstance(duration, MixedDuration) else duration
    try:
        moved = add_months(moment, months.months) if isinstance(months, YearsMonths) else moment
        if isinstance(moved, datetime) and isinstance(rest, timedelta):
            moved = add_days_time(moved, rest)
    except (OverflowError, ValueError):
        raise FeelError("date_range") from None
    if not isinstance(moved, datetime):
        raise FeelError("date_range")
    return moved


def add_months(value: date | WideDate | WideDateTime, months: int) -> date | WideDate | WideDateTime:
    """The same day some months later, or that month's last day. Raises ValueError beyond the calendar."""
    cycles, base = split(value)
    years, month = divmod(base.month - 1 + months, 12)
    more, year = divmod(base.year - 2000 + years, 400)
    for day in range(base.day, base.day - 4, -1):
        try:
            moved = base.replace(year=2000 + year, month=month + 1, day=day)
        except ValueError:
            continue
        return place(cycles + more, moved, fraction(value))
    raise ValueError(months)


def add_days_time(value: AnyDateTime, by: AnyDaysTime) -> AnyDateTime:
    """The moment `by` later on the time line, shown in the same zone. Raises OverflowError or ValueError."""
    zone = value.base.tzinfo if isinstance(value, WideDateTime) else value.tzinfo
    if not isinstance(zone, ZoneInfo):
        return shift(value, by)  # type: ignore[return-value]
    return in_zone(shift(in_zone(value, UTC), by), zone)  # type: ignore[arg-type]
