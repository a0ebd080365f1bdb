"""Contents in the database: written in the command's transaction, part of every backup, each kept once.

A content is known by its digest: whoever saves the same bytes again gets the same number. What people attach
(a name, to what, by whom) are rows of other folders with a foreign key to `engine_file`; a content that none
of them names any more is swept away. See ADR 10.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import Column, Connection, Row, delete, exists, insert, select, update

from engine.errors import Invalid, NotFound, TooLarge
from engine.ids import new_id
from engine.store.metadata import metadata
from engine.store.schema.files import file as table
from engine.store.schema.files import file_chunk
from engine.store.upsert import insert_missing

if TYPE_CHECKING:
    from engine.store.uow import Transaction

MAX_FILE = 20 * 1024 * 1024  # bytes
CHUNK = 256 * 1024  # bytes
MAX_TYPE = 127  # characters
MOST_SWEPT = 100  # contents in one transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Bytes that were measured and wait to be kept."""

    stream: BinaryIO
    media_type: str
    size: int  # bytes
    sha256: bytes


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """All about a content but its bytes. `at`: when it was saved last."""

    id: int
    media_type: str
    size: int  # bytes
    sha256: bytes
    at: datetime
    by: int | None


def measure(stream: BinaryIO, *, media_type: str, name: str = "") -> Content:
    """Size and digest of a stream, read once before any transaction begins. Raises TooLarge, Invalid."""
    _check_text("media_type", media_type, MAX_TYPE)
    digest, size = sha256(), 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > MAX_FILE:
            raise TooLarge(
                what=name or "file", what_zh=name or "文件", size=f"> {MAX_FILE >> 20} MB", limit=_limit()
            )
        digest.update(piece)
    stream.seek(0)
    return Content(stream=stream, media_type=media_type, size=size, sha256=digest.digest())


def keep(tx: Transaction, content: Content) -> int:
    """The number of a content; saves it unless it is there.

    On PostgreSQL it waits for a command that is saving or sweeping the same bytes.
    """
    while True:
        values = {"media_type": content.media_type, "size": content.size, "sha256": content.sha256}
        number = new_id()
        if insert_missing(tx.connection, table, id=number, **values, at=tx.now, by=tx.by):
            _write(tx, number, content.stream)
            return number
        known = select(table.c.id).where(table.c.sha256 == content.sha256)
        found: int | None = tx.connection.scalar(known.with_for_update(key_share=True))
        if found is not None:  # else it was swept away since
            tx.connection.execute(update(table).where(table.c.id == found).values(at=tx.now))
            return found


def save(tx: Transaction, *, media_type: str, data: bytes) -> int:
    """Keep bytes that are in memory; the number. Raises TooLarge, Invalid."""
    return keep(tx, measure(io.BytesIO(data), media_type=media_type))


def load(connection: Connection, file: int) -> tuple[FileFacts, bytes]:
    """A content with its bytes. Raises NotFound."""
    return facts(connection, file), b"".join(chunks(connection, file))


def facts(connection: Connection, file: int) -> FileFacts:
    """All about a content but its bytes. Raises NotFound."""
    row = connection.execute(select(table).where(table.c.id == file)).first()
    if row is None:
        raise NotFound(what="file", id=file)
    return _to_facts(row)


def chunks(connection: Connection, file: int) -> Iterator[bytes]:
    """The bytes in pieces of at most CHUNK, one in memory at a time."""
    query = select(file_chunk.c.data).where(file_chunk.c.file == file).order_by(file_chunk.c.number)
    for data in connection.scalars(query, execution_options={"yield_per": 1}):
        yield bytes(data)


def chunk(connection: Connection, file: int, number: int) -> bytes | None:
    """One piece: for slow readers, who must hold no connection meanwhile. None behind the last."""
    query = select(file_chunk.c.data).where(file_chunk.c.file == file, file_chunk.c.number == number)
    data = connection.scalar(query)
    return None if data is None else bytes(data)


def sweep(tx: Transaction, *, before: datetime) -> int:
    """Delete contents that no row names and nobody saved since; how many (at most MOST_SWEPT).

    Who names a content is read from the foreign keys of all tables, so that no owner can be forgotten.
    """
    unused = select(table.c.id).where(table.c.at < before)
    for column in _owners():
        unused = unused.where(~exists().where(column == table.c.id))
    locked = unused.order_by(table.c.id).limit(MOST_SWEPT).with_for_update(skip_locked=True)
    ids = tx.connection.scalars(locked).all()
    if ids:
        tx.connection.execute(delete(table).where(table.c.id.in_(ids)))
    return len(ids)


def _owners() -> Iterator[Column[Any]]:
    for other in metadata.sorted_tables:
        if other is not file_chunk:
            yield from (
                column for column in other.c if any(key.column is table.c.id for key in column.foreign_keys)
            )


def _write(tx: Transaction, number: int, stream: BinaryIO) -> None:
    part = 0
    while data := stream.read(CHUNK):
        tx.connection.execute(insert(file_chunk).values(file=number, number=part, data=data))
        part += 1
    stream.seek(0)


def _limit() -> str:
    return f"{MAX_FILE >> 20} MB"


def _to_facts(row: Row[Any]) -> FileFacts:
    return FileFacts(**dict(row._mapping) | {"sha256": bytes(row.sha256)})


def _check_text(field: str, value: str, limit: int) -> None:
    if not value or len(value) > limit:
        raise Invalid(
            field=field, message=f"1 to {limit} characters", message_zh=f"长度应为 1 至 {limit} 个字符"
        )
    if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in value):
        raise Invalid(field=field, message="control characters", message_zh="包含控制字符")
