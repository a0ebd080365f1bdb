"""Which days a deadline went past, and why nobody works on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.calendar.wall import day_of
from engine.calendar.working_calendar import WorkCalendar

MOST = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class DaysOff:
    """Days in a row for the same reason. Without names they are those of the week."""

    first: date
    last: date
    name: str = ""
    name_en: str = ""

    def title(self, lang: str) -> str:
        """The name of the holiday in the reader's language; empty for the days of the week."""
        return self.name if lang == "zh" else self.name_en


def days_off(calendar: WorkCalendar, first: datetime, last: datetime) -> list[DaysOff]:
    """The days between two moments, both included, on which nobody works; those beyond the first 400 are left out."""
    day, end = day_of(first, calendar.zone), day_of(last, calendar.zone)
    found: list[DaysOff] = []
    for _ in range(MOST):
        if day > end:
            break
        if not calendar.works_on(day):
            special = calendar.days.get(day)
            names = ("", "") if special is None else (special.name, special.name_en)
            before = found[-1] if found else None
            if before and before.last == day - timedelta(days=1) and (before.name, before.name_en) == names:
                found[-1] = DaysOff(first=before.first, last=day, name=names[0], name_en=names[1])
            else:
                found.append(DaysOff(first=day, last=day, name=names[0], name_en=names[1]))
        day += timedelta(days=1)
    return found
