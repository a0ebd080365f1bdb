"""Opening a store: SQLite embedded, PostgreSQL past one machine, the same schema on both."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA temp_store=MEMORY",
)


def open_engine(database: str) -> Engine:
    """An SQLAlchemy engine for `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql://…`."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_engine(url.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=10)


def _open_sqlite(url: URL) -> Engine:
    arguments: dict[str, Any] = {"check_same_thread": False, "cached_statements": 512}
    if url.database in (None, "", ":memory:"):
        engine = create_engine(url, connect_args=arguments, poolclass=StaticPool)
    else:
        engine = create_engine(url, connect_args=arguments, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transaction handling would begin too late (at the first write): we begin ourselves.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Any) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
