"""Running a backtest: reads the past, walks it, sums it up. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from engine.calendar.lookup import calendars
from processes.approval import policies
from processes.approval.backtest.filters import Filters, amount_fact, chosen
from processes.approval.backtest.handling import handling
from processes.approval.backtest.report import Report
from processes.approval.backtest.runs import runs
from processes.approval.backtest.summing import summed
from processes.approval.backtest.walking import Walker
from processes.approval.documents import DocumentType
from processes.approval.model import Flow


def backtest(
    connection: Connection,
    key: str,
    document: DocumentType,
    *,
    tried: Flow,
    base: Flow | None,
    filters: Filters,
    now: datetime,
) -> Report:
    """What `tried` would have done to the approvals of a flow, beside `base`; None: beside what was recorded."""
    versions = _versions(connection, key)
    since = now - filters.period
    past = chosen(connection, runs(connection, key, since, now), filters, document)
    walker = Walker(tried, base, versions)
    return summed(
        list(walker.cases(past)),
        since=since,
        until=now,
        slots=walker.slots.known,
        amount=amount_fact(document),
        takes=handling(connection, key, versions),
        zone=calendars(connection).default.zone,
    )


def _versions(connection: Connection, key: str) -> Callable[[int], Flow]:
    @cache
    def flow(number: int) -> Flow:
        return policies.version(connection, key, number).flow

    return flow
