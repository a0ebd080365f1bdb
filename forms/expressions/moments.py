"""Timers and deadlines in words: `PT1H` is "in 1 hour", `R3/PT10M` "3 times, every 10 minutes"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from engine.calendar.cron import is_cron
from engine.calendar.errors import NeverWorks
from engine.calendar.reckoning import PLAIN, PlainTime
from engine.feel import FeelError
from engine.feel.durations import MixedDuration, YearsMonths, parse_duration
from engine.feel.temporal import parse_cycle
from engine.kernel.timing import due_of
from engine.organisation.snapshot import COMPANY_ZONE
from forms.expressions.texts import Pair, pair

_UNITS: Final = (
    ("年", "year", "years"),
    ("个月", "month", "months"),
    ("天", "day", "days"),
    ("小时", "hour", "hours"),
    ("分钟", "minute", "minutes"),
    ("秒", "second", "seconds"),
)
_WORKED: Final = {"天": ("个工作日", "working "), "小时": ("个工作小时", "working ")}


def moment_words(text: str, now: datetime, *, working: bool = False) -> Pair:
    """What the text means, and when it would be the next time. Raises FeelError for a text that means nothing."""
    body = text.strip()
    if is_cron(body):
        return _joined(pair("cron"), _next(body, now, PlainTime(COMPANY_ZONE)))
    if body.upper().startswith("R"):
        cycle = parse_cycle(body)
        every = _amount(cycle.duration, working=working)
        known = "times" if cycle.repetitions is not None else "endless"
        return _joined(
            pair(known, count=cycle.repetitions or 0, every=every), None if working else _next(body, now)
        )
    if body.upper().lstrip("+-").startswith("P"):
        words = pair("after", amount=_amount(parse_duration(body), working=working))
        return _joined(words, None if working else _next(body, now))
    return _at(body, now)


def _at(body: str, now: datetime) -> Pair:
    at = due_of(body, now, PLAIN)
    return pair("at" if at > now else "at past", moment=_shown(at))


def _next(body: str, now: datetime, reckoning: PlainTime = PLAIN) -> datetime | None:
    try:
        return due_of(body, now, reckoning)
    except (NeverWorks, OverflowError, ValueError):
        return None


def _joined(words: Pair, at: datetime | None) -> Pair:
    if at is None:
        return words
    zh, en = pair("next", moment=_shown(at))
    return words[0] + zh, words[1] + en


def _shown(at: datetime) -> str:
    there = at.astimezone(COMPANY_ZONE) if at.tzinfo else at
    return there.strftime("%Y-%m-%d %H:%M")


def _amount(value: YearsMonths | timedelta | MixedDuration, *, working: bool) -> Pair:
    months = value.months if isinstance(value, MixedDuration) else value
    rest = value.rest if isinstance(value, MixedDuration) else value
    parts = [0] * 6
    if isinstance(months, YearsMonths):
        parts[0], parts[1] = divmod(abs(months.months), 12)
    if isinstance(rest, timedelta):
        seconds = int(abs(rest).total_seconds())
        parts[2], seconds = divmod(seconds, 86_400)
        parts[3], seconds = divmod(seconds, 3_600)
        parts[4], parts[5] = divmod(seconds, 60)
    said = [(count, _UNITS[place]) for place, count in enumerate(parts) if count] or [(0, _UNITS[4])]
    zh = " ".join(_counted(count, unit, working)[0] for count, unit in said)
    en = " ".join(_counted(count, unit, working)[1] for count, unit in said)
    return zh, en


def _counted(count: int, unit: tuple[str, str, str], working: bool) -> Pair:
    zh, one, many = unit
    shown, before = _WORKED.get(zh, (zh, "")) if working else (zh, "")
    return f"{count} {shown}", f"{count} {before}{one if count == 1 else many}"


def now() -> datetime:
    """The moment that timers are counted from."""
    return datetime.now(UTC)


def readable(text: str) -> bool:
    """Whether the text is a moment, a duration or a cycle."""
    try:
        moment_words(text, now())
    except (FeelError, NeverWorks, OverflowError, ValueError):
        return False
    return True
