"""Opening a store: SQLite embedded, PostgreSQL past one machine, the same schema on both."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout=30000",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)
WAL_ATTEMPTS = 250  # 20 ms apart
# Set once per connection: `SET LOCAL` in each transaction would cost every command a round trip.
POSTGRESQL_SETTINGS = (
    "SET lock_timeout = '10s'",
    "SET TIME ZONE 'UTC'",
    "SET default_transaction_isolation = 'read committed'",
)
BEGIN_SQLITE = {
    "IMMEDIATE": "BEGIN IMMEDIATE",  # a command: takes the write lock before it reads anything
    "READ": "BEGIN DEFERRED",  # a query: one snapshot, no lock
}


def open_engine(database: str) -> Engine:
    """An SQLAlchemy engine for `sqlite:///file.db`, `sqlite://` (in memory) or `postgresql://…`."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=10)
    event.listen(engine, "connect", _configure_postgresql)
    return engine


def is_in_memory(engine: Engine) -> bool:
    """Whether the store is one connection that all threads must take turns on."""
    return isinstance(engine.pool, StaticPool)


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """While SQLite rebuilds tables, dropping the old ones must not cascade.

    Enter before the transaction begins: SQLite ignores the switch inside of one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


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
    _keep_a_write_ahead_log(connection)


def _keep_a_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL, once in its life.

    SQLite does not wait when several processes switch a new file at the same time: it says "locked" at once.
    """
    for remaining in reversed(range(WAL_ATTEMPTS)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if remaining == 0 or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin")
    driver: Any = connection.connection.driver_connection
    wanted = "ON" if mode == "READ" else "OFF"
    if connection.info.get("query_only", "OFF") != wanted:
        driver.execute(f"PRAGMA query_only={wanted}")
        connection.info["query_only"] = wanted
    driver.execute(BEGIN_SQLITE.get(str(mode), "BEGIN DEFERRED"))


def _configure_postgresql(connection: Any, _record: object) -> None:
    from psycopg.types.numeric import Int8Dumper  # noqa: PLC0415 - an optional dependency

    # The driver types integers by their size, and each mix of sizes would be prepared as another statement.
    connection.adapters.register_dumper(int, Int8Dumper)
    for setting in POSTGRESQL_SETTINGS:
        connection.execute(setting)
    connection.commit()
