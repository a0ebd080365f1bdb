"""How long decisions have taken, in working time, by whom was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from statistics import median_low

from sqlalchemy import Connection, select

from engine.calendar.counting import working_time_between
from engine.calendar.lookup import calendars
from engine.store.schema.runtime import work_item
from processes.approval import tables
from processes.approval.backtest.seats import tasks
from processes.approval.model import Flow

LATEST = 2000


def handling(
    connection: Connection, policies: Sequence[str], versions: Callable[[str, int], Flow]
) -> Mapping[str, timedelta]:
    """seat → median working time from the arrival of a work item until it was decided; the latest 2,000."""
    done, calendar = tables.decision, calendars(connection).default
    query = (
        select(done.c.policy, done.c.version, done.c.point, work_item.c.created_at, work_item.c.closed_at)
        .join(work_item, work_item.c.id == done.c.work_item_id)
        .where(done.c.policy.in_(policies), work_item.c.closed_at.is_not(None))
        .order_by(done.c.id.desc())
        .limit(LATEST)
    )
    taken: dict[str, list[timedelta]] = defaultdict(list)
    for row in connection.execute(query):
        point = versions(row.policy, row.version).point(row.point)
        time = working_time_between(calendar, row.created_at, row.closed_at)
        for seat in tasks(point, {}, ()) if point else ():
            taken[seat].append(time)
    return {seat: median_low(times) for seat, times in taken.items()}
