"""Erasing what an event told (personal data) without touching that it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from engine.errors import Invalid, NotFound
from engine.store.schema.audit import audit_payload

if TYPE_CHECKING:
    from engine.store.uow import Transaction


def erase(tx: Transaction, event: int, reason: str) -> None:
    """Erase the payload of an event and record who did it and why. Raises NotFound, Invalid.

    The event keeps the hash of its payload, so the chain stays valid; the salt goes too, so that nobody can
    find the payload again by trying.
    """
    if not reason.strip():
        raise Invalid(field="reason", message="a reason is needed", message_zh="请填写原因")
    erased = tx.connection.execute(
        update(audit_payload)
        .where(audit_payload.c.event == event, audit_payload.c.erased_at.is_(None))
        .values(body=None, salt=None, erased_at=tx.now, erased_by=tx.by, erased_reason=reason.strip())
    )
    if erased.rowcount != 1:
        raise NotFound(what="payload of audit event", id=event)
    tx.audit("privacy.payload_erased", payload={"event": event, "reason": reason.strip()})
