"""Audit events: append-only rows in hash-chained streams, their erasable payloads, the streams' heads."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

# No foreign keys: events outlive what they tell of, and every one of them would cost the hot path a look-up.
audit_event = Table(
    "engine_audit_event",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root", BigInteger, nullable=False),  # root instance, or the number of a topic's stream
    Column("seq", BigInteger, nullable=False),  # 1, 2, 3 … without a gap within the stream
    Column("txid", BigInteger, nullable=False),  # the transaction, for the feed; not part of the chain
    Column("code", SmallInteger, nullable=False),  # WfMC CWAD code, 0 if `word` names the event
    Column("word", String(64)),
    Column("at", Instant, nullable=False),
    Column("by", BigInteger),  # person, NULL = the system
    Column("role", String(64)),
    Column("instance", BigInteger),
    Column("definition", BigInteger),
    Column("activity", BigInteger),
    Column("element", String(255)),
    Column("work_item", BigInteger),
    Column("payload_hash", LargeBinary(32)),  # NULL = the event has no payload
    Column("hash", LargeBinary(32), nullable=False),
    UniqueConstraint("root", "seq"),
    Index("ix_engine_audit_event_feed", "txid", "id"),
)

audit_payload = Table(
    "engine_audit_payload",
    metadata,
    Column("event", Id, primary_key=True, autoincrement=False),
    Column("body", Text),  # JSON; NULL once erased
    Column("salt", LargeBinary(16)),  # erased with the body, so that the hash left behind cannot be guessed
    Column("erased_at", Instant),
    Column("erased_by", BigInteger),
    Column("erased_reason", Text),
)

audit_head = Table(
    "engine_audit_head",
    metadata,
    Column("root", Id, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)
