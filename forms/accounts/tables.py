"""Login accounts, their sessions, the brake on guessing and the log of logins."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
)

from engine.store.metadata import metadata
from engine.store.types import Instant

account = Table(
    "forms_account",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("password_changed_at", Instant, nullable=False),
    Column("last_login_at", Instant),
    # The password was given by an administrator: its owner chooses another one before anything else.
    Column("must_change", Boolean, nullable=False, server_default=false()),
)

session = Table(
    "forms_session",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # SHA-256 of the secret that the cookie or the bearer token carries: the store alone opens nothing.
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("account_id", BigInteger, ForeignKey("forms_account.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_why", String(16)),
    Column("address", String(64), nullable=False),
    CheckConstraint("kind IN ('browser', 'api')", name="kind"),
    Index("ix_forms_session_account", "account_id", "ended_at"),
)

throttle = Table(
    "forms_login_throttle",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("blocked_until", Instant, nullable=False),
)

login_log = Table(
    "forms_login_log",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("login", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("address", String(64), nullable=False),
    Column("ok", Boolean, nullable=False),
)
