"""Dates and times that `datetime` cannot hold: years beyond 1…9999, and digits beyond microseconds.

The calendar repeats every 400 years, so a far date is one of the years 2000…2399 plus a number of such cycles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.feel.durations import DAY_NANOS, AnyDaysTime, WideDuration, days_time, nanos_of, to_micros

CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
MAX_YEAR = 999_999_999
_DAY_MICROS = DAY_NANOS // 1000


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
    """A date and time far away, or with 1…999 `nanos` beyond the microseconds of `base`.

    A far one has its `base` at the same place in its cycle of 400 years, a near one has 0 cycles.
    """

    cycles: int
    base: datetime
    nanos: int = 0

    @property
    def year(self) -> int:
        return self.base.year + CYCLE_YEARS * self.cycles


@dataclass(frozen=True, slots=True)
class FineTime:
    """A time with 1…999 `nanos` beyond the microseconds of `base`."""

    base: time
    nanos: int


AnyDate = date | WideDate
AnyTime = time | FineTime
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


def make_time(base: time, nanos: int) -> AnyTime:
    """The time, a plain one if there are no digits beyond microseconds."""
    return FineTime(base, nanos) if nanos else base


def clock_of(value: AnyDateTime | AnyTime) -> AnyTime:
    """The time of day with its zone."""
    if isinstance(value, (time, FineTime)):
        return value
    if isinstance(value, datetime):
        return value.timetz()
    return make_time(value.base.timetz(), value.nanos)


def base_of(value: object) -> object:
    """What `datetime` can hold of a value: its fields but for the year and the last three digits."""
    return value.base if isinstance(value, (WideDate, WideDateTime, FineTime)) else value


def fraction(value: object) -> int:
    """The nanoseconds beyond the microseconds: 0…999."""
    return value.nanos if isinstance(value, (WideDateTime, FineTime)) else 0


def split(value: Moment) -> tuple[int, date]:
    """The cycles away from 2000…2399 and the date or date and time within them, without `fraction`."""
    cycles, base = (value.cycles, value.base) if isinstance(value, (WideDate, WideDateTime)) else (0, value)
    more = base.year // CYCLE_YEARS - 5
    return cycles + more, base.replace(year=base.year - CYCLE_YEARS * more)


def place(cycles: int, base: date, nanos: int = 0) -> Moment:
    """The value at that place: a plain one if it can be. Raises ValueError beyond nine digits."""
    shift, year = divmod(base.year - 2000, CYCLE_YEARS)
    cycles += shift
    base = base.replace(year=2000 + year)
    full = base.year + CYCLE_YEARS * cycles
    if abs(full) > MAX_YEAR:
        raise ValueError(full)
    near = 1 <= full <= 9999
    if near:
        cycles, base = 0, base.replace(year=full)
    if isinstance(base, datetime):
        return base if near and not nanos else WideDateTime(cycles, base, nanos)
    return base if near else WideDate(cycles, base)


def coarse(value: object) -> object:
    """The value to microseconds, for those who know nothing finer."""
    if isinstance(value, WideDateTime):
        return place(value.cycles, value.base)
    if isinstance(value, WideDuration):
        plain = to_micros(value)
        return value if plain is None else plain
    return value.base if isinstance(value, FineTime) else value


def in_zone(value: AnyDateTime, zone: tzinfo) -> AnyDateTime:
    """The same moment, shown in another zone; the value must have one. Raises ValueError beyond the calendar."""
    if isinstance(value, datetime):
        try:
            return value.astimezone(zone)
        except OverflowError:
            cycles, base = split(value)
            return place(cycles, _aware(base).astimezone(zone))  # type: ignore[return-value]
    if not value.cycles:
        shown = in_zone(value.base, zone)
        return place(*split(shown), value.nanos)  # type: ignore[return-value]
    return place(value.cycles, value.base.astimezone(zone), value.nanos)  # type: ignore[return-value]


def _aware(value: date) -> datetime:
    assert isinstance(value, datetime)
    return value


def shift(value: Moment, by: AnyDaysTime) -> Moment:
    """The value moved by a duration along the calendar. Raises OverflowError or ValueError."""
    if isinstance(value, date) and isinstance(by, timedelta):
        try:
            return value + by
        except OverflowError:
            pass
    micros, nanos = divmod(nanos_of(by) + fraction(value), 1000)
    days, micros = divmod(micros, _DAY_MICROS)
    more, days = divmod(days, CYCLE_DAYS)
    cycles, base = split(value)
    return place(cycles + more, base + timedelta(days=days, microseconds=micros), nanos)


def distance(left: Moment, right: Moment) -> AnyDaysTime:
    """left - right on the time line, both with or both without a zone. Raises OverflowError."""
    left, right = _comparable(left), _comparable(right)
    if isinstance(left, date) and isinstance(right, date):
        return left - right
    left_cycles, left_base = split(left)
    right_cycles, right_base = split(right)
    days = (left_cycles - right_cycles) * CYCLE_DAYS
    return days_time(days * DAY_NANOS + nanos_of(left_base - right_base) + fraction(left) - fraction(right))


def _comparable(value: Moment) -> Moment:
    """A moment with a zone in UTC: clocks of one zone do not tell the time between."""
    base = base_of(value)
    if isinstance(value, (datetime, WideDateTime)) and isinstance(base, datetime) and base.tzinfo is not None:
        return in_zone(value, UTC)
    return value
