"""When a timer fires."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from engine.feel import FeelError
from engine.feel.durations import MixedDuration, YearsMonths, parse_duration
from engine.feel.temporal import add_duration, parse_cycle, read_date_time
from engine.kernel.expressions import value_of
from engine.kernel.move import Halt
from engine.kernel.program import Timer, TimerKind
from engine.kernel.requests import Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope

ENDLESS = -1

FirstDue = tuple[datetime, int | None, str | None]
"""When a timer fires first, how often after that (None: never, ENDLESS), and every how long (ISO)."""


def first_due(run: Run, scope: Scope, timer: Timer) -> Steps[FirstDue]:
    """Evaluate a timer. What cannot be read is an incident that shows the text."""
    value = yield from value_of(run, scope, timer.value)
    try:
        if timer.kind is TimerKind.CYCLE and isinstance(value, str):
            return cycle_of(value, run.now)
        return moment(value, run.now), None, None
    except FeelError as error:
        raise Halt("TIMER_UNREADABLE", value=str(value), text=timer.value.text) from error


def moment(value: object, now: datetime) -> datetime:
    """A moment from a date, a date and time, or a duration from now. FeelError if it is none of them."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, timedelta | YearsMonths | MixedDuration):
        return add_duration(now, value)
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("P"):
            return after(now, text)
        read = read_date_time(text)
        if isinstance(read, datetime):
            return moment(read, now)
    raise FeelError("bad_literal", value=str(value))


def after(start: datetime, duration: str) -> datetime:
    """`start` plus an ISO duration; the last day of a month stays within the month."""
    return add_duration(start, parse_duration(duration))


def retry_at(now: datetime, attempts: int) -> datetime:
    """Back-off of 10 s, 20 s, 40 s … up to an hour, spread by a fifth so that retries do not come at once."""
    seconds = min(10 * 2 ** (attempts - 1), 3600)
    spread = 0.8 + 0.4 * random.random()  # noqa: S311 - spreading load, not keeping a secret
    return now + timedelta(seconds=seconds * spread)


def cycle_of(text: str, now: datetime) -> FirstDue:
    """Read `R3/PT10M` or `R/2026-01-01T08:00:00Z/P1D`. Raises FeelError."""
    cycle = parse_cycle(text)
    remaining = ENDLESS if cycle.repetitions is None else max(cycle.repetitions - 1, 0)
    interval = next(part for part in text.strip().split("/") if part.startswith("P"))
    first = cycle.start or add_duration(now, cycle.duration)
    return moment(first, now), remaining, interval
