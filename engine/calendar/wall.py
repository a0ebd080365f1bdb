"""From the clock on the wall to moments: time zones, and the nights in which clocks are set."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def first_instant(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    """The first moment (UTC) at which the wall clock of `zone` shows at least this second of the day.

    So it never goes backwards: a time that a clock set forward leaves out is the moment of setting, a time
    shown twice is the first of both. 86400 is the midnight that ends the day. Raises OverflowError.
    """
    wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return early if early <= late else _moment_of_setting(wall, late, early, zone)


def _moment_of_setting(wall: datetime, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second in (before, after] whose wall time is past the gap."""
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The date that people in the zone have at this moment."""
    return moment.astimezone(zone).date()


def seconds_of(moment: datetime, zone: ZoneInfo) -> float:
    """What the wall clock shows at this moment, in seconds since midnight."""
    wall = moment.astimezone(zone)
    return wall.hour * 3600 + wall.minute * 60 + wall.second + wall.microsecond / 1e6
