"""Published definitions: deployments, resources, versions gapless per key; and the designer's drafts."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

deployment = Table(
    "engine_deployment",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", BigInteger),
    Column("reason", Text, nullable=False),
)

resource = Table(
    "engine_resource",
    metadata,
    Column("deployment", BigInteger, ForeignKey("engine_deployment.id"), primary_key=True),
    Column("path", String(255), primary_key=True),  # within the package, with /
    Column("data", LargeBinary, nullable=False),  # ≤ 2 MB: packages are text; larger things are files
    Column("sha256", LargeBinary(32), nullable=False),
)

# One row per key: the lock that makes versions gapless, and the answer to "which version is the latest".
definition_key = Table(
    "engine_definition_key",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("version", Integer, nullable=False),
)

definition = Table(
    "engine_definition",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("key", String(255), ForeignKey("engine_definition_key.key"), nullable=False),
    Column("version", Integer, nullable=False),  # 1, 2, 3 … without a gap within the key
    Column("deployment", BigInteger, ForeignKey("engine_deployment.id"), nullable=False, index=True),
    Column("path", String(255), nullable=False),  # the resource that holds the diagram
    Column("process_id", String(255), nullable=False),  # BPMN id of the process in it
    Column("name", String(255), nullable=False),
    Column("title_zh", String(255), nullable=False),
    Column("title_en", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("checksum", LargeBinary(32), nullable=False),  # sha256 over paths and contents of the package
    Column("messages", JSON, nullable=False),  # {"zh": {msgid: text}, "en": {…}}
    Column("starts", JSON, nullable=False),  # start events that wait: [{"kind": "message"|"timer"|…, …}]
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("key", "version"),
    CheckConstraint("state IN ('draft', 'published', 'retired')", name="state"),
)

# What completing a user task reads until the next wait, noted by the compiler: loaded together with the lock.
touched = Table(
    "engine_touched",
    metadata,
    Column("definition_id", BigInteger, ForeignKey("engine_definition.id"), primary_key=True),
    Column("element", String(255), primary_key=True),
    Column("name", String(255), primary_key=True),
)

# What comparing with the second engine came to: information only, written after publication by a job.
second_opinion = Table(
    "engine_second_opinion",
    metadata,
    Column(
        "definition_id", BigInteger, ForeignKey("engine_definition.id"), primary_key=True, autoincrement=False
    ),
    Column("state", String(16), nullable=False),
    Column("paths", Integer, nullable=False),
    Column("element", String(255)),
    Column("code", String(64)),
    Column("detail", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("state IN ('agree', 'differ', 'not_compared')", name="state"),
)

draft = Table(
    "engine_draft",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),  # the XML of a diagram or the bytes of a package
    Column("media_type", String(127), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", BigInteger),
)
