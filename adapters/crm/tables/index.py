"""The search index: which term leads to which record. Plain rows, so that both stores find the same."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from engine.store.metadata import metadata

search_term = Table(
    "crm_search_term",
    metadata,
    Column("entity", String(32), primary_key=True),
    Column("term", String(40), primary_key=True),
    Column("row_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
