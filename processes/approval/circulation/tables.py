"""Rows of copies, comments and corrections. All belong to a root instance: the process of one document."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

copy = Table(
    "processes_copy",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("to_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("by_id", BigInteger),  # NULL: the rules of a point
    Column("point", String(200), nullable=False, server_default=""),  # whose rules: JSON of Chinese, English
    Column("note", Text, nullable=False, server_default=""),
    Column("hidden", Text, nullable=False, server_default="[]"),  # JSON: fields that the sender does not see
    Column("at", Instant, nullable=False),
    Column("read_at", Instant),
    Index("ix_processes_copy_to", "to_id", "id"),
    Index("ix_processes_copy_root", "root_id", "id"),
)

# One that was deleted keeps its row: who wrote when stays in the record, what he wrote does not.
comment = Table(
    "processes_comment",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("mentioned", Text, nullable=False, server_default="[]"),  # JSON: ids of people
    Column("at", Instant, nullable=False),
    Column("deleted_at", Instant),
    Index("ix_processes_comment_root", "root_id", "id"),
)

# What an approver changed in the form, with his decision.
correction = Table(
    "processes_correction",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("root_id", BigInteger, nullable=False),
    Column("work_item_id", BigInteger, nullable=False, unique=True),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("changes", Text, nullable=False),  # JSON: [{field, zh, en, old: [zh, en], new: [zh, en]}]
    Column("at", Instant, nullable=False),
    Index("ix_processes_correction_root", "root_id", "id"),
)
