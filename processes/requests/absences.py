"""When somebody is away by an approved leave, and whom he named to stand in for him."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.organisation import Person
from processes.requests import rows
from processes.requests.tables import request

LEAVE = "request_leave"
MOST = 50


def absences(connection: Connection, person: Person, today: date) -> list[tuple[date, date, str, str]]:
    """(first day, last day, login of whoever was named or empty, title), as far as they have not ended."""
    query = select(request).where(
        request.c.applicant_id == person.id,
        request.c.key == LEAVE,
        request.c.state.in_(("approved", "filed")),
    )
    latest = connection.execute(query.order_by(request.c.id.desc()).limit(MOST))
    found = (_absence(row) for row in latest)
    return sorted(one for one in found if one is not None and one[1] >= today)


def _absence(row: Row[Any]) -> tuple[date, date, str, str] | None:
    values = rows.values(row)
    since, until = values.get("period_from"), values.get("period_to")
    if not isinstance(since, date) or not isinstance(until, date):
        return None
    return since, until, str(values.get("deputy") or ""), row.title
