"""Tasks with their configured states (13.2.1): adding one, and moving it on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from adapters.crm.numbering import next_number
from engine.errors import NotFound
from engine.store.uow import Transaction

task, state_def = tables.task, tables.task_state_def


def states(connection: Connection, kind: str) -> list[Row[Any]]:
    """The states in use for a kind of task, in order."""
    query = select(state_def).where(
        state_def.c.kind.in_((kind, "all")), state_def.c.active, state_def.c.deleted_at.is_(None)
    )
    return list(connection.execute(query.order_by(state_def.c.sort, state_def.c.id)))


def first_state(connection: Connection, kind: str) -> Row[Any]:
    """The state a new task has. Raises NotFound where administrators left none."""
    found = next((one for one in states(connection, kind) if one.state_class == "not_started"), None)
    if found is None:
        raise NotFound(what="state of a new task", what_zh="任务的初始状态", id=kind)
    return found


def add(tx: Transaction, *, kind: str, root: int | None = None, **values: Any) -> int:
    """A new task; its id. Needs subject and owner_id. One that the same case has already is not added again."""
    feedback_id = values.get("feedback_id")
    if feedback_id is not None:
        same = select(task.c.id).where(
            task.c.feedback_id == feedback_id,
            task.c.subject == values["subject"],
            task.c.deleted_at.is_(None),
        )
        known = tx.connection.scalar(same)
        if known is not None:
            return int(known)
    state = first_state(tx.connection, kind)
    return changes.add(
        tx, task, root=root, no=next_number(tx, "task"), kind=kind, state_id=state.id, **values
    )
