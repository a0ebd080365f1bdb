"""Reading audit events back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from engine.audit.codes import OWN_CODE
from engine.store.schema.audit import audit_event, audit_payload


@dataclass(frozen=True, kw_only=True)
class Event:
    """One audit event. `code` is the CWAD number or the event's own word."""

    id: int
    root: int  # root instance, or the number of a topic's stream
    seq: int
    code: int | str
    at: datetime
    by: int | None
    role: str | None
    instance: int | None
    definition: int | None
    activity: int | None
    element: str | None
    work_item: int | None
    payload: dict[str, Any] | None  # None: there never was one, or it was erased
    erased: bool


def select_events() -> Select[Any]:
    """All columns of events with their payloads, for more conditions and an order."""
    payloads = audit_event.outerjoin(audit_payload, audit_payload.c.event == audit_event.c.id)
    return select(audit_event, audit_payload.c.body, audit_payload.c.erased_at).select_from(payloads)


def to_event(row: Row[Any]) -> Event:
    """The event of a row of `select_events`."""
    return Event(
        id=row.id,
        root=row.root,
        seq=row.seq,
        code=row.word if row.code == OWN_CODE else row.code,
        at=row.at,
        by=row.by,
        role=row.role,
        instance=row.instance,
        definition=row.definition,
        activity=row.activity,
        element=row.element,
        work_item=row.work_item,
        payload=None if row.body is None else json.loads(row.body),
        erased=row.erased_at is not None,
    )


def read_event(connection: Connection, event: int) -> Event | None:
    """One event, or None."""
    row = connection.execute(select_events().where(audit_event.c.id == event)).first()
    return None if row is None else to_event(row)


def read_stream(connection: Connection, root: int, *, after: int = 0, limit: int = 200) -> list[Event]:
    """The events of a stream in their order, those with a number greater than `after`."""
    query = select_events().where(audit_event.c.root == root, audit_event.c.seq > after)
    return [to_event(row) for row in connection.execute(query.order_by(audit_event.c.seq).limit(limit))]
