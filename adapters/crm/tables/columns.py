"""Columns that most rows share."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table

from engine.store.types import Instant


def key() -> Column[int]:
    """The primary key, made by `engine.ids.new_id`."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def born() -> tuple[Column[object], ...]:
    """When and by whom a row came to be, and the number its next change must name."""
    return (
        Column("created_at", Instant, nullable=False),
        Column("created_by_id", BigInteger, ForeignKey("engine_person.id")),
        Column("updated_at", Instant, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("deleted_at", Instant),
    )


def one_of(column: str, *codes: str) -> CheckConstraint:
    """The codes that a column may hold."""
    allowed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def sorted_by(table: Table, *columns: str) -> None:
    """Lists are sorted by these columns: a page of them is read from the index, however many rows there are."""
    for column in columns:
        Index(f"ix_{table.name}_{column}_id", table.c[column], table.c.id)


def filtered_by(table: Table, *columns: str) -> None:
    """Lists of very many rows are narrowed to texts in these columns, read from indices of those that have one."""
    for column in columns:
        filled = table.c[column] != ""
        Index(
            f"ix_{table.name}_{column}_text",
            table.c[column],
            table.c.id,
            postgresql_where=filled,
            sqlite_where=filled,
        )
