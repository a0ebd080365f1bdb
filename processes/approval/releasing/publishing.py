"""Writing that a version is released. Only the gate may: it knows whether a second person is needed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from engine.store.uow import Transaction
from processes.approval import policies, tables
from processes.approval.policies import Version
from processes.approval.releasing import beginning
from processes.approval.releasing.submissions import Wish

LONGEST_REASON = 500


def publish(tx: Transaction, draft: Version, wish: Wish) -> Version:
    """The draft is in force from a moment on, at once where there is none or it has passed.

    What was scheduled for that moment or later never takes effect. The caller holds the lock of the flow.
    """
    start = max(wish.effective or tx.now, tx.now)
    _write(tx, draft, wish, start)
    return _done(tx, draft, wish, start)


def install(tx: Transaction, draft: Version, *, reason: str) -> Version:
    """The first version of a flow that comes with the platform: in force for whatever came before, too."""
    wish = Wish(reason=reason)
    _write(tx, draft, wish, None)
    return _done(tx, draft, wish, None)


def _write(tx: Transaction, draft: Version, wish: Wish, start: datetime | None) -> None:
    if start is not None:
        _replace(tx, draft, start)
        _end_others(tx, draft, start)
    table = tables.policy_version
    tx.connection.execute(
        update(table)
        .where(table.c.id == draft.id)
        .values(
            state="released",
            reason=wish.reason[:LONGEST_REASON],
            by=wish.by or tx.by,
            at=tx.now,
            valid_from=start,
            running=wish.running,
            backtest=wish.backtest,
        )
    )


def _done(tx: Transaction, draft: Version, wish: Wish, start: datetime | None) -> Version:
    payload: dict[str, object] = {
        "policy": draft.policy,
        "version": draft.version,
        "reason": wish.reason,
        "running": wish.running,
        "backtest": wish.backtest,
        "content": draft.text,
    }
    if draft.restored_from is not None:
        payload["restored_from"] = draft.restored_from
    if start is not None and start > tx.now:
        payload["effective"] = start.isoformat()
    tx.audit("policy.published", payload=payload)
    found = policies.version(tx.connection, draft.policy, draft.version)
    if start is None or start <= tx.now:
        beginning.note(tx, found)
    return found


def _replace(tx: Transaction, draft: Version, start: datetime) -> None:
    """Take back what was scheduled for this moment or a later one."""
    table = tables.policy_version
    mine = (
        table.c.policy == draft.policy,
        table.c.state == "released",
        table.c.valid_from >= start,
        table.c.valid_from > tx.now,
    )
    for number in tx.connection.scalars(select(table.c.version).where(*mine)).all():
        tx.audit(
            "policy.replaced",
            payload={"policy": draft.policy, "version": number, "by_version": draft.version},
        )
    tx.connection.execute(
        update(table)
        .where(*mine)
        .values(
            state="taken_back",
            taken_back_at=tx.now,
            taken_back_by=tx.by,
            replaced_by=draft.version,
            valid_to=None,
        )
    )


def _end_others(tx: Transaction, draft: Version, start: datetime) -> None:
    table = tables.policy_version
    tx.connection.execute(
        update(table)
        .where(
            table.c.policy == draft.policy,
            table.c.state == "released",
            or_(table.c.valid_to.is_(None), table.c.valid_to > start),
        )
        .values(valid_to=start)
    )
