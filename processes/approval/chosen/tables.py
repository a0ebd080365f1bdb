"""Rows of routes that applicants choose: of documents before they are submitted, of approvals, and templates."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

# What an applicant wants for a document; it counts when an approval of the document begins.
route = Table(
    "processes_route",
    metadata,
    Column("document_type", String(64), nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("content", Text, nullable=False),  # JSON of processes.approval.chosen.content
    Column("revision", Integer, nullable=False, server_default=text("1")),
    Column("by", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("document_type", "document_id"),
)

# What counts for one approval: written when it begins, and never changed.
pinned = Table(
    "processes_route_pinned",
    metadata,
    Column("instance_id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("policy", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document_type", String(64), nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_processes_route_pinned_document", "document_type", "document_id", "instance_id"),
)

# Routes that a person keeps for himself.
template = Table(
    "processes_route_template",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("document_type", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("person_id", "document_type", "name"),
)
