"""Tasks that processes leave to somebody after they have gone on or ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from adapters.crm import changes, tables
from adapters.crm.numbering import next_number
from engine.store.uow import Transaction


def add_todo(
    tx: Transaction,
    *,
    owner_id: int,
    subject: str,
    due_at: datetime,
    account_id: int | None = None,
    opportunity_id: int | None = None,
    root: int | None = None,
) -> int:
    """A sales task that has not begun; its id. One that is open under the same subject is not added again."""
    task = tables.task
    same = select(task.c.id).where(
        task.c.owner_id == owner_id,
        task.c.subject == subject[:200],
        task.c.done_at.is_(None),
        task.c.deleted_at.is_(None),
    )
    known: int | None = tx.connection.scalar(same)
    if known is not None:
        return known
    return changes.add(
        tx,
        task,
        root=root,
        no=next_number(tx, "task"),
        kind="sales",
        subject=subject[:200],
        account_id=account_id,
        opportunity_id=opportunity_id,
        owner_id=owner_id,
        state_id=_not_started(tx, root),
        start_at=tx.now,
        due_at=due_at,
    )


def _not_started(tx: Transaction, root: int | None) -> int:
    """The state of tasks that nobody has begun; administrators may call it what they like."""
    state = tables.task_state_def
    query = select(state.c.id).where(
        state.c.state_class == "not_started", state.c.kind.in_(("sales", "all")), state.c.deleted_at.is_(None)
    )
    found: int | None = tx.connection.scalar(
        query.order_by(state.c.kind.desc(), state.c.sort, state.c.id).limit(1)
    )
    if found is not None:
        return found
    return changes.add(
        tx,
        state,
        root=root,
        kind="all",
        code="open",
        name="未开始",
        name_en="Not started",
        state_class="not_started",
    )
