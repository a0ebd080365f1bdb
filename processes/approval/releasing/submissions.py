"""The rows of what was submitted: one open submission of a flow at a time, each decided once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.ids import new_id
from engine.store.uow import Transaction
from processes.approval.backtest.kept import digest
from processes.approval.policies import Running, Version
from processes.approval.releasing import tables
from processes.approval.releasing.errors import SubmittedAlready
from processes.approval.releasing.lowered import Lowering

LONGEST_OPINION = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A version that was submitted. `fits`: the draft still says what was submitted.

    `lowered`: what made a second person needed. `effective`: the moment that was wished, None for at once.
    `backtest`: the id of the report it was submitted with.
    """

    id: int
    policy: str
    version: int
    reason: str
    lowered: Sequence[Lowering]
    effective: datetime | None
    backtest: int | None
    state: str
    by: int
    at: datetime
    decided_by: int | None
    decided_at: datetime | None
    opinion: str
    fits: bool
    running: Running

    @property
    def wish(self) -> Wish:
        """What is to be released once it is agreed to."""
        return Wish(
            reason=self.reason,
            effective=self.effective,
            running=self.running,
            backtest=self.backtest,
            by=self.by,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What somebody wants released: why, from when (None: at once), for which running approvals, the id of the
    report of a backtest that belongs to it, and who wants it (None: whoever acts)."""

    reason: str
    effective: datetime | None = None
    running: Running = "ahead"
    backtest: int | None = None
    by: int | None = None


def latest(connection: Connection, version: Version) -> Submission | None:
    """The last submission of a version, whatever became of it."""
    table = tables.release
    query = (
        select(table)
        .where(table.c.policy == version.policy, table.c.version == version.version)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _submission(row, version)


def of_id(connection: Connection, identity: int) -> tuple[str, bool] | None:
    """The flow of a submission, and whether it waits for a second person; None without such a one."""
    table = tables.release
    row = connection.execute(select(table.c.policy, table.c.state).where(table.c.id == identity)).first()
    return None if row is None else (row.policy, row.state == "open")


def waiting(connection: Connection) -> set[str]:
    """The flows of which a version waits for a second person."""
    table = tables.release
    return set(connection.scalars(select(table.c.policy).where(table.c.state == "open")))


def agreed(connection: Connection, key: str) -> dict[int, tuple[int, datetime]]:
    """Version → who agreed to it as second person, and when."""
    table = tables.release
    query = select(table.c.version, table.c.decided_by, table.c.decided_at).where(
        table.c.policy == key, table.c.state == "agreed"
    )
    return {row.version: (row.decided_by, row.decided_at) for row in connection.execute(query)}


def submit(tx: Transaction, draft: Version, wish: Wish, found: Sequence[Lowering]) -> None:
    """Lay the draft before a second person, in place of what was submitted before. Raises SubmittedAlready."""
    known = latest(tx.connection, draft)
    if known is not None and known.state == "open" and known.fits:
        raise SubmittedAlready(version=draft.version, what="it was submitted", what_zh="已经提交")
    withdraw_open(tx, draft.policy)
    try:
        tx.connection.execute(
            insert(tables.release).values(
                id=new_id(),
                policy=draft.policy,
                version=draft.version,
                content_sha256=digest(draft.flow),
                reason=wish.reason,
                lowered=json.dumps([asdict(one) for one in found], ensure_ascii=False),
                effective=wish.effective,
                backtest=wish.backtest,
                state="open",
                running=wish.running,
                by=tx.by or 0,
                at=tx.now,
            )
        )
    except IntegrityError as error:
        raise SubmittedAlready(version=draft.version, what="it was submitted", what_zh="已经提交") from error
    tx.audit(
        "policy.submitted",
        payload={
            "policy": draft.policy,
            "version": draft.version,
            "reason": wish.reason,
            "running": wish.running,
            "lowered": [one.en for one in found],
            "effective": wish.effective.isoformat() if wish.effective else None,
        },
    )


def decide(tx: Transaction, waiting: Submission, state: str, opinion: str) -> None:
    """Write what the second person said: `agreed` or `returned`."""
    table = tables.release
    tx.connection.execute(
        update(table)
        .where(table.c.id == waiting.id)
        .values(state=state, decided_by=tx.by, decided_at=tx.now, opinion=opinion[:LONGEST_OPINION])
    )


def withdraw_open(tx: Transaction, key: str) -> bool:
    """Take back what waits for a second person; False where nothing does."""
    table = tables.release
    open_ = (table.c.policy == key, table.c.state == "open")
    version = tx.connection.scalar(select(table.c.version).where(*open_))
    if version is None:
        return False
    tx.connection.execute(
        update(table).where(*open_).values(state="withdrawn", decided_by=tx.by, decided_at=tx.now)
    )
    tx.audit("policy.withdrawn", payload={"policy": key, "version": version})
    return True


def _submission(row: Row[Any], version: Version) -> Submission:
    return Submission(
        id=row.id,
        policy=row.policy,
        version=row.version,
        reason=row.reason,
        lowered=[Lowering(**one) for one in json.loads(row.lowered)],
        effective=row.effective,
        backtest=row.backtest,
        state=row.state,
        by=row.by,
        at=row.at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        opinion=row.opinion,
        fits=row.content_sha256 == digest(version.flow),
        running=row.running,
    )
