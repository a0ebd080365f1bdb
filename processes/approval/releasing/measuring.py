"""What a draft would have changed in the last 90 days: the measure by which a second person may be needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from engine.store.uow import Store, Transaction
from processes.approval import policies
from processes.approval.backtest import kept
from processes.approval.backtest.filters import Filters
from processes.approval.backtest.kept import Kept
from processes.approval.backtest.report import Report
from processes.approval.backtest.running import backtest
from processes.approval.documents import DocumentType
from processes.approval.policies import Version

DAYS = 90
STANDARD = Filters(days=DAYS)
FRESH = timedelta(days=1)
"""How long a report that was kept stands for the measure: approvals go on meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The draft beside the version in whose place it would be (`base`)."""

    base: int
    report: Report
    kept: Kept | None


def measured(
    connection: Connection,
    draft: Version,
    document: DocumentType,
    *,
    at: datetime,
    effective: datetime | None,
) -> Measured | None:
    """The measure, from a report that was kept or worked out now; None where no version was in force before."""
    before = policies.before(connection, draft.policy, effective or at, at)
    if before is None:
        return None
    for one in kept.fitting(connection, draft):
        if one.filters == STANDARD and one.base == before.version and at - one.at < FRESH:
            return Measured(base=before.version, report=one.report, kept=one)
    report = backtest(
        connection,
        draft.policy,
        document,
        tried=draft.flow,
        base=before.flow,
        filters=STANDARD,
        now=at,
    )
    return Measured(base=before.version, report=report, kept=None)


def prepare(store: Store, key: str, document: DocumentType, *, by: int, effective: datetime | None) -> None:
    """Work the measure out before a release, so that nobody waits for it while the flow is locked."""
    with store.read() as connection:
        draft = policies.draft(connection, key)
        found = (
            None
            if draft is None
            else measured(connection, draft, document, at=store.clock.now(), effective=effective)
        )
    if draft is not None and found is not None and found.kept is None:
        with store.begin(by=by, action="rules.backtest") as tx:
            kept.keep(tx, draft, found.base, STANDARD, found.report)


def attach(tx: Transaction, draft: Version, found: Measured | None) -> int | None:
    """The report that belongs to a release: the newest that somebody ran, else the measure; its id.

    None where neither is: nothing was in force before.
    """
    by_hand = [one for one in kept.fitting(tx.connection, draft) if one.filters != STANDARD]
    if by_hand:
        identity = by_hand[0].id
    elif found is None:
        return None
    elif found.kept is not None:
        identity = found.kept.id
    else:
        identity = kept.keep(tx, draft, found.base, STANDARD, found.report)
    kept.attach(tx, identity)
    return identity
