"""What was sent, by idempotency key."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, String, Table

from engine.store.metadata import metadata
from engine.store.types import Instant

message = Table(
    "mail_message",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("idempotency_key", String(200), nullable=False, unique=True),
    Column("recipient", String(320), nullable=False),
    Column("subject", String(400), nullable=False),
    Column("template", String(64), nullable=False),
    # sending: handed to the server, its answer is not known yet (or was lost in a crash)
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="1"),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    CheckConstraint("state IN ('sending', 'sent', 'refused')", name="state"),
)
