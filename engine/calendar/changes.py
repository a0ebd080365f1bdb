"""Commands that change calendars. Each appends an audit event and renews the stamp; none moves a deadline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from engine.calendar import tables
from engine.calendar.errors import CalendarChanged, CalendarNotFound
from engine.calendar.hours import Hours, write_hours
from engine.calendar.working_calendar import ExceptionalDay
from engine.errors import Conflict, Invalid, NotFound
from engine.feel.iso import named_zone
from engine.ids import new_id
from engine.organisation import tables as organisation
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}", re.ASCII)
MAX_NAME = 100
FIRST_YEAR, LAST_YEAR = 1970, 2199


def add_calendar(
    tx: Transaction,
    *,
    code: str,
    name: str,
    name_en: str,
    zone: str,
    week: Sequence[Hours],
    is_default: bool = False,
) -> int:
    """A new calendar; its id. Raises Invalid, Conflict (the code is taken)."""
    if not CODE.fullmatch(code):
        raise _invalid("code", "letters, digits, dot, dash", "请使用字母、数字、点或横线，以字母开头")
    values = {**_named(name, name_en), "zone": _zone(zone)}
    calendar_id = new_id()
    if not insert_missing(
        tx.connection,
        tables.calendar,
        id=calendar_id,
        code=code,
        is_default=False,
        known_until=None,
        revision=0,
        **values,
    ):
        raise Conflict(what=f"there is a calendar “{code}” already", what_zh=f"已有名为「{code}」的日历")
    _write_week(tx, calendar_id, week)
    _tell(tx, "added", code, **values, week=[write_hours(hours) for hours in week])
    if is_default:
        make_default(tx, code)
    return calendar_id


def describe_calendar(
    tx: Transaction,
    code: str,
    *,
    name: str,
    name_en: str,
    zone: str,
    known_until: int | None,
    revision: int | None = None,
) -> None:
    """Names, time zone, and the last year whose holidays are complete. Raises CalendarNotFound, Invalid."""
    if known_until is not None and not FIRST_YEAR <= known_until <= LAST_YEAR:
        raise _invalid("known_until", f"{FIRST_YEAR} to {LAST_YEAR}", f"应为 {FIRST_YEAR} 到 {LAST_YEAR}")
    values = {**_named(name, name_en), "zone": _zone(zone), "known_until": known_until}
    calendar_id = _lock(tx, code, revision)
    tx.connection.execute(update(tables.calendar).where(tables.calendar.c.id == calendar_id).values(**values))
    _tell(tx, "changed", code, **values)


def set_week(tx: Transaction, code: str, week: Sequence[Hours], *, revision: int | None = None) -> None:
    """The hours of Monday to Sunday. Raises CalendarNotFound, CalendarChanged, Invalid."""
    calendar_id = _lock(tx, code, revision)
    _write_week(tx, calendar_id, week)
    _tell(tx, "week_changed", code, week=[write_hours(hours) for hours in week])


def set_day(tx: Transaction, code: str, day: ExceptionalDay, *, revision: int | None = None) -> None:
    """A holiday or a make-up working day, in place of what the day was. Raises CalendarNotFound, Invalid."""
    calendar_id = _lock(tx, code, revision)
    _check_day(day)
    table = tables.calendar_day
    tx.connection.execute(delete(table).where(table.c.calendar_id == calendar_id, table.c.day == day.day))
    tx.connection.execute(insert(table).values(_day_row(calendar_id, day)))
    hours = None if day.hours is None else write_hours(day.hours)
    _tell(tx, "day_set", code, day=day.day.isoformat(), kind=day.kind, name=day.name, hours=hours)


def add_missing_days(
    tx: Transaction, code: str, days: Iterable[ExceptionalDay], *, until: int
) -> list[ExceptionalDay]:
    """Days of a published table, complete until a year; days entered already stay. Returns those added."""
    calendar_id = _lock(tx, code, None)
    added = [
        day
        for day in days
        if insert_missing(tx.connection, tables.calendar_day, **_day_row(calendar_id, day))
    ]
    calendar = tables.calendar
    last = tx.connection.scalar(select(calendar.c.known_until).where(calendar.c.id == calendar_id))
    known = until if last is None else max(until, last)
    tx.connection.execute(update(calendar).where(calendar.c.id == calendar_id).values(known_until=known))
    _tell(tx, "holidays_loaded", code, days=len(added), known_until=known)
    return added


def remove_day(tx: Transaction, code: str, day: date, *, revision: int | None = None) -> None:
    """Let a day be as its weekday says again. Raises CalendarNotFound, NotFound."""
    calendar_id = _lock(tx, code, revision)
    table = tables.calendar_day
    query = delete(table).where(table.c.calendar_id == calendar_id, table.c.day == day)
    if not tx.connection.execute(query).rowcount:
        raise NotFound(what="exceptional day", id=day.isoformat(), what_zh="例外日")
    _tell(tx, "day_removed", code, day=day.isoformat())


def make_default(tx: Transaction, code: str) -> None:
    """The calendar that counts where nothing else is said. Raises CalendarNotFound."""
    calendar_id = _lock(tx, code, None)
    table = tables.calendar
    tx.connection.execute(update(table).where(table.c.is_default).values(is_default=False))
    tx.connection.execute(update(table).where(table.c.id == calendar_id).values(is_default=True))
    _tell(tx, "made_default", code)


def assign_department(tx: Transaction, department_id: int, code: str | None) -> None:
    """Which calendar a department has; None: that of the departments above it. Raises NotFound."""
    department = tx.connection.execute(
        select(organisation.department.c.code).where(organisation.department.c.id == department_id)
    ).scalar()
    if department is None:
        raise NotFound(what="department", id=department_id)
    table = tables.calendar_department
    tx.connection.execute(delete(table).where(table.c.department_id == department_id))
    if code is not None:
        calendar_id = _lock(tx, code, None)
        insert_missing(tx.connection, table, department_id=department_id, calendar_id=calendar_id)
    _tell(tx, "department_assigned", code, department=department)


def remove_calendar(tx: Transaction, code: str) -> None:
    """Take a calendar away that nobody has. Raises CalendarNotFound, Conflict.

    A diagram that names it stops with an incident where it needs it.
    """
    calendar_id = _lock(tx, code, None)
    table, departments = tables.calendar, tables.calendar_department
    if tx.connection.scalar(select(table.c.is_default).where(table.c.id == calendar_id)):
        raise Conflict(what="it is the default calendar", what_zh="它是默认日历")
    used = select(func.count()).select_from(departments).where(departments.c.calendar_id == calendar_id)
    if tx.connection.scalar(used):
        raise Conflict(what="departments have this calendar", what_zh="有部门正在使用该日历")
    for part in (tables.calendar_hours, tables.calendar_day):
        tx.connection.execute(delete(part).where(part.c.calendar_id == calendar_id))
    tx.connection.execute(delete(table).where(table.c.id == calendar_id))
    _tell(tx, "removed", code)


def _lock(tx: Transaction, code: str, revision: int | None) -> int:
    """The calendar's id, its revision counted up: the second of two commands at once waits for the first."""
    table = tables.calendar
    query = update(table).where(table.c.code == code).values(revision=table.c.revision + 1)
    row = tx.connection.execute(query.returning(table.c.id, table.c.revision)).first()
    if row is None:
        raise CalendarNotFound(code)
    if revision is not None and row.revision != revision + 1:
        raise CalendarChanged(what="the calendar has changed meanwhile", what_zh="日历已被他人修改")
    calendar_id: int = row.id
    return calendar_id


def _write_week(tx: Transaction, calendar_id: int, week: Sequence[Hours]) -> None:
    if len(week) != 7:
        raise _invalid("hours", "seven days are expected", "应给出七天的时间")
    table = tables.calendar_hours
    tx.connection.execute(delete(table).where(table.c.calendar_id == calendar_id))
    rows = [
        {"calendar_id": calendar_id, "weekday": weekday, "start_minute": span.start, "end_minute": span.end}
        for weekday, hours in enumerate(week, start=1)
        for span in hours
    ]
    if not rows:
        raise _invalid("hours", "a week without any working time", "一周内没有任何工作时间")
    tx.connection.execute(insert(table), rows)


def _day_row(calendar_id: int, day: ExceptionalDay) -> dict[str, Any]:
    return {
        "id": new_id(),
        "calendar_id": calendar_id,
        "day": day.day,
        "kind": day.kind,
        "name": day.name,
        "name_en": day.name_en,
        "hours": None if day.hours is None else write_hours(day.hours),
        "by_hand": day.by_hand,
    }


def _check_day(day: ExceptionalDay) -> None:
    if not FIRST_YEAR <= day.day.year <= LAST_YEAR:
        raise _invalid(
            "day", f"a day from {FIRST_YEAR} to {LAST_YEAR}", f"应在 {FIRST_YEAR} 到 {LAST_YEAR} 年之间"
        )
    if len(day.name) > MAX_NAME or len(day.name_en) > MAX_NAME:
        raise _invalid("name", f"at most {MAX_NAME} characters", f"最多 {MAX_NAME} 个字符")
    if day.kind == "holiday" and day.hours:
        raise _invalid("hours", "a holiday has no working hours", "节假日没有工作时间")
    if day.kind == "workday" and day.hours == ():
        raise _invalid("hours", "a working day without hours is a holiday", "没有工作时间的日子应为节假日")


def _named(name: str, name_en: str) -> dict[str, str]:
    names = {"name": name.strip(), "name_en": name_en.strip()}
    for field, text in names.items():
        if not 0 < len(text) <= MAX_NAME:
            raise _invalid(field, f"1 to {MAX_NAME} characters", f"应为 1 到 {MAX_NAME} 个字符")
    return names


def _zone(name: str) -> str:
    if len(name) > 64 or named_zone(name) is None:
        raise _invalid("zone", f"there is no time zone “{name[:60]}”", f"没有时区「{name[:60]}」")
    return name


def _invalid(field: str, en: str, zh: str) -> Invalid:
    return Invalid(field=field, message=en, message_zh=zh)


def _tell(tx: Transaction, what: str, code: str | None, **facts: object) -> None:
    """Audit event and stamp of one change."""
    tx.audit(f"calendar.{what}", payload={"calendar": code, **facts})
    stamp = new_id()
    if not insert_missing(tx.connection, tables.version, id=1, stamp=stamp):
        tx.connection.execute(update(tables.version).where(tables.version.c.id == 1).values(stamp=stamp))
