"""Every file is as it was saved."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from engine.store.breach import Breach
from engine.store.files import chunks
from engine.store.schema.files import file


def verify_files(connection: Connection) -> list[Breach]:
    """Files whose chunks do not give the size and checksum they were saved with."""
    saved = connection.execute(select(file.c.id, file.c.size, file.c.sha256)).all()
    return [
        Breach(
            code="FILE_DAMAGED",
            en=f"File {row.id} is not what was saved.",
            zh=f"文件 {row.id} 与保存时不一致。",
            rows=(f"engine_file {row.id}",),
        )
        for row in saved
        if _fingerprint(connection, row.id) != (row.size, bytes(row.sha256))
    ]


def _fingerprint(connection: Connection, number: int) -> tuple[int, bytes]:
    size, digest = 0, sha256()
    for data in chunks(connection, number):
        size += len(data)
        digest.update(data)
    return size, digest.digest()
