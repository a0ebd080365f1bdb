"""Reports of backtests that were kept, each with the version it tried."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false

from engine.store.metadata import metadata
from engine.store.types import Id, Instant

backtest = Table(
    "processes_backtest",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("policy", String(64), ForeignKey("processes_policy.key"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("base", Integer),  # the version beside it; null: the routes that were recorded
    Column("content_sha256", String(64), nullable=False),  # of the flow that was tried: a draft changes
    Column("asked", Text, nullable=False),  # JSON: period and filters
    Column("report", Text, nullable=False),  # as engine.store.values writes process data
    Column("by", BigInteger),
    Column("attached", Boolean, nullable=False, server_default=false()),  # a release has it: it stays
    Column("at", Instant, nullable=False),
    Index("ix_processes_backtest_version", "policy", "version", "id"),
)
