"""Reading published definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from engine.errors import NotFound
from engine.store.schema.definitions import definition as table
from engine.store.schema.definitions import resource

State = Literal["draft", "published", "retired"]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A published version of a process."""

    id: int
    key: str
    version: int
    deployment: int
    path: str
    process_id: str
    name: str
    title_zh: str
    title_en: str
    state: State
    checksum: bytes
    messages: dict[str, dict[str, str]]
    starts: list[dict[str, Any]]
    created_at: datetime


def latest(connection: Connection, key: str) -> Definition | None:
    """The highest published version of a key, or None."""
    query = select(table).where(table.c.key == key, table.c.state == "published")
    row = connection.execute(query.order_by(table.c.version.desc()).limit(1)).first()
    return None if row is None else _to_definition(row)


def all_latest(connection: Connection) -> list[Definition]:
    """The highest published version of every key, by key."""
    highest = (
        select(table.c.key, func.max(table.c.version).label("version"))
        .where(table.c.state == "published")
        .group_by(table.c.key)
        .subquery()
    )
    both = (table.c.key == highest.c.key) & (table.c.version == highest.c.version)
    rows = connection.execute(select(table).join(highest, both).order_by(table.c.key))
    return [_to_definition(row) for row in rows]


def get(connection: Connection, definition: int) -> Definition:
    """The definition with this id. Raises NotFound."""
    row = connection.execute(select(table).where(table.c.id == definition)).first()
    if row is None:
        raise NotFound(what="definition", id=definition)
    return _to_definition(row)


def versions(connection: Connection, key: str) -> list[Definition]:
    """All versions of a key, the newest first."""
    query = select(table).where(table.c.key == key).order_by(table.c.version.desc())
    return [_to_definition(row) for row in connection.execute(query)]


def resources(connection: Connection, definition: int) -> dict[str, bytes]:
    """The files of the package a definition came with: path -> content. Raises NotFound."""
    package = get(connection, definition).deployment
    query = select(resource.c.path, resource.c.data).where(resource.c.deployment == package)
    return {row.path: bytes(row.data) for row in connection.execute(query.order_by(resource.c.path))}


def _to_definition(row: Row[Any]) -> Definition:
    values = dict(row._mapping)
    values["checksum"] = bytes(values["checksum"])
    return Definition(**values)
