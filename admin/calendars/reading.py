"""What administrators type, as values; each raises Invalid with the field it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from admin.calendars.month import read_day
from engine.calendar.hours import Hours, HoursUnreadable, read_hours
from engine.calendar.working_calendar import DayKind, ExceptionalDay
from engine.errors import Invalid

WEEKDAYS = tuple(f"hours-{number}" for number in range(1, 8))


def read_week(form: Mapping[str, str]) -> tuple[Hours, ...]:
    """The hours of Monday to Sunday."""
    return tuple(hours_of(form.get(name, ""), name) for name in WEEKDAYS)


def read_special(form: Mapping[str, str]) -> ExceptionalDay:
    """A holiday or a make-up working day. Without an English name the Chinese one stands for both."""
    day = read_day(form.get("day", ""))
    if day is None:
        raise Invalid(field="day", message="a date is expected", message_zh="请填写日期")
    kind = form.get("kind", "")
    if kind not in {"holiday", "workday"}:
        raise Invalid(field="kind", message="holiday or workday", message_zh="请选择休息日或工作日")
    name = form.get("name", "").strip()
    if not name:
        raise Invalid(field="name", message="a name is expected", message_zh="请填写名称")
    typed = form.get("hours", "").strip()
    return ExceptionalDay(
        day=day,
        kind=cast(DayKind, kind),
        name=name,
        name_en=form.get("name_en", "").strip() or name,
        hours=hours_of(typed, "hours") if typed and kind == "workday" else None,
    )


def hours_of(text: str, field: str) -> Hours:
    """The hours of one text field."""
    try:
        return read_hours(text)
    except HoursUnreadable as wrong:
        raise Invalid(
            field=field,
            message=f"“{wrong}” is no span of hours: write 09:00-12:00 13:30-18:00",
            message_zh=f"“{wrong}”不是有效的时段，请填写如 09:00-12:00 13:30-18:00",
        ) from wrong


def number_of(text: str, field: str) -> int | None:
    """A whole number; nothing is None."""
    body = text.strip()
    if not body:
        return None
    if not (body.isascii() and body.isdigit() and len(body) <= 4):
        raise Invalid(field=field, message="a year is expected", message_zh="请填写年份")
    return int(body)


def revision_of(form: Mapping[str, str]) -> int | None:
    """The revision that the page showed."""
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
