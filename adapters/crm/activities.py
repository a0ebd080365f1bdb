"""General actions (S20-3): what was done about a customer, a lead or an opportunity, and what comes next.

The next step becomes a task of whoever recorded it, so that it stands in the list of tasks until it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import actions as entries
from adapters.crm import catalogue, changes, tables, tasks
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import access, commands
from engine.organisation import Person, demand
from engine.store.uow import Transaction

#: entity → the columns of an entry that follow from a row of it
_ABOUT: Mapping[str, Mapping[str, str]] = {
    "account": {"account_id": "id"},
    "lead": {"lead_id": "id", "account_id": "account_id"},
    "opportunity": {"opportunity_id": "id", "account_id": "account_id"},
}
NEXT = "next_step"
LONGEST_STEP = 200


def record(
    tx: Transaction, person: Person, about: str, row_id: int, posted: Mapping[str, Sequence[str]]
) -> int:
    """Write down an action about a row of `about`; the id of the entry.

    `posted` has the fields of a progress entry and `next_step`; a next step or a next time makes a task.
    Raises InvalidFields, NotFound, NotGranted, or what says that the row can only be looked at.
    """
    demand(tx.connection, person, "task", "add")
    row = access.find(tx.connection, person, catalogue.entity(about), row_id)
    commands.refuse_locked(catalogue.entity(about), row)
    _demand_a_step_that_fits(posted)
    step = (posted.get(NEXT) or [""])[-1].strip()
    posted = entries.completed(tx.connection, posted, tx.now, step=step)
    fixed = {name: getattr(row, column) for name, column in _ABOUT[about].items()}
    typed = {name: texts for name, texts in posted.items() if name not in fixed and name != NEXT}
    entry = commands.add(tx, person, catalogue.entity("progress"), typed, **fixed)
    done = entries.chosen(tx.connection, posted)
    _touch(tx, about, row, contact=done is None or done.updates_contact)
    made = changes.row_of(tx.connection, tables.progress, entry)
    assert made is not None
    if step or made.next_at is not None:
        next_step(tx, person, subject=step or _word(tx.connection, made), due_at=made.next_at, **fixed)
    return entry


def next_step(
    tx: Transaction, person: Person, *, subject: str, due_at: datetime | None, **about: int | None
) -> int:
    """A sales task of one's own; its id."""
    return tasks.add(
        tx,
        kind="sales",
        subject=subject[:LONGEST_STEP],
        owner_id=person.id,
        assigner_id=person.id,
        start_at=tx.now,
        due_at=due_at,
        **about,
    )


def actions(connection: Connection, kind: str = "sales") -> Sequence[Row[Any]]:
    """The actions in use for a kind of task, in order."""
    table = tables.action_def
    query = select(table).where(table.c.active, table.c.deleted_at.is_(None)).order_by(table.c.id)
    return [row for row in connection.execute(query) if not row.task_kinds or kind in row.task_kinds]


def _demand_a_step_that_fits(posted: Mapping[str, Sequence[str]]) -> None:
    if len((posted.get(NEXT) or [""])[-1].strip()) > LONGEST_STEP:
        raise InvalidFields(
            [Fault(field=NEXT, zh=f"最多 {LONGEST_STEP} 个字", en=f"at most {LONGEST_STEP} characters")]
        )


def _touch(tx: Transaction, about: str, row: Row[Any], *, contact: bool) -> None:
    """The customer was in touch; the lead or opportunity made progress."""
    account_id = row.id if about == "account" else row.account_id
    if account_id is not None and contact:
        changes.edit(tx, tables.account, account_id, last_contact_at=tx.now)
    if about != "account":
        table = catalogue.entity(about).table
        changes.edit(tx, table, row.id, last_progress_at=tx.now)


def _word(connection: Connection, entry: Row[Any]) -> str:
    """The next action's name, else the one that was done."""
    action = changes.row_of(connection, tables.action_def, entry.next_action_id or entry.action_id)
    return action.name if action is not None else ""
