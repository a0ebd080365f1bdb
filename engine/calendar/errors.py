"""What can be wrong with working time. The docstring is the English sentence, `zh` the Chinese one."""

from __future__ import annotations

from engine.errors import Conflict, Invalid, NotFound


class NeverWorks(Invalid):
    """The calendar “{calendar}” has no working hours in the {days} days from {day} on."""

    zh = "日历「{calendar}」从 {day} 起的 {days} 天内没有工作时间。"

    def __init__(self, *, calendar: str, day: object, days: int) -> None:
        super().__init__(
            field="hours",
            message=f"“{calendar}” has no working hours in the {days} days from {day} on",
            message_zh=f"日历「{calendar}」从 {day} 起的 {days} 天内没有工作时间",
            calendar=calendar,
            day=day,
            days=days,
        )


class CalendarNotFound(NotFound):
    """There is no calendar “{id}”."""

    zh = "没有名为「{id}」的日历。"

    def __init__(self, code: object) -> None:
        super().__init__(what="calendar", id=code, what_zh="日历")


class CalendarChanged(Conflict):
    """Somebody has changed the calendar meanwhile. Look at it again."""

    zh = "日历已被他人修改，请重新查看。"
