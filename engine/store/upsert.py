"""Insert a row unless it is there already: the first of two commands at once wins, the other one finds it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_missing(connection: Connection, table: Table, **values: Any) -> bool:
    """Whether the row was missing. On PostgreSQL it waits for a command that is just inserting the same key."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # SQLAlchemy keeps the number of inserted rows only where it is asked to; otherwise it is -1 on PostgreSQL
    statement = (
        make(table).values(**values).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    )
    return connection.execute(statement).rowcount == 1
