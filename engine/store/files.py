"""Files in the database: written in the command's transaction, part of every backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select

from engine.errors import Invalid, NotFound, TooLarge
from engine.ids import new_id
from engine.store.schema.files import file as table
from engine.store.schema.files import file_chunk

if TYPE_CHECKING:
    from engine.store.uow import Transaction

MAX_FILE = 20 * 1024 * 1024  # bytes
CHUNK = 256 * 1024  # bytes
MAX_NAME = 255  # characters


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """All about a file but its content."""

    id: int
    name: str
    media_type: str
    size: int  # bytes
    sha256: bytes
    at: datetime
    by: int | None


def save(tx: Transaction, *, name: str, media_type: str, data: bytes) -> int:
    """Store a file and return its id. Raises TooLarge, Invalid."""
    if len(data) > MAX_FILE:
        raise TooLarge(what=name, what_zh=name, size=len(data), limit=MAX_FILE)
    _check_text("name", name, MAX_NAME)
    _check_text("media_type", media_type, 127)
    number = new_id()
    digest = sha256(data).digest()
    values = {"id": number, "name": name, "media_type": media_type, "size": len(data), "sha256": digest}
    tx.connection.execute(insert(table).values(**values, at=tx.now, by=tx.by))
    chunks = [
        {"file": number, "number": part, "data": data[start : start + CHUNK]}
        for part, start in enumerate(range(0, len(data), CHUNK))
    ]
    if chunks:
        tx.connection.execute(insert(file_chunk), chunks)
    return number


def load(connection: Connection, file: int) -> tuple[FileFacts, bytes]:
    """A file with its content. Raises NotFound."""
    return facts(connection, file), b"".join(chunks(connection, file))


def facts(connection: Connection, file: int) -> FileFacts:
    """All about a file but its content. Raises NotFound."""
    row = connection.execute(select(table).where(table.c.id == file)).first()
    if row is None:
        raise NotFound(what="file", id=file)
    return _to_facts(row)


def chunks(connection: Connection, file: int) -> Iterator[bytes]:
    """The content in pieces of at most CHUNK bytes, one in memory at a time."""
    query = select(file_chunk.c.data).where(file_chunk.c.file == file).order_by(file_chunk.c.number)
    for data in connection.scalars(query, execution_options={"yield_per": 1}):
        yield bytes(data)


def remove(tx: Transaction, file: int) -> None:
    """Delete a file. Raises NotFound."""
    if tx.connection.execute(delete(table).where(table.c.id == file)).rowcount != 1:
        raise NotFound(what="file", id=file)


def _to_facts(row: Row[Any]) -> FileFacts:
    return FileFacts(**dict(row._mapping) | {"sha256": bytes(row.sha256)})


def _check_text(field: str, value: str, limit: int) -> None:
    if not value or len(value) > limit:
        raise Invalid(
            field=field, message=f"1 to {limit} characters", message_zh=f"长度应为 1 至 {limit} 个字符"
        )
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in value):
        raise Invalid(field=field, message="control characters", message_zh="包含控制字符")
