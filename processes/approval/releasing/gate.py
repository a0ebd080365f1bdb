"""The only way for a version to be in force: released at once, or submitted and agreed to by a second person.

Pages, the REST API and files go through `release`; `publishing` is for this module alone (a contract of the imports).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from engine import organisation
from engine.store.uow import Transaction
from processes.approval import drafting, policies, tables
from processes.approval.documents import DocumentType
from processes.approval.errors import ReasonNeeded
from processes.approval.policies import Running, Version
from processes.approval.releasing import publishing, submissions, telling, thresholds
from processes.approval.releasing.errors import (
    ChangedSince,
    NothingSubmitted,
    NotScheduled,
    NotTheFirst,
    OwnRelease,
)
from processes.approval.releasing.lowered import Lowering, lowered
from processes.approval.releasing.measuring import Measured, attach, measured
from processes.approval.releasing.submissions import Submission, Wish


def reasons(
    connection: Connection,
    draft: Version,
    document: DocumentType,
    *,
    at: datetime,
    effective: datetime | None,
    measure: Measured | None,
) -> list[Lowering]:
    """Everything for which a second person must agree: control that is lowered, and thresholds that are crossed."""
    less = _lowered(connection, draft, document, at=at, effective=effective)
    return [*less, *thresholds.crossed(connection, measure.report if measure else None)]


def _lowered(
    connection: Connection,
    draft: Version,
    document: DocumentType,
    *,
    at: datetime,
    effective: datetime | None,
) -> list[Lowering]:
    """What the draft controls less than the version in whose place it would be; nothing where there is none."""
    before = policies.before(connection, draft.policy, effective or at, at)
    ranks = {one.code: one.rank for one in organisation.positions(connection)}
    return [] if before is None else lowered(before.flow, draft.flow, document, ranks)


def release(
    tx: Transaction,
    key: str,
    document: DocumentType,
    *,
    seen: str,
    reason: str,
    effective: datetime | None = None,
    running: Running = "ahead",
) -> Version | None:
    """Release the draft for a moment (None or a past one: at once); None where it was submitted instead.

    It is submitted where it lowers control or crosses a threshold: a second person must agree. `running`: for which
    running approvals. Raises NoDraft, DraftChanged, ReasonNeeded, NothingChanged, FlowRefused with every fault,
    SubmittedAlready.
    """
    draft = drafting.releasable(tx, key, document, seen=seen, reason=reason, effective=effective)
    measure = measured(tx.connection, draft, document, at=tx.now, effective=effective)
    found = reasons(tx.connection, draft, document, at=tx.now, effective=effective, measure=measure)
    report = attach(tx, draft, measure)
    wish = Wish(
        reason=reason.strip()[: publishing.LONGEST_REASON],
        effective=effective,
        running=running,
        backtest=report,
    )
    if found:
        submissions.submit(tx, draft, wish, found)
        if (laid := submissions.latest(tx.connection, draft)) is not None:
            telling.submitted(tx, laid)
        return None
    submissions.withdraw_open(tx, key)
    return publishing.publish(tx, draft, wish)


def agree(tx: Transaction, key: str, document: DocumentType, *, opinion: str) -> Version:
    """The second person agrees: what was submitted is in force from the moment wished, at once if that has passed.

    Raises NothingSubmitted, OwnRelease, ChangedSince, and what `release` raises.
    """
    waiting, draft = _waiting(tx, key)
    drafting.releasable(
        tx, key, document, seen=draft.token, reason=waiting.reason, effective=waiting.effective
    )
    submissions.decide(tx, waiting, "agreed", opinion.strip())
    telling.answered(tx, waiting, agreed=True, opinion=opinion.strip())
    tx.audit("policy.agreed", payload={"policy": key, "version": waiting.version, "opinion": opinion.strip()})
    return publishing.publish(tx, draft, waiting.wish)


def send_back(tx: Transaction, key: str, *, opinion: str) -> None:
    """The second person does not agree; the draft stays one. Raises ReasonNeeded too."""
    if len(opinion.strip()) < drafting.SHORTEST_REASON:
        raise ReasonNeeded
    waiting, _draft = _waiting(tx, key, may_differ=True)
    submissions.decide(tx, waiting, "returned", opinion.strip())
    telling.answered(tx, waiting, agreed=False, opinion=opinion.strip())
    tx.audit("policy.sent_back", payload={"policy": key, "version": waiting.version, "opinion": opinion})


def withdraw(tx: Transaction, key: str) -> None:
    """Whoever submitted it takes it back, or whoever may define. Raises NothingSubmitted."""
    drafting.lock(tx, key)
    if not submissions.withdraw_open(tx, key):
        raise NothingSubmitted(key=key)


def take_back(tx: Transaction, key: str, number: int, *, reason: str) -> None:
    """A version that waits for its moment never takes effect. It stays in the list; what it says is the next draft,
    where there is none.

    Raises VersionNotFound, NotScheduled, ReasonNeeded.
    """
    if len(reason.strip()) < drafting.SHORTEST_REASON:
        raise ReasonNeeded
    drafting.lock(tx, key)
    version = policies.version(tx.connection, key, number)
    if version.standing(tx.now) != "scheduled":
        raise NotScheduled(version=number)
    table = tables.policy_version
    tx.connection.execute(
        update(table)
        .where(table.c.id == version.id)
        .values(
            state="taken_back",
            taken_back_at=tx.now,
            taken_back_by=tx.by,
            taken_back_reason=reason.strip()[: publishing.LONGEST_REASON],
            valid_to=None,
        )
    )
    # the one before goes on until the one after begins
    tx.connection.execute(
        update(table)
        .where(table.c.policy == key, table.c.state == "released", table.c.valid_to == version.valid_from)
        .values(valid_to=version.valid_to)
    )
    tx.audit("policy.taken_back", payload={"policy": key, "version": number, "reason": reason.strip()})
    if policies.draft(tx.connection, key) is None:
        drafting.restore(tx, key, number, seen=None)


def install(tx: Transaction, key: str, document: DocumentType, *, reason: str) -> Version:
    """The draft of a flow that comes with its type is its first version, with nobody asked: nothing is lowered.

    Raises NotTheFirst for any other, NoDraft, FlowRefused.
    """
    draft = policies.draft(tx.connection, key)
    if not policies.policy(tx.connection, key).is_first or policies.versions(tx.connection, key):
        raise NotTheFirst(key=key)
    seen = draft.token if draft else ""
    found = drafting.releasable(tx, key, document, seen=seen, reason=reason, effective=None)
    return publishing.install(tx, found, reason=reason)


def _waiting(tx: Transaction, key: str, *, may_differ: bool = False) -> tuple[Submission, Version]:
    """What waits for the person of this transaction."""
    drafting.lock(tx, key)
    draft = policies.draft(tx.connection, key)
    found = None if draft is None else submissions.latest(tx.connection, draft)
    if draft is None or found is None or found.state != "open":
        raise NothingSubmitted(key=key)
    if tx.by in (found.by, draft.by):
        raise OwnRelease
    if not found.fits and not may_differ:
        raise ChangedSince(what="the draft was changed", what_zh="草稿已被修改")
    return found, draft
