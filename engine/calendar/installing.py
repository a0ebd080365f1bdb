"""The calendar a new platform starts with, and the yearly table of holidays."""

from __future__ import annotations

from sqlalchemy import select

from engine.calendar import china, tables
from engine.calendar.changes import add_calendar, add_missing_days
from engine.calendar.errors import CalendarNotFound
from engine.calendar.lookup import calendars
from engine.calendar.standard import DEFAULT_CODE, DEFAULT_NAMES, DEFAULT_WEEK, DEFAULT_ZONE
from engine.calendar.working_calendar import ExceptionalDay
from engine.store.uow import Transaction


def install(tx: Transaction) -> None:
    """Add the default calendar with China's holidays where there is no calendar at all."""
    if tx.connection.execute(select(tables.calendar.c.id).limit(1)).first() is not None:
        return
    name, name_en = DEFAULT_NAMES
    add_calendar(
        tx,
        code=DEFAULT_CODE,
        name=name,
        name_en=name_en,
        zone=DEFAULT_ZONE,
        week=DEFAULT_WEEK,
        is_default=True,
    )
    load_china(tx, DEFAULT_CODE)


def load_china(tx: Transaction, code: str) -> list[ExceptionalDay]:
    """Add what is published of China's holidays and make-up days and not entered yet, from last year on.

    Years that were loaded before are left as people have made them. Returns the days added.
    """
    calendar = calendars(tx.connection).by_code.get(code)
    if calendar is None:
        raise CalendarNotFound(code)
    first = tx.now.astimezone(calendar.zone).year - 1
    if calendar.known_until is not None:
        first = max(first, calendar.known_until + 1)
    return add_missing_days(tx, code, china.known_days(first), until=china.LAST_YEAR)
