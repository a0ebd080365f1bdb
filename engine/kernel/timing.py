"""When a timer fires."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from engine.calendar.basis import Basis
from engine.calendar.cron import is_cron, next_firing, read_cron
from engine.calendar.cron_fields import CronUnreadable
from engine.calendar.errors import NeverWorks
from engine.calendar.reckoning import PLAIN, PlainTime, Reckoning, WorkingTime
from engine.calendar.standard import STANDARD
from engine.feel import FeelError
from engine.feel.durations import MixedDuration, YearsMonths, format_days_time, parse_duration
from engine.feel.temporal import parse_cycle, read_date_time
from engine.feel.wide import coarse
from engine.kernel.expressions import value_of
from engine.kernel.move import Halt
from engine.kernel.program import Expr, Timer, TimerKind, Working
from engine.kernel.requests import LoadCalendar, Steps
from engine.kernel.run import Run
from engine.kernel.state import Scope

ENDLESS = -1
_ZERO = timedelta()
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """When a timer fires first, how often after that (None: never, ENDLESS), and every how long.

    `interval`: an ISO duration, with `/` and a moment where the repetition ends, or a cron text.
    """

    at: datetime
    remaining: int | None = None
    interval: str | None = None
    basis: Basis | None = None


def first_due(
    run: Run, scope: Scope, timer: Timer, people: tuple[str, ...] = (), *, may_be_none: bool = False
) -> Steps[Due | None]:
    """Evaluate a timer; what cannot be read is an incident that shows the text.

    None for an optional one that gives nothing, where something else is awaited beside it (`may_be_none`).
    """
    value = yield from value_of(run, scope, timer.value)
    if value is None and timer.is_optional and may_be_none:
        return None
    return (yield from reckon(timer, value, run.now, people))


def reckon(timer: Timer, value: object, now: datetime, people: tuple[str, ...] = ()) -> Steps[Due]:
    """When a timer with this value fires. Raises Halt; asks for nothing but a calendar."""
    text = value if timer.kind is TimerKind.CYCLE and isinstance(value, str) else None
    reckoning = yield from _reckoning(timer.working, people, cron=text is not None and is_cron(text))
    try:
        due = Due(at=moment(value, now, reckoning)) if text is None else cycle_of(text, now, reckoning)
    except (FeelError, NeverWorks) as error:
        raise _halt(error, value, timer.value) from error
    return due if timer.working is None else replace(due, basis=_basis(now, value, timer.working, people))


def deadline(
    run: Run, scope: Scope, expression: Expr, working: Working | None, people: tuple[str, ...]
) -> Steps[Due | None]:
    """Evaluate a deadline of a work item; None where the expression gives none."""
    value = yield from value_of(run, scope, expression)
    if value is None:
        return None
    timer = Timer(kind=TimerKind.DURATION, value=expression, working=working)
    return (yield from reckon(timer, value, run.now, people))


def next_due(fired: Due, now: datetime) -> Steps[Due | None]:
    """When a cycle that has just fired fires again; None when it is over. Never raises."""
    interval, remaining, basis = fired.interval, fired.remaining, fired.basis
    if interval is None or not remaining:
        return None
    working = None if basis is None else Working(calendar=basis.calendar)
    people = () if basis is None else basis.people
    reckoning = yield from _reckoning(working, people, cron=is_cron(interval), demanded=False)
    try:
        found = following(fired.at, interval, now, reckoning)
    except NeverWorks:
        found = now, now + _DAY  # looked at again tomorrow: the calendar will have been mended
    except FeelError:
        return None
    if found is None:
        return None
    begun, at = found
    return Due(
        at=at,
        remaining=remaining if remaining == ENDLESS else remaining - 1,
        interval=interval,
        basis=basis and replace(basis, begun_at=begun, text=interval.partition("/")[0]),
    )


def due_of(text: str, begun: datetime, reckoning: Reckoning) -> datetime:
    """What a kept deadline comes to by this reckoning. Raises FeelError, NeverWorks."""
    if text.startswith("R") or is_cron(text):
        return cycle_of(text, begun, reckoning).at
    return moment(text, begun, reckoning)


def moment(value: object, now: datetime, reckoning: Reckoning = PLAIN) -> datetime:
    """A moment from a date, a date and time, or a duration from now. FeelError if it is none of them."""
    value = coarse(value)
    if isinstance(value, datetime):
        return reckoning.settled(value if value.tzinfo else value.replace(tzinfo=reckoning.zone))
    if isinstance(value, date):
        return reckoning.settled(datetime.combine(value, time(), reckoning.zone))
    if isinstance(value, timedelta | YearsMonths | MixedDuration):
        return reckoning.after(now, value)
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("P"):
            return reckoning.after(now, text)
        read = coarse(read_date_time(text))
        if isinstance(read, datetime):
            return moment(read, now, reckoning)
    raise FeelError("bad_literal", value=str(value))


def cycle_of(text: str, now: datetime, reckoning: Reckoning = PLAIN) -> Due:
    """Read `R3/PT10M`, `R/2026-01-01T08:00:00Z/P1D` or a cron text. Raises FeelError, NeverWorks."""
    text = text.strip()
    if is_cron(text):
        first = _cron_after(text, now, reckoning)
        if first is None:
            raise FeelError("bad_literal", value=text)
        return Due(at=first, remaining=ENDLESS, interval=text)
    cycle = parse_cycle(text)
    if cycle.duration in (_ZERO, YearsMonths(0)):
        raise FeelError("bad_literal", value=text)
    duration = next(part for part in text.split("/") if part.startswith("P"))
    at = reckoning.after(now, duration) if cycle.start is None else moment(cycle.start, now, reckoning)
    return Due(
        at=at,
        remaining=ENDLESS if cycle.repetitions is None else max(cycle.repetitions - 1, 0),
        interval=duration if cycle.end is None else f"{duration}/{text.rpartition('/')[2]}",
    )


def following(
    due: datetime, interval: str, now: datetime, reckoning: Reckoning = PLAIN
) -> tuple[datetime, datetime] | None:
    """The firing after the one that was due at `due`, and from when it is counted; None if there is none.

    A cycle that slept through several firings does not fire them all at once: it goes on with its next one.
    Raises FeelError, NeverWorks.
    """
    if is_cron(interval):
        begun = max(due, now)
        at = _cron_after(interval, begun, reckoning)
        return None if at is None else (begun, at)
    duration, _, end = interval.partition("/")
    begun, at = due, reckoning.after(due, duration)
    if at <= now:
        begun, at = _caught_up(due, duration, now, reckoning)
    over = bool(end) and at > moment(end, now, PlainTime(reckoning.zone))
    return None if over else (begun, at)


def retry_at(now: datetime, attempts: int) -> datetime:
    """Back-off of 10 s, 20 s, 40 s … up to an hour, spread by a fifth so that retries do not come at once."""
    seconds = min(10 * 2 ** (attempts - 1), 3600)
    spread = 0.8 + 0.4 * random.random()  # noqa: S311 - spreading load, not keeping a secret
    return now + timedelta(seconds=seconds * spread)


def _caught_up(
    due: datetime, duration: str, now: datetime, reckoning: Reckoning
) -> tuple[datetime, datetime]:
    step = parse_duration(duration)
    if isinstance(reckoning, PlainTime) and isinstance(step, timedelta):
        begun = due + (now - due) // step * step
        return begun, begun + step  # what fires every day at eight still fires at eight
    return now, reckoning.after(now, duration)


def _cron_after(text: str, after: datetime, reckoning: Reckoning) -> datetime | None:
    try:
        found = next_firing(read_cron(text), after, reckoning.zone)
    except CronUnreadable as error:
        raise FeelError("bad_literal", value=text) from error
    return None if found is None else reckoning.settled(found)


def _reckoning(
    working: Working | None, people: tuple[str, ...], *, cron: bool, demanded: bool = True
) -> Steps[Reckoning]:
    """Around the clock unless the diagram says otherwise; cron is read on the clock of the default calendar.

    A calendar that is gone is an incident, or (`demanded` False) the standard one stands in.
    """
    if working is None and not cron:
        return PLAIN
    code = None if working is None else working.calendar
    calendar = yield LoadCalendar(code, people if working is not None else None)
    if working is None:
        return PLAIN if calendar is None else PlainTime(calendar.zone)
    if calendar is None and code is not None and demanded:
        raise Halt("CALENDAR_MISSING", calendar=code)
    return WorkingTime(calendar or STANDARD)


def _basis(now: datetime, value: object, working: Working, people: tuple[str, ...]) -> Basis:
    return Basis(begun_at=now, text=_text(value), calendar=working.calendar, people=people)


def _text(value: object) -> str:
    """A timer's value as a text that gives the same again."""
    if isinstance(value, timedelta):
        return format_days_time(value)
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _halt(error: FeelError | NeverWorks, value: object, expression: Expr) -> Halt:
    if isinstance(error, NeverWorks):
        return Halt("CALENDAR_NEVER_WORKS", **error.facts)
    return Halt("TIMER_UNREADABLE", value=str(value), text=expression.text)
