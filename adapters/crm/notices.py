"""Messages to people inside the CRM: reminders and warnings that processes send."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm import changes, tables
from engine.store.uow import Transaction

message = tables.message


def tell(
    tx: Transaction,
    to_id: int,
    text: str,
    *,
    about: tuple[str, int],
    root: int | None = None,
    once: bool = True,
) -> None:
    """Leave somebody a message about a record (entity key and id).

    With `once`, one that says the same and was not read yet is not repeated.
    """
    entity, row_id = about
    if once:
        same = select(message.c.id).where(
            message.c.to_id == to_id,
            message.c.text == text,
            message.c.ref_type == entity,
            message.c.ref_id == row_id,
            message.c.read_at.is_(None),
        )
        if tx.connection.execute(same.limit(1)).first() is not None:
            return
    changes.add(tx, message, root=root, to_id=to_id, text=text, at=tx.now, ref_type=entity, ref_id=row_id)
