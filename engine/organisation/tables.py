"""Rows of the organisation: plates, departments, positions, people, substitutions and grants."""

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
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from engine.store.metadata import metadata
from engine.store.types import Instant, Money

plate = Table(
    "engine_plate",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    # No foreign key: a plate, its department and its head would refer to each other in a circle.
    Column("head_id", BigInteger),
    Column("active", Boolean, nullable=False, server_default=true()),
)

department = Table(
    "engine_department",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("parent_id", BigInteger, ForeignKey("engine_department.id"), index=True),
    Column("plate_id", BigInteger, ForeignKey("engine_plate.id"), index=True),
    Column("manager_id", BigInteger),  # see plate.head_id
    Column("active", Boolean, nullable=False, server_default=true()),
)

position = Table(
    "engine_position",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("short_name", String(20), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("rank", Integer, nullable=False, server_default="0"),
    Column("can_approve", Boolean, nullable=False, server_default=true()),
    Column("active", Boolean, nullable=False, server_default=true()),
)

person = Table(
    "engine_person",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(32), nullable=False, unique=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("email", String(200), nullable=False, server_default=""),
    Column("mobile", String(40), nullable=False, server_default=""),
    Column("department_id", BigInteger, ForeignKey("engine_department.id"), index=True),
    Column("superior_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("status", String(16), nullable=False, server_default="active"),
    Column("language", String(8), nullable=False, server_default="zh"),
    Column("hired_on", Date),
    Column("left_on", Date),
    CheckConstraint("status IN ('active', 'frozen', 'left')", name="status"),
)

person_position = Table(
    "engine_person_position",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), nullable=False, index=True),
    Column("position_id", BigInteger, ForeignKey("engine_position.id"), nullable=False, index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # the last day it holds; empty = open
    Column("is_main", Boolean, nullable=False),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
)

# Who stands in for whom (substitution). `kinds` is a JSON list of what it is about, empty for everything: the
# engine compares these codes and does not know what they mean.
substitution = Table(
    "engine_substitution",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("substitute_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),  # exclusive; NULL: until somebody ends it
    Column("kinds", Text, nullable=False, server_default="[]"),
    Column("up_to", Money),  # documents above it are not the substitute's; NULL: no limit
    Column("above", String(8), nullable=False, server_default="stays"),
    Column("reason", String(500), nullable=False, server_default=""),
    Column("set_by", BigInteger),
    Column("set_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    CheckConstraint("person_id <> substitute_id", name="another"),
    CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="period"),
    CheckConstraint("up_to IS NULL OR up_to >= 0", name="up_to"),
    CheckConstraint("above IN ('stays', 'superior')", name="above"),
    Index("ix_engine_substitution_person", "person_id", "valid_to"),
    Index("ix_engine_substitution_substitute", "substitute_id", "valid_to"),
    Index(
        "ix_engine_substitution_above",
        "valid_to",
        postgresql_where=text("above = 'superior'"),
        sqlite_where=text("above = 'superior'"),
    ),
)

grant = Table(
    "engine_grant",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("position_id", BigInteger, ForeignKey("engine_position.id"), nullable=False),
    Column("resource", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("allow", Boolean, nullable=False),
    UniqueConstraint("position_id", "resource", "action", "scope"),
)

# One row. Its stamp changes with every write to the tables above, so that a process knows when what it
# remembers of the organisation is out of date.
version = Table(
    "engine_organisation_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("stamp", BigInteger, nullable=False),
)
