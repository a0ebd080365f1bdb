"""Uploads of task forms. A variable holds `{id, name, size}`; what an id means is looked up here, by instance.

Nobody can name the upload of another instance: a reference is worth something only beside its root.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import NotFound
from engine.ids import new_id
from engine.store import files
from engine.store.schema.files import file
from engine.store.uow import Transaction
from forms.files.receiving import Received
from forms.files.tables import upload


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file of a form."""

    id: int
    name: str
    size: int  # bytes
    media_type: str
    sha256: str
    file_id: int
    item_id: int
    root_id: int

    @property
    def reference(self) -> dict[str, Any]:
        """What a variable holds."""
        return {"id": self.id, "name": self.name, "size": self.size}


def keep(tx: Transaction, given: Received, *, item_id: int, root_id: int) -> int:
    """Keep a file for a task that is being filled in; its id."""
    number = new_id()
    values = {"id": number, "file_id": files.keep(tx, given.content), "name": given.name}
    where = {"item_id": item_id, "root_id": root_id, "by_id": tx.by, "at": tx.now}
    tx.connection.execute(insert(upload).values(**values, **where))
    return number


def of_root(connection: Connection, ids: Collection[int], *, root_id: int) -> Mapping[int, Upload]:
    """The uploads of these ids that belong to an instance; others are left out."""
    return _found(connection, upload.c.id.in_(ids), upload.c.root_id == root_id)


def one(connection: Connection, upload_id: int) -> Upload:
    """One upload; who may see it, the caller asks of its instance. Raises NotFound."""
    found = _found(connection, upload.c.id == upload_id)
    if upload_id not in found:
        raise NotFound(what="file", id=upload_id)
    return found[upload_id]


def confirm(tx: Transaction, ids: Collection[int]) -> None:
    """The task was completed with them: they stay."""
    tx.connection.execute(update(upload).where(upload.c.id.in_(ids)).values(kept_at=tx.now))


def sweep(tx: Transaction, *, before: datetime) -> int:
    """Forget what no task was completed with; how many."""
    unused = (upload.c.kept_at.is_(None), upload.c.at < before)
    return int(tx.connection.execute(delete(upload).where(*unused)).rowcount)


def _found(connection: Connection, *conditions: Any) -> dict[int, Upload]:
    query = select(upload, file.c.size, file.c.media_type, file.c.sha256).join(
        file, file.c.id == upload.c.file_id
    )
    return {
        row.id: Upload(
            id=row.id,
            name=row.name,
            size=row.size,
            media_type=row.media_type,
            sha256=bytes(row.sha256).hex(),
            file_id=row.file_id,
            item_id=row.item_id,
            root_id=row.root_id,
        )
        for row in connection.execute(query.where(*conditions))
    }
