"""Traces: the audit events of an instance in the words of BPMN."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.store.schema.audit import audit_event

Trace = tuple[str, str]

ENTERED, COMPLETED, INTERRUPTED, CAUGHT = 12, 13, 14, 8


def read_trace(connection: Connection, root_id: int, instance_id: int) -> list[Trace]:
    """(element, what) in order. A node that never waits has one event, which stands for entered and completed."""
    event = audit_event
    query = (
        select(event.c.code, event.c.word, event.c.element, event.c.activity)
        .where(event.c.root == root_id, event.c.instance == instance_id)
        .where(event.c.element.is_not(None), event.c.work_item.is_(None))
        .order_by(event.c.seq)
    )
    seen: set[int] = set()
    trace: list[Trace] = []
    for code, word, element, activity in connection.execute(query):
        if code == ENTERED:
            seen.add(activity)
            trace.append((element, "entered"))
        elif code == COMPLETED:
            if activity not in seen:
                trace.append((element, "entered"))
            trace.append((element, "completed"))
        elif code == INTERRUPTED:
            trace.append((element, "interrupted"))
        elif code == CAUGHT:
            trace.append((element, "caught"))
        elif word == "thrown":
            trace.append((element, "thrown"))
    return trace
