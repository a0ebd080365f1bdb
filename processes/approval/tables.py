"""Rows of approval flows: the policies with their versions, every evaluation, every decision."""

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
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant, Money

policy = Table(
    "processes_policy",
    metadata,
    Column("key", String(64), primary_key=True),  # what `gx:policy` names
    Column("document_type", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("enabled", Boolean, nullable=False, server_default=true()),
    Column("priority", Integer, nullable=False, server_default=text("100")),  # the lowest is asked first
)

# What happens to documents of a type that none of its flows is for. Without a row: they are refused.
policy_type = Table(
    "processes_policy_type",
    metadata,
    Column("document_type", String(64), primary_key=True),
    Column("without_flow", String(16), nullable=False),
    CheckConstraint("without_flow IN ('approve', 'refuse')", name="without_flow"),
)

# The draft is the row with the highest number; releasing it only changes its state, so that numbers have no gap.
# Which released version is in force is told by the clock: nothing has to happen at that moment. Of two versions the
# one with the higher number begins later: one that is released for an earlier moment takes back what was scheduled.
policy_version = Table(
    "processes_policy_version",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("policy", String(64), ForeignKey("processes_policy.key"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Text, nullable=False),  # JSON of processes.approval.content
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False, server_default=text("1")),  # counts saves of the draft
    Column("reason", Text, nullable=False, server_default=""),
    Column("by", BigInteger),
    Column("at", Instant, nullable=False),
    Column("valid_from", Instant),  # from when it is in force, perhaps later than `at`; null: since ever
    Column(
        "valid_to", Instant
    ),  # until when: the moment from which the next one is; null: until further notice
    Column("begun_at", Instant),  # when it was noted that it is in force: once, by whoever came first
    Column("restored_from", Integer),  # the version whose text the draft began with
    Column("backtest", BigInteger),  # the report it was released with
    Column("taken_back_at", Instant),
    Column("taken_back_by", BigInteger),
    Column("taken_back_reason", Text, nullable=False, server_default=""),
    Column("replaced_by", Integer),  # the version that was released for an earlier moment, or the same
    Column("running", String(16), nullable=False, server_default="ahead"),  # what becomes of those that run
    UniqueConstraint("policy", "version"),
    CheckConstraint("state IN ('draft', 'released', 'taken_back')", name="state"),
    CheckConstraint("running IN ('new', 'ahead', 'waiting')", name="running"),
    Index("ix_processes_policy_version_state", "policy", "state"),
    # versions whose moment has not been noted: few, looked for every second
    Index(
        "ix_processes_policy_version_coming",
        "valid_from",
        postgresql_where=text("state = 'released' AND begun_at IS NULL"),
        sqlite_where=text("state = 'released' AND begun_at IS NULL"),
    ),
)

# Who of a pool of people was chosen last. The row without a pool is held by whoever chooses.
turn = Table(
    "processes_turn",
    metadata,
    Column("pool", String(100), primary_key=True),
    Column("last_id", BigInteger, nullable=False),
)

evaluation = Table(
    "processes_evaluation",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("policy", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("point", Integer, nullable=False),
    Column("point_id", String(16), nullable=False, server_default=""),  # which point it is in every version
    Column("root_id", BigInteger, nullable=False),
    Column("instance_id", BigInteger, nullable=False),
    Column("activity_id", BigInteger, nullable=False),  # the visit of the step that asked
    Column("element", String(255), nullable=False),
    Column("document_type", String(64), nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("applicant", String(64), nullable=False),
    Column("facts", Text, nullable=False),  # as engine.store.values writes process data
    Column("outcome", String(16), nullable=False),
    Column("condition", Text, nullable=False),  # FEEL; empty: always
    Column("hit", Integer),  # the first row of the condition that held, from 1; null: always, or skipped
    Column("approvers", Text, nullable=False, server_default="[]"),  # JSON: who was chosen, and how
    Column("at", Instant, nullable=False),
    UniqueConstraint("activity_id", "version", "point"),
    CheckConstraint("outcome IN ('entered', 'skipped', 'passed')", name="outcome"),
    Index("ix_processes_evaluation_policy_at", "policy", "at"),
    Index("ix_processes_evaluation_hits", "policy", "version", "point_id", "outcome", "hit", "at"),
    Index("ix_processes_evaluation_document", "document_type", "document_id", "id"),
    Index("ix_processes_evaluation_instance", "instance_id", "id"),
    Index("ix_processes_evaluation_root", "root_id", "id"),
)

# Documents that no flow was for, and flows that a diagram pinned: no evaluation tells of them.
choice = Table(
    "processes_choice",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("policy", String(64)),  # NULL: none was for it
    Column("version", Integer),
    Column("root_id", BigInteger, nullable=False),
    Column("instance_id", BigInteger, nullable=False),
    Column("document_type", String(64), nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("applicant", String(64), nullable=False),
    Column("facts", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("outcome IN ('pinned', 'approved', 'rejected', 'unasked')", name="outcome"),
    Index("ix_processes_choice_type", "document_type", "at"),
)

# What the tasks of an approval are about now: who stands in for whom is asked of it (docs/adr/0018).
subject = Table(
    "processes_subject",
    metadata,
    Column("instance_id", Id, primary_key=True, autoincrement=False),
    Column("document_type", String(64), nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("applicant", String(64), nullable=False),
    Column("amount", Money),  # of the document, in its own currency; NULL where its type has none
    Column("comparable", Boolean, nullable=False),  # whether that is the company's currency
    Column("fresh", Boolean, nullable=False),  # the point asks for other eyes than those that have decided
)

decision = Table(
    "processes_decision",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("policy", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("point", Integer, nullable=False),
    Column("point_id", String(16), nullable=False, server_default=""),
    Column("root_id", BigInteger, nullable=False),
    Column("instance_id", BigInteger, nullable=False),
    Column("work_item_id", BigInteger, unique=True),  # a signature counts once; NULL where a deadline decided
    Column("document_type", String(64), nullable=False),
    Column("document_id", BigInteger, nullable=False),
    Column("person", String(64), nullable=False),  # empty where a deadline decided
    Column("on_behalf_of", String(64)),
    Column("action", String(16), nullable=False),
    Column("opinion", Text, nullable=False),
    Column("returned_to", Integer),  # the passed point that a return went to; NULL: the applicant
    Column("comes_back", Boolean, nullable=False, server_default=false()),  # and from there straight back
    Column("snapshot_sha256", String(64), nullable=False),  # of the facts that were decided about
    Column("at", Instant, nullable=False),
    CheckConstraint("action IN ('agree', 'return', 'reject')", name="action"),
    Index("ix_processes_decision_root", "root_id", "id"),
    Index("ix_processes_decision_document", "document_type", "document_id", "id"),
)
