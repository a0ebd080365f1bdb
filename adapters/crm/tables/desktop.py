"""Rows of the desktop: messages, announcements and links."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    false,
    true,
)

from adapters.crm.tables.columns import born, key
from engine.store.metadata import metadata
from engine.store.types import Instant

message = Table(
    "crm_message",
    metadata,
    key(),
    Column("from_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("to_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("read_at", Instant),
    Column("ref_type", String(32), nullable=False, server_default=""),
    Column("ref_id", BigInteger),
    *born(),
)

info_column = Table(
    "crm_info_column",
    metadata,
    key(),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("is_default", Boolean, nullable=False, server_default=false()),
    Column("publish_rights", JSON, nullable=False, default=list),
    Column("review_rights", JSON, nullable=False, default=list),
    Column("sort", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
)

announcement = Table(
    "crm_announcement",
    metadata,
    key(),
    Column("column_id", BigInteger, ForeignKey("crm_info_column.id"), index=True, nullable=False),
    Column("title", String(200), nullable=False),
    Column("title_en", String(200), nullable=False, server_default=""),
    Column("body", Text, nullable=False, server_default=""),
    Column("images", JSON, nullable=False, default=list),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("published_at", Instant),
    Column("expires_at", Instant),
    *born(),
)

link = Table(
    "crm_link",
    metadata,
    key(),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("url", String(500), nullable=False),
    Column("sort", Integer, nullable=False, server_default="0"),
    *born(),
)
