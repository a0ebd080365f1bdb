"""Files handed over in a form of a task: named by variables until a command hangs them on a record."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from engine.store.metadata import metadata
from engine.store.types import Instant

upload = Table(
    "forms_upload",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("file_id", BigInteger, ForeignKey("engine_file.id"), index=True, nullable=False),
    Column("item_id", BigInteger, nullable=False),
    Column("root_id", BigInteger, index=True, nullable=False),
    Column("name", String(200), nullable=False),
    Column("by_id", BigInteger),
    Column("at", Instant, nullable=False),
    Column("kept_at", Instant),  # the task was completed with it; until then it may be swept
)
