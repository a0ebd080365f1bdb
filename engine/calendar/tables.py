"""Rows of working calendars: the week, the exceptional days, whose calendar it is."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from engine.organisation import tables as organisation
from engine.store.metadata import metadata

calendar = Table(
    "engine_calendar",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("zone", String(64), nullable=False),  # a name of the IANA table: Asia/Shanghai
    Column("is_default", Boolean, nullable=False),
    Column("known_until", Integer),  # the last year whose holidays are in; NULL = it has no such table
    Column("revision", Integer, nullable=False),  # counts changes; a page sends the one it showed
    Index(
        "uq_engine_calendar_default",
        "is_default",
        unique=True,
        postgresql_where=text("is_default"),
        sqlite_where=text("is_default"),
    ),
)

calendar_hours = Table(
    "engine_calendar_hours",
    metadata,
    Column("calendar_id", BigInteger, ForeignKey("engine_calendar.id"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True, autoincrement=False),  # 1 = Monday
    Column("start_minute", SmallInteger, primary_key=True, autoincrement=False),  # of the day
    Column("end_minute", SmallInteger, nullable=False),
    CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
    CheckConstraint("0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440", name="span"),
)

calendar_day = Table(
    "engine_calendar_day",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("calendar_id", BigInteger, ForeignKey("engine_calendar.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("hours", String(200)),  # 09:00-12:00 13:30-18:00; NULL on a workday = as an ordinary day
    Column("by_hand", Boolean, nullable=False),  # or from the published table of holidays
    CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),
    UniqueConstraint("calendar_id", "day"),
)

calendar_department = Table(
    "engine_calendar_department",
    metadata,
    Column(
        "department_id",
        BigInteger,
        ForeignKey(organisation.department.c.id),
        primary_key=True,
        autoincrement=False,
    ),
    Column("calendar_id", BigInteger, ForeignKey("engine_calendar.id"), nullable=False, index=True),
)

# One row, as of the organisation: its stamp changes with every write to the tables above.
version = Table(
    "engine_calendar_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("stamp", BigInteger, nullable=False),
)
