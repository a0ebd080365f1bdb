"""Approvals that are to be asked again where they wait, because of a version: one row each."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, Table, Text, text

from engine.store.metadata import metadata
from engine.store.types import Instant

asking = Table(
    "processes_asking_again",
    metadata,
    Column("policy", String(64), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("instance_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    Column("what", String(16), nullable=False, server_default=""),  # what became of it
    Column("why", Text, nullable=False, server_default=""),  # why it failed: English
    Column("why_zh", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    CheckConstraint("state IN ('open', 'done', 'failed')", name="state"),
    Index(
        "ix_processes_asking_again_open",
        "at",
        postgresql_where=text("state = 'open'"),
        sqlite_where=text("state = 'open'"),
    ),
)
