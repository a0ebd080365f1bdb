"""Rows of running instances. The kernel's objects of the same names are in `engine.kernel.state`.

Every row carries its root instance: the unit of locking, of distribution and of retention.
"""

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
    text,
)

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

instance = Table(
    "engine_instance",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False, index=True),
    Column("definition_id", BigInteger, ForeignKey("engine_definition.id"), nullable=False),
    Column("parent_token", BigInteger),
    Column("depth", Integer, nullable=False, server_default=text("0")),
    Column("business_key", String(255)),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),  # counts commands, on the root only
    Column("steps", BigInteger, nullable=False, server_default=text("0")),
    Column("started_at", Instant, nullable=False),
    Column("started_by", String(64)),
    Column("ended_at", Instant),
    Column("held_by", String(64)),  # who suspended or cancelled it, why and when
    Column("held_reason", Text),
    Column("held_at", Instant),
    CheckConstraint("state IN ('running','suspended','completed','terminated','failed')", name="state"),
    Index("ix_engine_instance_list", "definition_id", "state", "id"),
    Index("ix_engine_instance_business_key", "business_key"),
    Index("ix_engine_instance_parent_token", "parent_token"),
    Index(
        "ix_engine_instance_started_by",
        "started_by",
        "id",
        postgresql_where=text("parent_token IS NULL"),
        sqlite_where=text("parent_token IS NULL"),
    ),
)

scope = Table(
    "engine_scope",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("parent_id", BigInteger, ForeignKey("engine_scope.id")),
    Column("kind", String(16), nullable=False),
    Column("element", String(255), nullable=False),
    Column("token_id", BigInteger),
    Column("activity_id", BigInteger),
    Column("open", Boolean, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("started", Integer, nullable=False),
    Column("active", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("local", Text),
    Column("output", Text),
    Index("ix_engine_scope_instance", "instance_id"),
    Index("ix_engine_scope_parent", "parent_id", "open"),
    Index("ix_engine_scope_token", "token_id"),
    Index("ix_engine_scope_activity", "activity_id"),
)

token = Table(
    "engine_token",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False, index=True),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("scope_id", BigInteger, ForeignKey("engine_scope.id"), nullable=False),
    Column("element", String(255), nullable=False),
    Column("wait", String(16), nullable=False),
    Column("activity_id", BigInteger, nullable=False),
    Column("flow", String(255)),
    Column("leaving", Boolean, nullable=False),
    Index("ix_engine_token_place", "scope_id", "element", "flow"),
)

activity = Table(
    "engine_activity",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("scope_id", BigInteger, nullable=False),
    Column("element", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_engine_activity_instance", "instance_id", "id"),
)

variable = Table(
    "engine_variable",
    metadata,
    Column("scope_id", BigInteger, ForeignKey("engine_scope.id"), primary_key=True, autoincrement=False),
    Column("name", String(255), primary_key=True),
    Column("root_id", BigInteger, nullable=False),
    Column("value", Text, nullable=False),
)

join = Table(
    "engine_join",
    metadata,
    Column("scope_id", BigInteger, ForeignKey("engine_scope.id"), primary_key=True, autoincrement=False),
    Column("element", String(255), primary_key=True),
    Column("root_id", BigInteger, nullable=False),
    Column("missing", Integer, nullable=False),
)

subscription = Table(
    "engine_subscription",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("element", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(255), nullable=False),
    Column("correlation", Text),
    Column("token_id", BigInteger),
    Column("scope_id", BigInteger),
    Index("ix_engine_subscription_name", "kind", "name", "correlation"),
    Index("ix_engine_subscription_token", "token_id"),
    Index("ix_engine_subscription_scope", "scope_id"),
)

timer = Table(
    "engine_timer",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False, index=True),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("element", String(255), nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("token_id", BigInteger),
    Column("scope_id", BigInteger),
    Column("remaining", Integer),
    Column("interval", String(255)),  # ISO duration, with / and the end of the repetition; or cron
    Column("basis", Text),  # in working time: what due_at was reckoned from
    Index("ix_engine_timer_token", "token_id"),
    Index("ix_engine_timer_scope", "scope_id"),
    Index(
        "ix_engine_timer_basis",
        "id",
        postgresql_where=text("basis IS NOT NULL"),
        sqlite_where=text("basis IS NOT NULL"),
    ),
)

job = Table(
    "engine_job",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, index=True),  # null: a message or start that belongs to no instance yet
    Column("instance_id", BigInteger),
    Column("token_id", BigInteger),
    Column("activity_id", BigInteger, unique=True),
    Column("kind", String(16), nullable=False),
    Column("adapter", String(128)),
    Column("inputs", Text),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("owner", String(64)),
    Column("lease_until", Instant),
    Column("error", Text),
    Column("called_at", Instant),  # set before a call that must not be repeated; cleared when it did nothing
    Index("ix_engine_job_due", "due_at"),
    Index("ix_engine_job_token", "token_id"),
)

incident = Table(
    "engine_incident",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False, index=True),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("token_id", BigInteger, nullable=False, index=True),
    Column("activity_id", BigInteger, nullable=False),
    Column("element", String(255), nullable=False),
    Column("code", String(64), nullable=False),
    Column("args", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Index("ix_engine_incident_open", "resolved_at", "id"),
)

work_item = Table(
    "engine_work_item",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False, index=True),
    Column("instance_id", BigInteger, ForeignKey("engine_instance.id"), nullable=False),
    Column("definition_id", BigInteger, nullable=False),
    Column("token_id", BigInteger, nullable=False, index=True),
    Column("activity_id", BigInteger, nullable=False),
    Column("slot", Integer, nullable=False),  # 0 is the task's own; added signers have their own
    Column("element", String(255), nullable=False),
    Column("name", String(255)),
    Column("title", String(500)),
    Column("form", String(255)),
    Column("assignee", String(64)),
    Column("state", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", Instant),
    Column("follow_up_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", String(64)),
    Column("revision", Integer, nullable=False),
    Column("business_key", String(255)),
    Column("started_by", String(64)),
    Column("bases", Text),  # in working time: what due_at and follow_up_at were reckoned from
    Column("urged", Integer, nullable=False, server_default=text("0")),  # how often somebody asked for it
    Column("urged_at", Instant),
    Column("behalf_of", String(64)),  # for whom its holder, or who completed it, stands in (a login)
    UniqueConstraint("activity_id", "slot"),
    # waiting: others come first (docs/adr/0014); it keeps its holder, or has none until its turn comes
    CheckConstraint("state IN ('offered','claimed','waiting','completed','cancelled')", name="state"),
    Index(
        "ix_engine_work_item_mine",
        "assignee",
        "due_at",
        "id",
        postgresql_where=text("closed_at IS NULL"),
        sqlite_where=text("closed_at IS NULL"),
    ),
    Index(
        "ix_engine_work_item_open",
        "id",
        postgresql_where=text("closed_at IS NULL"),
        sqlite_where=text("closed_at IS NULL"),
    ),
    Index(
        "ix_engine_work_item_bases",
        "id",
        postgresql_where=text("closed_at IS NULL AND bases IS NOT NULL"),
        sqlite_where=text("closed_at IS NULL AND bases IS NOT NULL"),
    ),
    Index("ix_engine_work_item_closed_by", "closed_by", "closed_at"),
    Index(
        "ix_engine_work_item_behalf_of",
        "behalf_of",
        "closed_at",
        postgresql_where=text("behalf_of IS NOT NULL"),
        sqlite_where=text("behalf_of IS NOT NULL"),
    ),
    Index("ix_engine_work_item_instance", "instance_id"),
)

candidate = Table(
    "engine_candidate",
    metadata,
    Column("kind", String(8), primary_key=True),  # user | group
    Column("name", String(64), primary_key=True),
    Column(
        "work_item_id", BigInteger, ForeignKey("engine_work_item.id"), primary_key=True, autoincrement=False
    ),
    Column("open", Boolean, nullable=False),  # the item is open and nobody has it
    Column("due_at", Instant),  # the item's: what a group is offered is read in this order
    Index("ix_engine_candidate_work_item", "work_item_id"),
    Index(
        "ix_engine_candidate_offered",
        "kind",
        "name",
        "due_at",
        "work_item_id",
        postgresql_where=text("open"),
        sqlite_where=text("open = 1"),  # as SQLAlchemy writes it: SQLite compares conditions by their text
    ),
)

# Who shares the visit of a user task: a row for each of its items, from the moment somebody was added.
signer = Table(
    "engine_signer",
    metadata,
    Column(
        "work_item_id", BigInteger, ForeignKey("engine_work_item.id"), primary_key=True, autoincrement=False
    ),
    Column("activity_id", BigInteger, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("of_item", BigInteger),  # whose holder added it; NULL for the task's own
    Column("person", String(64)),  # who is to do it; NULL for the task's own
    Column("by", String(64)),  # who added it
    Column("reason", Text, nullable=False, server_default=""),
    Column("answer", Text),  # what was filled in, as engine.store.values writes it
    CheckConstraint("kind IN ('own','before','parallel','after','delegate')", name="kind"),
    CheckConstraint("(kind = 'own') = (of_item IS NULL)", name="of_item"),
)

submission = Table(
    "engine_submission",
    metadata,
    Column("id", String(64), primary_key=True),  # chosen by the sender, once per form shown
    Column("root_id", BigInteger, nullable=False),
    Column("work_item_id", BigInteger, nullable=False),
    Column("by", String(64)),
    Column("at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
)

inbox = Table(
    "engine_inbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("name", String(255), nullable=False),
    Column("correlation", Text),
    Column("variables", Text, nullable=False),
    Column("dedupe", String(255), unique=True),
    Column("received_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("consumed_at", Instant),
    Column("consumer_id", BigInteger),  # the root instance that took it
    Column("within", String(64)),  # login of a sender whose reach limits it; null: no limit
    Index("ix_engine_inbox_waiting", "name", "consumed_at"),
)

start_timer = Table(
    "engine_start_timer",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("definition_id", BigInteger, ForeignKey("engine_definition.id"), nullable=False, index=True),
    Column("element", String(255), nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("remaining", Integer),
    Column("interval", String(255)),  # as of engine_timer
    Column("basis", Text),
)

start_subscription = Table(
    "engine_start_subscription",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("definition_id", BigInteger, ForeignKey("engine_definition.id"), nullable=False, index=True),
    Column("element", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(255), nullable=False),
    Index("ix_engine_start_subscription_name", "kind", "name"),
)
