"""Rows that administrators define: lookups, attributes, states, actions, numbers, parameters."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from adapters.crm.tables.columns import born, key, one_of
from engine.store.metadata import metadata
from engine.store.types import Instant

numbering = Table(
    "crm_numbering",
    metadata,
    Column("entity", String(64), primary_key=True),
    Column("pattern", String(100), nullable=False),
    Column("next_no", Integer, nullable=False),
    Column("reset", String(8), nullable=False, server_default="none"),
    Column("period", String(8), nullable=False, server_default=""),  # the year or month of next_no
    one_of("reset", "none", "year", "month"),
)

change = Table(
    "crm_change",
    metadata,
    key(),
    Column("table_name", String(64), nullable=False),
    Column("row_id", BigInteger, nullable=False),
    # Empty field: the row came to be (new = all values) or went away (old = all values).
    Column("field", String(64), nullable=False, server_default=""),
    Column("old", JSON(none_as_null=True)),
    Column("new", JSON(none_as_null=True)),
    Column("audit_event", BigInteger),
    Column("at", Instant, nullable=False),
    Column("by_id", BigInteger),
    Index("ix_crm_change_row", "table_name", "row_id", "id"),
)

lookup = Table(
    "crm_lookup",
    metadata,
    key(),
    Column("kind", String(40), nullable=False),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("parent", String(32), nullable=False, server_default=""),
    Column("sort", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("extra", JSON, nullable=False, default=dict),
    *born(),
    UniqueConstraint("kind", "code"),
)

attribute_def = Table(
    "crm_attribute_def",
    metadata,
    key(),
    Column("entity", String(64), nullable=False),
    Column("code", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("type", String(32), nullable=False),
    Column("required", Boolean, nullable=False, server_default=false()),
    Column("is_unique", Boolean, nullable=False, server_default=false()),
    Column("options", JSON, nullable=False, default=list),
    Column("default_value", Text, nullable=False, server_default=""),
    Column("validation", Text, nullable=False, server_default=""),
    Column("rights", JSON, nullable=False, default=dict),
    Column("searchable", Boolean, nullable=False, server_default=false()),
    Column("listed", Boolean, nullable=False, server_default=false()),  # a column of the list from the start
    Column("lookup", String(40), nullable=False, server_default=""),  # choices from this list, not `options`
    Column("mask", String(32), nullable=False, server_default=""),  # right that is needed to see it
    Column("heading", String(60), nullable=False, server_default=""),
    Column("heading_en", String(60), nullable=False, server_default=""),
    Column("sort", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
    UniqueConstraint("entity", "code"),
    one_of(
        "type",
        "text",
        "long_text",
        "integer",
        "number",
        "money",
        "date",
        "datetime",
        "boolean",
        "choice",
        "multi_choice",
        "employee",
        "account",
        "file",
    ),
)

task_state_def = Table(
    "crm_task_state_def",
    metadata,
    key(),
    Column("kind", String(32), nullable=False),
    Column("code", String(32), nullable=False),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("state_class", String(32), nullable=False),
    Column("sort", Integer, nullable=False, server_default="0"),
    Column("colour", String(16), nullable=False, server_default=""),
    Column("needs_result", Boolean, nullable=False, server_default=false()),
    Column("needs_reason", Boolean, nullable=False, server_default=false()),
    Column("next_codes", JSON, nullable=False, default=list),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
    UniqueConstraint("kind", "code"),
    one_of("kind", "market", "sales", "service", "all"),
    one_of("state_class", "not_started", "in_progress", "waiting", "done", "abandoned"),
)

action_def = Table(
    "crm_action_def",
    metadata,
    key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("task_kinds", JSON, nullable=False, default=list),
    Column("direction", String(32), nullable=False, server_default=""),
    Column("channel", String(32), nullable=False, server_default=""),
    Column("needs_result", Boolean, nullable=False, server_default=false()),
    Column("needs_next", Boolean, nullable=False, server_default=false()),
    Column("default_minutes", Integer),
    Column("next_days", Integer),
    Column("stage_effect", String(32), nullable=False, server_default=""),
    Column("updates_contact", Boolean, nullable=False, server_default=true()),  # counts as contact with him
    Column("next_action_id", BigInteger, ForeignKey("crm_action_def.id")),  # what usually comes next
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
    one_of("direction", "", "in", "out", "none"),
)

region = Table(
    "crm_region",
    metadata,
    key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("parent_id", BigInteger, ForeignKey("crm_region.id"), index=True),
    Column("intl_dial", String(8), nullable=False, server_default=""),
    Column("area_code", String(16), nullable=False, server_default=""),
    Column("postcode", String(16), nullable=False, server_default=""),
    *born(),
)

parameter = Table(
    "crm_parameter",
    metadata,
    key(),
    Column("key", String(100), nullable=False),
    Column("value", JSON, nullable=False, default=dict),
    Column("scope", String(32), nullable=False),
    Column("scope_id", Integer),
    Column("valid_from", Instant, nullable=False),
    Column("changed_by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    *born(),
    one_of("scope", "global", "plate", "department", "position"),
)

import_job = Table(
    "crm_import_job",
    metadata,
    key(),
    Column("kind", String(32), nullable=False),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("at", Instant, nullable=False),
    Column("rows_total", Integer),
    Column("rows_ok", Integer),
    Column("report", JSON, nullable=False, default=dict),
    Column("undo_key", String(64), nullable=False, server_default=""),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("progress", Integer, nullable=False, server_default="0"),  # rows that are checked
    Column("beat_at", Instant),  # the last sign of life of who works on it
    Column("fault", JSON),  # why it failed: Chinese, English
    *born(),
)


export_log = Table(
    "crm_export_log",
    metadata,
    key(),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), nullable=False, index=True),
    Column("list", String(64), nullable=False),
    Column("query", Text, nullable=False, server_default=""),
    Column("format", String(8), nullable=False),
    Column("row_count", Integer, nullable=False),
    *born(),
)
