"""Steps of a process that stand in somebody's list of tasks: one row each, kept by the process alone.

The work item is the truth; the row follows it, so that the list of tasks, the calendar and the customer's page
show what the worklist shows. Such a row cannot be changed by hand while its step is open.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import changes, tables, tasks
from adapters.crm.numbering import next_number
from engine.store.uow import Transaction

task = tables.task


def begin(
    tx: Transaction,
    root: int,
    *,
    subject: str,
    owner_id: int,
    due_at: datetime | None,
    content: str = "",
    **about: int | None,
) -> int:
    """The open task of the instance `root`, made or brought up to date; its id."""
    values: dict[str, Any] = {
        "subject": subject[:200],
        "content": content,
        "owner_id": owner_id,
        "due_at": due_at,
        **about,
    }
    row = _open(tx, root)
    if row is not None:
        changes.edit(tx, task, row.id, root=root, **values)
        return int(row.id)
    state = tasks.first_state(tx.connection, "sales")
    return changes.add(
        tx,
        task,
        root=root,
        no=next_number(tx, "task"),
        kind="sales",
        state_id=state.id,
        start_at=tx.now,
        instance_id=root,
        **values,
    )


def end(tx: Transaction, root: int, result: str, *, reason: str = "") -> None:
    """The step was taken, or given up with a reason. Nothing where no task is open."""
    row = _open(tx, root)
    if row is None:
        return
    wanted = "abandoned" if reason else "done"
    states = tasks.states(tx.connection, row.kind)
    final = next((one.id for one in states if one.state_class == wanted), row.state_id)
    changes.edit(tx, task, row.id, root=root, state_id=final, result=result, reason=reason, done_at=tx.now)


def _open(tx: Transaction, root: int) -> Row[Any] | None:
    query = select(task).where(
        task.c.instance_id == root, task.c.done_at.is_(None), task.c.deleted_at.is_(None)
    )
    return tx.connection.execute(query.order_by(task.c.id).limit(1)).first()
