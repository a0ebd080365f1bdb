"""Records of money and the processes that collect it: told of each other in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select

from adapters.crm import changes, plans, tables
from adapters.crm.processes import Processes
from engine.organisation import Person
from engine.store.schema.runtime import instance
from engine.store.uow import Transaction

PAID = "payment.received"
SETTLED = "plan.settled"
CHANGED = "plan.changed"
KEY = "payment_collection"
MAKE_PLAN = "make_plan"
plan, order = tables.payment_plan, tables.order


def hold(tx: Transaction, processes: Processes, order_ids: Iterable[int]) -> None:
    """Take the locks of the collecting processes before those of the rows, as the processes do."""
    for root in sorted({root for one in order_ids for root in roots(tx.connection, one)}):
        processes.lock_in(tx, root)


def paid(tx: Transaction, processes: Processes, order_ids: Iterable[int]) -> None:
    """Money came in for these orders: the chains of settled instalments end."""
    for order_id in sorted(order_ids):
        for row in plans.of_order(tx.connection, order_id):
            if plans.rest(row) <= 0:
                _settled(tx, processes, row.id)


def _settled(tx: Transaction, processes: Processes, plan_id: int) -> None:
    """The chain of the instalment takes it; or, where it never began, the process that waits for its date.

    The end of one chain may end the whole collection, so the root is looked up each time.
    """
    for root in _running(tx.connection, plan.c.id == plan_id):
        if not processes.message_in(tx, root, PAID, {"plan_id": plan_id}):
            processes.message_in(tx, root, SETTLED, {})


def changed(tx: Transaction, processes: Processes, order_id: int, *, by: Person) -> None:
    """The plan is another one: its process goes through it again, or a new one begins for what is open."""
    told = False
    for root in roots(tx.connection, order_id):
        if _asked(tx, processes, root, by):
            told = processes.complete_in(tx, root, MAKE_PLAN, {}, by=by) or told
        else:
            told = processes.message_in(tx, root, CHANGED, {"order_id": order_id}) or told
    if not told:
        begin(tx, processes, order_id, by=by)


def _asked(tx: Transaction, processes: Processes, root: int, by: Person) -> bool:
    """Whether the process waits for this person's plan."""
    items = processes.items(tx.connection, [root])
    return any(item.element == MAKE_PLAN and item.assignee in (None, by.login) for item in items)


def begin(tx: Transaction, processes: Processes, order_id: int, *, by: Person | None) -> int | None:
    """Collect what is open of an executable order, unless a process does; the new instance."""
    row = changes.row_of(tx.connection, order, order_id)
    if row is None or row.effective_at is None or row.state not in ("approved", "executing", "delivered"):
        return None
    rows = plans.of_order(tx.connection, order_id)
    held = set(roots(tx.connection, order_id))
    if not any(plans.rest(one) > 0 and one.instance_id not in held for one in rows):
        return None
    if processes.running(tx.connection, KEY, row.no) is not None:
        return None
    return processes.start_in(tx, KEY, {"order_id": order_id}, business_key=row.no, by=by)


def roots(connection: Connection, order_id: int) -> list[int]:
    """The running root instances that collect instalments of an order."""
    return _running(connection, plan.c.order_id == order_id)


def _running(connection: Connection, *conditions: ColumnElement[bool]) -> list[int]:
    """One that an operator stopped takes no messages: what it collected is seen when it goes on."""
    query = (
        select(instance.c.id)
        .join(plan, plan.c.instance_id == instance.c.id)
        .where(plan.c.deleted_at.is_(None), instance.c.state == "running", *conditions)
    )
    return sorted(set(connection.scalars(query)))
