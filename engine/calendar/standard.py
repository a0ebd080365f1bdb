"""The calendar of a platform that nobody has set up: Monday to Friday, 09:00–12:00 and 13:30–18:00."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from engine.calendar.hours import Hours, read_hours
from engine.calendar.working_calendar import WorkCalendar

DEFAULT_CODE = "default"
DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_NAMES = ("标准工作时间", "Standard working hours")

_DAY = read_hours("09:00-12:00 13:30-18:00")
DEFAULT_WEEK: tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours] = (_DAY,) * 5 + ((),) * 2

STANDARD = WorkCalendar(
    code=DEFAULT_CODE,
    name=DEFAULT_NAMES[0],
    name_en=DEFAULT_NAMES[1],
    zone=ZoneInfo(DEFAULT_ZONE),
    week=DEFAULT_WEEK,
    is_default=True,
)
"""Counted by where the store has no default calendar."""
