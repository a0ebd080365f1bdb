"""Why a task is gone: its document was taken back by whoever had submitted it."""

from __future__ import annotations

from engine.audit.events import select_events, to_event
from engine.errors import NotOpen
from engine.store.schema.audit import audit_event
from engine.store.uow import Store
from processes.approval.withdrawal.command import WITHDRAWN
from worklist import participants
from worklist.errors import TakenBack
from worklist.items import Item


def explained(store: Store, item: Item, refusal: NotOpen) -> NotOpen:
    """The refusal that names who took the document back and why, where that is what happened; else the same."""
    query = select_events().where(
        audit_event.c.root == item.root_id,
        audit_event.c.instance == item.instance_id,
        audit_event.c.word == WITHDRAWN,
    )
    with store.read() as connection:
        row = connection.execute(query.order_by(audit_event.c.seq.desc()).limit(1)).first()
        said = None if row is None else to_event(row).payload
        if refusal.facts.get("state") != "cancelled" or not said:
            return refusal
        by = said.get("by")
        return TakenBack(
            who_zh=participants.label(connection, by, "zh"),
            who_en=participants.label(connection, by, "en"),
            reason=said.get("reason") or "–",
            state="cancelled",
        )
