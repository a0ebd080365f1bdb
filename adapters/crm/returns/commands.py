"""What people do to a return: the record and its process change in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import set_offs, tables
from adapters.crm.processes import Processes
from adapters.crm.returns import documents, inspection
from adapters.crm.returns.documents import Draft
from adapters.crm.returns.errors import state_refused
from adapters.crm.returns.inspection import Finding
from engine.organisation import Person
from engine.store.uow import Transaction

PROCESS = "return_refund"


def write(
    tx: Transaction, processes: Processes, person: Person, order_id: int, draft: Draft, *, submit: bool
) -> int:
    """A new return with its process, which waits at the document or, submitted, goes on; the return's id."""
    row = documents.add(tx, person, order_id, draft)
    given = {"return_id": row.id, "requester": person.login}
    processes.start_in(tx, PROCESS, given, business_key=row.no, by=person)
    if submit:
        submit_document(tx, processes, person, row.id)
    return int(row.id)


def change(
    tx: Transaction,
    processes: Processes,
    person: Person,
    return_id: int,
    draft: Draft,
    *,
    revision: int,
    submit: bool,
) -> None:
    """Save a draft, and submit it if wanted."""
    documents.save(tx, person, return_id, draft, revision=revision)
    if submit:
        submit_document(tx, processes, person, return_id)


def submit_document(tx: Transaction, processes: Processes, person: Person, return_id: int) -> None:
    """Complete the step that writes the document. Raises ReturnState where it does not wait."""
    row = documents.find(tx.connection, person, return_id, "submit")
    _complete(tx, processes, row, "document", {}, person)


def goods_came(tx: Transaction, processes: Processes, person: Person, return_id: int) -> None:
    """The warehouse has the goods. Raises ReturnState when none are awaited."""
    row = documents.find(tx.connection, person, return_id, "execute")
    _tell(tx, processes, row, "return.goods_received", {})


def inspect(
    tx: Transaction,
    processes: Processes,
    person: Person,
    return_id: int,
    findings: Sequence[Finding],
    remark: str,
) -> None:
    """Write down what was found and let the process go on."""
    row = documents.find(tx.connection, person, return_id, "execute")
    if row.instance_id is not None:
        processes.lock_in(tx, row.instance_id)
    inspection.record(tx, return_id, findings, inspection=remark, root=row.instance_id)
    _complete(tx, processes, row, "inspect", {}, person)


def withdraw(tx: Transaction, processes: Processes, person: Person, return_id: int, reason: str) -> None:
    """The customer keeps the goods. Raises ReturnState once they have come."""
    row = documents.find(tx.connection, person, return_id, "submit")
    _tell(tx, processes, row, "return.withdraw", {"reason": reason})


def reverse(tx: Transaction, processes: Processes, person: Person, return_id: int, reason: str) -> None:
    """Undo a return whose goods were booked. Raises ReturnState while or after money goes out for it."""
    row = documents.find(tx.connection, person, return_id, "approve")
    if not reversible(tx.connection, row):
        raise state_refused(row)
    _tell(tx, processes, row, "return.reverse", {"reason": reason})


def reversible(connection: Connection, row: Row[Any]) -> bool:
    """Whether a return can still be undone: goods are booked, no payment was begun, its process runs."""
    if row.state not in ("inspected", "closed") or row.disposed_at is None:
        return False
    paid = tables.payment_out
    query = select(paid.c.id).where(paid.c.return_id == row.id, paid.c.deleted_at.is_(None))
    return connection.execute(query).first() is None


def _complete(
    tx: Transaction, processes: Processes, row: Row[Any], element: str, values: dict[str, Any], by: Person
) -> None:
    if row.instance_id is None or not processes.complete_in(tx, row.instance_id, element, values, by=by):
        raise state_refused(documents.known(tx.connection, row.id))


def _tell(tx: Transaction, processes: Processes, row: Row[Any], name: str, values: dict[str, Any]) -> None:
    if row.instance_id is None or not processes.message_in(tx, row.instance_id, name, values):
        raise state_refused(documents.known(tx.connection, row.id))


def amounts(connection: Connection, row: Row[Any]) -> dict[str, Decimal | None]:
    """What was asked for, accepted, set off against what he owed, and paid."""
    paid = tables.payment_out
    query = select(paid.c.amount).where(paid.c.return_id == row.id, paid.c.paid_on.is_not(None))
    sums = [one.amount for one in connection.execute(query)]
    return {
        "asked": row.amount,
        "accepted": row.accepted_amount,
        "set_off": set_offs.of_return(connection, row.id),
        "paid": sum(sums, Decimal(0)),
    }
