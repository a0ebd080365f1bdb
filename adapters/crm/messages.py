"""Messages on a person's desktop about a record."""

from __future__ import annotations

from adapters.crm import changes, tables
from engine.store.uow import Transaction


def leave_message(
    tx: Transaction, to_id: int, text: str, *, ref: tuple[str, int] = ("", 0), root: int | None = None
) -> int:
    """Leave a message for somebody; `ref` is the entity and id of the record it is about."""
    entity, row_id = ref
    return changes.add(
        tx,
        tables.message,
        root=root,
        from_id=tx.by,
        to_id=to_id,
        text=text,
        at=tx.now,
        ref_type=entity,
        ref_id=row_id or None,
    )
