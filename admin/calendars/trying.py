"""Trying a calendar out: when something that begins now would be due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.calendar.amounts import after_amount, amount_of
from engine.calendar.counting import working_time_between
from engine.calendar.errors import NeverWorks
from engine.calendar.working_calendar import WorkCalendar
from engine.feel import FeelError


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """`due` and `worked` are None, and `fault` says why, where nothing can be computed."""

    begin: str
    amount: str
    due: datetime | None = None
    worked: timedelta | None = None
    is_guess: bool = False
    fault: tuple[str, str] | None = None
    """Chinese, English."""


def trial(calendar: WorkCalendar, begin: str, amount: str, now: datetime) -> Trial:
    """When `amount` after `begin` is, both as typed; `begin` is on the calendar's clock."""
    local = now.astimezone(calendar.zone).replace(second=0, microsecond=0, tzinfo=None)
    shown = Trial(begin=begin or local.isoformat(timespec="minutes"), amount=amount)
    if not amount:
        return shown
    try:
        start = datetime.fromisoformat(shown.begin).replace(tzinfo=calendar.zone)
        due = after_amount(calendar, start, amount_of(amount))
        worked = working_time_between(calendar, start, due)
    except NeverWorks as error:
        return _failed(shown, error.text("zh"), error.text("en"))
    except (FeelError, ValueError, OverflowError):
        return _failed(shown, "请填写如 PT8H 或 P2D 的时长", "Write a duration such as PT8H or P2D")
    return Trial(
        begin=shown.begin,
        amount=amount,
        due=due,
        worked=worked,
        is_guess=calendar.is_guess(due.astimezone(calendar.zone).date()),
    )


def _failed(shown: Trial, zh: str, en: str) -> Trial:
    return Trial(begin=shown.begin, amount=shown.amount, fault=(zh, en))
