"""Rows of requests: one table for all kinds; what differs between them is in the values."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant, Money

STATES = (
    "draft",
    "in_approval",
    "returned",
    "approved",
    "filed",
    "rejected",
    "withdrawn",
    "cancelled",
)
_STATES = ", ".join(f"'{state}'" for state in STATES)

request = Table(
    "processes_request",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("key", String(100), nullable=False),  # of the process that it runs by
    Column("definition_id", BigInteger, nullable=False),  # the version whose form it was filled in by
    Column("no", String(60)),  # given when it is submitted for the first time
    Column("title", String(300), nullable=False, server_default=""),
    Column("applicant_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("state", String(16), nullable=False, server_default="draft"),
    Column("content", Text, nullable=False),  # the values, as engine.store.values writes process data
    Column("amount", Money),  # of the field that the kind names, in the company's currency
    Column("submission", String(64)),  # of the page it was begun on: sent twice it is one request
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("instance_id", BigInteger),
    Column("filing", String(300), nullable=False, server_default=""),  # positions, with commas around each
    Column("note", Text, nullable=False, server_default=""),  # why it was returned, rejected or cancelled
    Column("filing_note", Text, nullable=False, server_default=""),
    Column("filed_by_id", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("decided_at", Instant),
    Column("filed_at", Instant),
    UniqueConstraint("key", "no"),
    UniqueConstraint("applicant_id", "submission"),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    Index("ix_processes_request_applicant", "applicant_id", "id"),
    Index("ix_processes_request_key", "key", "id"),
    Index("ix_processes_request_instance", "instance_id"),
)

# What somebody keeps at hand on the start page.
favourite = Table(
    "processes_request_favourite",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(100), primary_key=True),
)
