"""Tasks with their configured states and progress (PT-4, 13.2.1): adding one, moving it on, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import actions, catalogue, changes, tables
from adapters.crm.errors import Fault, InvalidFields, TaskOfProcess
from adapters.crm.numbering import next_number
from adapters.crm.records import access, commands
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Transaction

task, state_def = tables.task, tables.task_state_def
FINAL = ("done", "abandoned")


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


def onward(connection: Connection, row: Row[Any]) -> Sequence[Row[Any]]:
    """The states a task may move to now, in order."""
    current = changes.row_of(connection, state_def, row.state_id)
    found = [one for one in states(connection, row.kind) if one.id != row.state_id]
    allowed = current.next_codes if current is not None else []
    return [one for one in found if not allowed or one.code in allowed]


def move(
    tx: Transaction,
    person: Person,
    task_id: int,
    state_id: int,
    *,
    result: str = "",
    reason: str = "",
    revision: int | None = None,
    held: bool = False,
) -> None:
    """Bring a task to another state; not one that a step of a process holds.

    Raises InvalidFields where a result or a reason is missing, TaskOfProcess.
    """
    row = access.find(tx.connection, person, catalogue.entity("task"), task_id, "edit")
    if held:
        raise TaskOfProcess(no=row.no)
    wanted = next((one for one in onward(tx.connection, row) if one.id == state_id), None)
    if wanted is None:
        raise InvalidFields(
            [
                Fault(
                    field="state_id",
                    zh="不能从当前状态转入该状态",
                    en="the task cannot come to this state now",
                )
            ]
        )
    faults = []
    if wanted.needs_result and not (result.strip() or row.result):
        faults.append(Fault(field="result", zh="请填写结果", en="say what came of it"))
    if wanted.needs_reason and not (reason.strip() or row.reason):
        faults.append(Fault(field="reason", zh="请填写原因", en="say why"))
    if faults:
        raise InvalidFields(faults)
    changes.edit(
        tx,
        task,
        task_id,
        revision=revision,
        state_id=state_id,
        result=result.strip() or row.result,
        reason=reason.strip() or row.reason,
        done_at=tx.now if wanted.state_class in FINAL else None,
    )


def record(tx: Transaction, person: Person, task_id: int, posted: Mapping[str, Sequence[str]]) -> int:
    """An entry of what was done about a task; its id. The customer was in touch, the task is under way."""
    row = access.find(tx.connection, person, catalogue.entity("task"), task_id)
    posted = actions.completed(tx.connection, posted, tx.now)
    about = {name: getattr(row, name) for name in ("account_id", "lead_id", "opportunity_id")}
    typed = {name: texts for name, texts in posted.items() if name not in about}
    entry = commands.add(tx, person, catalogue.entity("progress"), typed, task_id=task_id, **about)
    done = actions.chosen(tx.connection, posted)
    if row.account_id is not None and (done is None or done.updates_contact):
        changes.edit(tx, tables.account, row.account_id, last_contact_at=tx.now)
    if row.opportunity_id is not None:
        changes.edit(tx, tables.opportunity, row.opportunity_id, last_progress_at=tx.now)
    _begin(tx, row)
    return entry


def _begin(tx: Transaction, row: Row[Any]) -> None:
    """The first entry brings a task that nobody had begun under way."""
    current = changes.row_of(tx.connection, state_def, row.state_id)
    if current is None or current.state_class != "not_started":
        return
    under_way = next((one for one in onward(tx.connection, row) if one.state_class == "in_progress"), None)
    if under_way is not None:
        changes.edit(tx, task, row.id, state_id=under_way.id)
