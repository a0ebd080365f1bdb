"""Dates whose year does not fit `datetime` (1…9999). The calendar repeats every 400 years, so such a date is
one of the years 2000…2399 plus a number of such cycles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
MAX_YEAR = 999_999_999


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date far away; `base` has the same place in its cycle of 400 years."""

    cycles: int
    base: date

    @property
    def year(self) -> int:
        return self.base.year + CYCLE_YEARS * self.cycles


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time far away; `base` has the same place in its cycle of 400 years."""

    cycles: int
    base: datetime

    @property
    def year(self) -> int:
        return self.base.year + CYCLE_YEARS * self.cycles


AnyDate = date | WideDate
AnyDateTime = datetime | WideDateTime
Moment = date | datetime | WideDate | WideDateTime


def make_date(year: int, month: int, day: int) -> AnyDate:
    """The date of any year up to nine digits. Raises ValueError if there is none."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    cycles, rest = divmod(year, CYCLE_YEARS)
    found = place(cycles - 5, date(2000 + rest, month, day))
    assert isinstance(found, (date, WideDate))
    return found


def split(value: Moment) -> tuple[int, date]:
    """The cycles away from 2000…2399 and the date or date and time within them."""
    if isinstance(value, (WideDate, WideDateTime)):
        return value.cycles, value.base
    cycles = value.year // CYCLE_YEARS - 5
    return cycles, value.replace(year=value.year - CYCLE_YEARS * cycles)


def place(cycles: int, base: date) -> Moment:
    """The value at that place: a plain one if its year fits. Raises ValueError beyond nine digits."""
    shift, year = divmod(base.year - 2000, CYCLE_YEARS)
    cycles += shift
    base = base.replace(year=2000 + year)
    full = base.year + CYCLE_YEARS * cycles
    if 1 <= full <= 9999:
        return base.replace(year=full)
    if abs(full) > MAX_YEAR:
        raise ValueError(full)
    return WideDateTime(cycles, base) if isinstance(base, datetime) else WideDate(cycles, base)


def shift(value: Moment, by: timedelta) -> Moment:
    """The value moved by a duration along the calendar. Raises OverflowError or ValueError."""
    if isinstance(value, date):
        try:
            return value + by
        except OverflowError:
            pass
    cycles, base = split(value)
    more, rest = divmod(by, timedelta(days=CYCLE_DAYS))
    return place(cycles + more, base + rest)


def distance(left: Moment, right: Moment) -> timedelta:
    """left - right, both with or both without a zone. Raises OverflowError."""
    if isinstance(left, date) and isinstance(right, date):
        return instant_difference(left, right)
    left_cycles, left_base = split(left)
    right_cycles, right_base = split(right)
    return (left_cycles - right_cycles) * timedelta(days=CYCLE_DAYS) + instant_difference(
        left_base, right_base
    )


def instant_difference(left: date, right: date) -> timedelta:
    """left - right as moments on the time line, not as clocks of one zone."""
    if isinstance(left, datetime) and isinstance(right, datetime):
        return _utc(left) - _utc(right)
    return left - right


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo is not None else value
