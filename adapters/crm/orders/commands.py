"""What people do with orders: each command writes the record through its process, in one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, tables
from adapters.crm.catalogue.orders import ORDER
from adapters.crm.orders import moves, reading
from adapters.crm.orders.errors import OrderMove, QuoteNotOrdered
from adapters.crm.orders.words import STATES
from adapters.crm.processes import Processes
from adapters.crm.records import access
from engine.errors import NotFound
from engine.organisation import NotGranted, Person, demand, may, sees
from engine.store.uow import Transaction

PROCESS = "order_fulfilment"
#: Tasks that hand the order to its seller; submitting it completes the one that is open.
SELLER_TASKS = ("order_prepare", "renegotiate")
CANCEL = "order.cancel"


def submit(tx: Transaction, processes: Processes, person: Person, order_id: int) -> None:
    """Start the order's process, or complete the task that waits for its seller. Raises what it lacks."""
    row = reading.find(tx.connection, person, order_id, "submit")
    root = _running(tx, processes, row)
    moves.refuse_unready(tx, row)
    if root is None:
        processes.start_in(tx, PROCESS, {"order_id": order_id}, business_key=row.no, by=person)
        return
    if not any(processes.complete_in(tx, root, task, {}, by=person) for task in SELLER_TASKS):
        raise _refused(row, "in_approval")


def start_from_quote(tx: Transaction, processes: Processes, person: Person, quote_id: int) -> int:
    """Make the draft order of a quote that the customer accepted by starting its process; the order's id."""
    demand(tx.connection, person, "order", "add")
    quoted = changes.row_of(tx.connection, tables.quote, quote_id)
    scope = may(tx.connection, person, "quote", "view")
    if quoted is None or not sees(tx.connection, person, scope, quoted.owner_id):
        raise NotFound(what="quote", what_zh="报价", id=quote_id)
    known = _of_quote(tx, quote_id)
    if known is not None:
        return known
    if quoted.state != "accepted":
        raise QuoteNotOrdered(
            no=quoted.no, why_zh="还没有登记客户接受", why_en="that the customer accepts it is not noted"
        )
    processes.start_in(tx, PROCESS, {"quote_id": quote_id}, business_key=quoted.no, by=person)
    made = _of_quote(tx, quote_id)
    if made is None:
        raise QuoteNotOrdered(no=quoted.no, why_zh="没有生成订单", why_en="no order was made")
    return made


def withdraw(tx: Transaction, processes: Processes, person: Person, order_id: int) -> None:
    """Take an order back while nobody has decided about it; it is a draft again."""
    row = reading.find(tx.connection, person, order_id, "submit")
    root = _running(tx, processes, row)
    if root is None or row.owner_id != person.id:
        raise _refused(row, "draft")
    processes.withdraw_in(tx, root, person)


def cancel(tx: Transaction, processes: Processes, person: Person, order_id: int, reason: str) -> bool:
    """Ask for the end of an order; whether it is cancelled at once (nothing was in effect yet)."""
    row = reading.find(tx.connection, person, order_id)
    if not access.allows(tx.connection, person, ORDER, order_id, "cancel"):
        raise NotGranted.of(tx.connection, "order", "cancel")
    root = _running(tx, processes, row)
    if root is None:
        moves.cancel(tx, order_id, reason=reason)
        return True
    if row.cancel_reason:
        raise _refused(row, "cancelled")
    moves.ask_to_cancel(tx, row, reason)
    if not processes.message_in(tx, root, CANCEL, {"cancel_reason": reason}):
        raise _refused(row, "cancelled")
    return bool(reading.of(tx.connection, order_id).state == "cancelled")


def take_up(tx: Transaction, person: Person, order_id: int) -> None:
    """Make a rejected order a draft again; submitting it starts a new process."""
    reading.find(tx.connection, person, order_id, "edit")
    moves.mark(tx, order_id, "draft")
    changes.edit(tx, tables.order, order_id, instance_id=None)


def _running(tx: Transaction, processes: Processes, row: Row[Any]) -> int | None:
    """The process that holds the order, locked; None where none does or it has ended."""
    if row.instance_id is None or row.state in ("closed", "cancelled", "rejected"):
        return None
    processes.lock_in(tx, row.instance_id)
    return int(row.instance_id) if processes.places(tx.connection, row.instance_id) else None


def _of_quote(tx: Transaction, quote_id: int) -> int | None:
    order = tables.order
    query = (
        order.select()
        .with_only_columns(order.c.id)
        .where(order.c.quote_id == quote_id, order.c.state.not_in(("cancelled", "rejected")))
    )
    found = tx.connection.execute(query.order_by(order.c.id.desc())).scalar()
    return None if found is None else int(found)


def _refused(row: Row[Any], state: str) -> OrderMove:
    return OrderMove(
        no=row.no,
        state_zh=STATES[row.state][0],
        state_en=STATES[row.state][1].lower(),
        wanted_zh=STATES[state][0],
        wanted_en=STATES[state][1].lower(),
    )
