"""Visits of elements, read back from the audit events of an instance: also of those that never wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from engine.store.schema.audit import audit_event

CAUGHT, ENTERED, COMPLETED, INTERRUPTED, ABORTED = 8, 12, 13, 14, 15
THROWN = 0  # events of our own words
AT_ONCE = (CAUGHT, THROWN)
MOST_EVENTS = 20_000


@dataclass(slots=True, kw_only=True)
class Visit:
    """One visit. `begun` and `ended` are places in the record; an element that never waits begins as it ends."""

    activity: int
    element: str
    begun: int
    begun_at: datetime
    ended: int = 0
    ended_at: datetime | None = None
    is_completed: bool = False


def read_visits(connection: Connection, root_id: int, instance_id: int) -> list[Visit]:
    """The visits of one instance, in order; the first 20,000 events of its root are looked at.

    A loop's items and an activity's inner visit with mapped inputs are part of the visit around them.
    """
    event = audit_event.c
    query = (
        select(event.seq, event.code, event.element, event.activity, event.at)
        .where(event.root == root_id, event.instance == instance_id, event.element.is_not(None))
        .where(event.work_item.is_(None))
        .where(event.code.in_((CAUGHT, ENTERED, COMPLETED, INTERRUPTED, ABORTED)) | (event.word == "thrown"))
        .order_by(event.seq)
        .limit(MOST_EVENTS)
    )
    visits: dict[int, Visit] = {}
    for row in connection.execute(query):
        visit = visits.get(row.activity)
        if row.code in AT_ONCE and visit is not None:
            continue  # its end follows; of an event at a border or a thrown link nothing else is told
        if visit is None:
            visit = Visit(activity=row.activity, element=row.element, begun=row.seq, begun_at=row.at)
            visits[row.activity] = visit
        if row.code != ENTERED:
            visit.ended, visit.ended_at = row.seq, row.at
            visit.is_completed = row.code in (*AT_ONCE, COMPLETED)
    return _outer(list(visits.values()))


def _outer(visits: list[Visit]) -> list[Visit]:
    """Without visits that lie within another visit of the same element."""
    found: list[Visit] = []
    last: dict[str, Visit] = {}
    for visit in visits:
        around = last.get(visit.element)
        if around is not None and (not around.ended or around.ended > visit.ended > 0):
            continue
        last[visit.element] = visit
        found.append(visit)
    return found
