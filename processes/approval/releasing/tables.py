"""Versions that were submitted for release, and what the second person said."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

release = Table(
    "processes_release",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("policy", String(64), ForeignKey("processes_policy.key"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_sha256", String(64), nullable=False),  # what was submitted: the draft may change
    Column("reason", Text, nullable=False),
    Column("lowered", Text, nullable=False),  # JSON: what made a second person needed
    Column("state", String(16), nullable=False),
    Column("effective", Instant),  # the moment that was wished; null: as soon as it is agreed to
    Column("backtest", BigInteger),  # the report that it was submitted with
    Column("by", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", Instant),
    Column("running", String(16), nullable=False, server_default="ahead"),  # as its version will say
    Column("opinion", Text, nullable=False, server_default=""),
    CheckConstraint("state IN ('open', 'agreed', 'returned', 'withdrawn')", name="state"),
    CheckConstraint("running IN ('new', 'ahead', 'waiting')", name="running"),
    Index("ix_processes_release_version", "policy", "version", "id"),
    # one at a time: two people who submit at once do not both succeed
    Index(
        "ix_processes_release_open",
        "policy",
        unique=True,
        postgresql_where=text("state = 'open'"),
        sqlite_where=text("state = 'open'"),
    ),
)
