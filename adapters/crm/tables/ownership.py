"""Whose customers are: owners, shares, disputes about one customer twice, hand-overs of everything somebody has."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    false,
)

from adapters.crm.tables.columns import born, key, one_of
from engine.store.metadata import metadata
from engine.store.types import Instant, Ratio

account_owner_history = Table(
    "crm_account_owner_history",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("from_at", Instant, nullable=False),
    Column("to_at", Instant),
    Column("reason", String(32), nullable=False),
    *born(),
    one_of(
        "reason",
        "create",
        "claim",
        "assign",
        "transfer",
        "release",
        "recycle",
        "recover",
        "leaver",
        "dispute",
    ),
)

account_share = Table(
    "crm_account_share",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("level", String(32), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("granted_by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    *born(),
    one_of("level", "view", "follow", "edit", "full"),
)

match_key = Table(
    "crm_match_key",
    metadata,
    key(),
    Column("account_id", BigInteger, nullable=False, index=True),
    Column("source", String(16), nullable=False),  # the table whose row has it
    Column("row_id", BigInteger, nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("value", String(200), nullable=False),
    one_of("kind", "name", "phone", "home", "email", "tax", "site"),
    Index("ix_crm_match_key_value", "kind", "value", "account_id"),
)

duplicate_case = Table(
    "crm_duplicate_case",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("account_a_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("account_b_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("score", Ratio),
    Column("claimant_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("owner_comment", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("decided_by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("decision", String(32), nullable=False, server_default=""),
    Column("malicious", Boolean, nullable=False, server_default=false()),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("instance_id", BigInteger, index=True),
    *born(),
    one_of("decision", "", "keep", "transfer", "share", "merge"),
)

handover = Table(
    "crm_handover",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("freeze_now", Boolean, nullable=False, server_default=false()),
    Column("requested_by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("chooser_id", BigInteger, ForeignKey("engine_person.id"), index=True),  # who chooses the receivers
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("moved_at", Instant),  # when everything changed hands
    Column("instance_id", BigInteger, index=True),
    *born(),
    one_of("kind", "leaver", "move"),
    one_of("state", "draft", "in_approval", "choosing", "confirming", "done", "rejected", "withdrawn"),
)

handover_item = Table(
    "crm_handover_item",
    metadata,
    key(),
    Column("handover_id", BigInteger, ForeignKey("crm_handover.id"), index=True, nullable=False),
    Column("entity", String(32), nullable=False),
    Column("ref_id", BigInteger, nullable=False),
    Column("title", String(300), nullable=False, server_default=""),
    Column("successor_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("to_pool", Boolean, nullable=False, server_default=false()),  # a customer that nobody gets
    # given, pool, ended (the receiver had it already), gone (it was not his any more); what is needed to undo it
    Column("outcome", String(16), nullable=False, server_default=""),
    Column("trace", JSON, nullable=False, default=dict),
    Column("done_at", Instant),
    *born(),
    one_of("outcome", "", "given", "pool", "ended", "gone"),
)
Index("ix_crm_handover_item_of", handover_item.c.handover_id, handover_item.c.entity, handover_item.c.ref_id)
