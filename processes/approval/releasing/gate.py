"""Submitting a version, agreeing, sending it back, withdrawing it: each once, each recorded and audited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine import organisation
from engine.ids import new_id
from engine.store.uow import Transaction
from processes.approval import drafting, policies
from processes.approval.backtest.kept import digest
from processes.approval.documents import DocumentType
from processes.approval.errors import ReasonNeeded
from processes.approval.policies import Running, Version
from processes.approval.releasing import tables
from processes.approval.releasing.errors import ChangedSince, NothingSubmitted, OwnRelease, SubmittedAlready
from processes.approval.releasing.lowered import Lowering, lowered


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """A version that was submitted. `fits`: the draft still says what was submitted."""

    id: int
    policy: str
    version: int
    reason: str
    lowered: Sequence[Lowering]
    state: str
    by: int
    at: datetime
    decided_by: int | None
    decided_at: datetime | None
    opinion: str
    fits: bool
    running: Running


def lowerings(connection: Connection, draft: Version, document: DocumentType) -> list[Lowering]:
    """What the draft controls less than the version in force; nothing where there is none."""
    before = policies.released(connection, draft.policy)
    ranks = {one.code: one.rank for one in organisation.positions(connection)}
    return [] if before is None else lowered(before.flow, draft.flow, document, ranks)


def release(
    tx: Transaction, key: str, document: DocumentType, *, seen: str, reason: str, running: Running = "ahead"
) -> Version | None:
    """Make the draft the version in force; where it lowers control, submit it instead: None.

    Raises what `drafting.publish` raises, and SubmittedAlready.
    """
    draft = drafting.releasable(tx, key, document, seen=seen, reason=reason)
    found = lowerings(tx.connection, draft, document)
    if not found:
        _withdraw_open(tx, key)
        return drafting.publish(tx, key, document, seen=seen, reason=reason, running=running)
    _submit(tx, draft, reason.strip(), found, running)
    return None


def agree(tx: Transaction, key: str, document: DocumentType, *, opinion: str) -> Version:
    """The second person agrees: what was submitted is in force. Raises NothingSubmitted, OwnRelease, ChangedSince."""
    waiting, draft = _waiting(tx, key)
    _decide(tx, waiting, "agreed", opinion.strip())
    tx.audit("policy.agreed", payload={"policy": key, "version": waiting.version, "opinion": opinion.strip()})
    return drafting.publish(
        tx, key, document, seen=draft.token, reason=waiting.reason, running=waiting.running
    )


def send_back(tx: Transaction, key: str, *, opinion: str) -> None:
    """The second person does not agree; the draft stays one. Raises ReasonNeeded too."""
    if len(opinion.strip()) < drafting.SHORTEST_REASON:
        raise ReasonNeeded
    waiting, _draft = _waiting(tx, key, may_differ=True)
    _decide(tx, waiting, "returned", opinion.strip())
    tx.audit("policy.sent_back", payload={"policy": key, "version": waiting.version, "opinion": opinion})


def withdraw(tx: Transaction, key: str) -> None:
    """Whoever submitted it takes it back, or whoever may define. Raises NothingSubmitted."""
    drafting.lock(tx, key)
    if not _withdraw_open(tx, key):
        raise NothingSubmitted(key=key)


def latest(connection: Connection, draft: Version) -> Submission | None:
    """The last submission of a draft, whatever became of it."""
    table = tables.release
    query = (
        select(table)
        .where(table.c.policy == draft.policy, table.c.version == draft.version)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _submission(row, draft)


def _submit(
    tx: Transaction, draft: Version, reason: str, found: Sequence[Lowering], running: Running
) -> None:
    known = latest(tx.connection, draft)
    if known is not None and known.state == "open" and known.fits:
        raise SubmittedAlready(version=draft.version, what="it was submitted", what_zh="已经提交")
    _withdraw_open(tx, draft.policy)
    try:
        tx.connection.execute(
            insert(tables.release).values(
                id=new_id(),
                policy=draft.policy,
                version=draft.version,
                content_sha256=digest(draft.flow),
                reason=reason,
                lowered=json.dumps([asdict(one) for one in found], ensure_ascii=False),
                state="open",
                running=running,
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
            "reason": reason,
            "running": running,
            "lowered": [one.en for one in found],
        },
    )


def _waiting(tx: Transaction, key: str, *, may_differ: bool = False) -> tuple[Submission, Version]:
    """What waits for the person of this transaction."""
    drafting.lock(tx, key)
    draft = policies.draft(tx.connection, key)
    found = None if draft is None else latest(tx.connection, draft)
    if draft is None or found is None or found.state != "open":
        raise NothingSubmitted(key=key)
    if tx.by in (found.by, draft.by):
        raise OwnRelease
    if not found.fits and not may_differ:
        raise ChangedSince(what="the draft was changed", what_zh="草稿已被修改")
    return found, draft


def _decide(tx: Transaction, waiting: Submission, state: str, opinion: str) -> None:
    table = tables.release
    tx.connection.execute(
        update(table)
        .where(table.c.id == waiting.id)
        .values(state=state, decided_by=tx.by, decided_at=tx.now, opinion=opinion[: drafting.LONGEST_REASON])
    )


def _withdraw_open(tx: Transaction, key: str) -> bool:
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


def _submission(row: Row[Any], draft: Version) -> Submission:
    return Submission(
        id=row.id,
        policy=row.policy,
        version=row.version,
        reason=row.reason,
        lowered=[Lowering(**one) for one in json.loads(row.lowered)],
        state=row.state,
        by=row.by,
        at=row.at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        opinion=row.opinion,
        fits=row.content_sha256 == digest(draft.flow),
        running=row.running,
    )
