"""Contents in the database, known by their digest: a row of facts and its chunks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

file = Table(
    "engine_file",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("media_type", String(127), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("at", Instant, nullable=False),  # saved last: what was saved again is not swept away
    Column("by", BigInteger),
)

file_chunk = Table(
    "engine_file_chunk",
    metadata,
    Column("file", Id, ForeignKey("engine_file.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 0
    Column("data", LargeBinary, nullable=False),
)
