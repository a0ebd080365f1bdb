"""On which days of the year things begin: only on working days, more in season, more as the company grows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.company import Company

#: month → how busy it is: quiet around New Year by the moon, busy in spring and before the end of the year
SEASON = {
    1: 0.75,
    2: 0.45,
    3: 1.15,
    4: 1.2,
    5: 1.05,
    6: 1.1,
    7: 0.85,
    8: 0.8,
    9: 1.15,
    10: 1.0,
    11: 1.25,
    12: 1.2,
}
GROWTH = 0.35  # from the first to the last day


def spread(company: Company, dice: Random, number: int, since: date, until: date) -> list[datetime]:
    """So many moments in working hours between two days, in order."""
    days = [
        day for n in range((until - since).days + 1) if company.works_on(day := since + timedelta(days=n))
    ]
    if not days:
        return []
    length = max((until - since).days, 1)
    weights = [SEASON[day.month] * (1 + GROWTH * (day - since).days / length) for day in days]
    chosen = dice.choices(days, weights, k=number)
    return sorted(moment(company, dice, day) for day in chosen)


def moment(company: Company, dice: Random, day: date) -> datetime:
    """Some moment of a working day."""
    begins = datetime.combine(day, time(8, 30), COMPANY_ZONE)
    return company.working(begins, dice.uniform(0, 7.5))
