"""Repairs of units: registration, diagnosis, the customer's answer, the work, the payment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from adapters.crm import archive, changes, ledger, tables
from adapters.crm.numbering import next_number
from adapters.crm.processes import Processes
from adapters.crm.returns import documents
from adapters.crm.returns.errors import RepairState
from adapters.crm.returns.words import REPAIR_STATES
from adapters.crm.words import word
from engine.errors import NotFound
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

repair = tables.repair_registration
#: state → the states it may move to
MOVES: dict[str, frozenset[str]] = {
    "registered": frozenset({"quoted", "accepted", "cancelled"}),
    "quoted": frozenset({"accepted", "refused", "cancelled"}),
    "accepted": frozenset({"repaired", "cancelled"}),
    "repaired": frozenset({"closed"}),
    "refused": frozenset(),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
ZERO = Decimal(0)


def known(tx: Transaction, repair_id: int) -> Row[Any]:
    """The row, locked. Raises NotFound."""
    row = changes.row_of(tx.connection, repair, repair_id, lock=True)
    if row is None:
        raise NotFound(what="repair", what_zh="维修登记", id=repair_id)
    return row


def register(
    tx: Transaction,
    archive_id: int,
    fault: str,
    *,
    root: int | None = None,
    instance_id: int | None = None,
    contact_id: int | None = None,
    fault_type: str = "",
    urgency: int | None = None,
    desired_at: datetime | None = None,
    engineer_id: int | None = None,
    return_id: int | None = None,
    feedback_id: int | None = None,
) -> Row[Any]:
    """A new registration of a unit; whether it is in warranty is settled now. Raises NotFound."""
    found = changes.row_of(tx.connection, tables.product_archive, archive_id)
    if found is None or found.deleted_at is not None:
        raise NotFound(what="unit", what_zh="产品档案", id=archive_id)
    repair_id = changes.add(
        tx,
        repair,
        root=root,
        no=next_number(tx, "repair"),
        archive_id=archive_id,
        contact_id=contact_id or found.contact_id,
        fault=fault,
        fault_type=fault_type,
        urgency=urgency,
        desired_at=desired_at,
        engineer_id=engineer_id,
        in_warranty=archive.in_warranty(found, tx.now.astimezone(COMPANY_ZONE).date()),
        return_id=return_id,
        feedback_id=feedback_id,
        instance_id=instance_id,
    )
    return known(tx, repair_id)


def begin_case(
    tx: Transaction, processes: Processes, person: Person, archive_id: int, fault: str, **given: Any
) -> int:
    """Register a repair of a unit together with its process; the repair's id."""
    row = register(tx, archive_id, fault, **given)
    processes.start_in(tx, "repair", {"repair_id": row.id}, business_key=row.no, by=person)
    return int(row.id)


def unit_of_return(tx: Transaction, return_id: int) -> int | None:
    """The unit that came back to be repaired: one that the return names, else the first of its lines.

    Where none is in use any more (it was scrapped or returned meanwhile) it is one that was: the goods are here.
    """
    for line in documents.lines(tx.connection, return_id):
        named = [text.strip() for text in line.serials.replace("，", ",").split(",")]
        found = archive.units_of_line(tx.connection, line.order_line_id)
        for row in sorted(found, key=lambda one: (one.serial_no not in named, one.serial_no)):
            return int(row.id)
    for line in documents.lines(tx.connection, return_id):
        for row in archive.units_of_line(tx.connection, line.order_line_id, state=None):
            return int(row.id)
    return None


def of_instance(tx: Transaction, instance_id: int) -> Row[Any] | None:
    """The registration that a process instance works on."""
    return tx.connection.execute(select(repair).where(repair.c.instance_id == instance_id)).first()


def mark(tx: Transaction, repair_id: int, state: str, *, root: int | None, **values: Any) -> Row[Any]:
    """Move a repair and note what belongs to the step; the row afterwards. The same move again does nothing."""
    row = known(tx, repair_id)
    if row.state == state:
        return row
    if state not in MOVES[row.state]:
        raise RepairState(
            no=row.no,
            state_zh=word(REPAIR_STATES, row.state, "zh"),
            state_en=word(REPAIR_STATES, row.state, "en"),
        )
    changes.edit(tx, repair, repair_id, root=root, state=state, **values)
    return known(tx, repair_id)


def diagnose(
    tx: Transaction,
    repair_id: int,
    *,
    diagnosis: str,
    parts: Decimal,
    labour: Decimal,
    engineer_id: int | None,
    root: int | None,
) -> Row[Any]:
    """What the engineer found and what it costs: nothing in warranty, where the work may begin at once.

    A price that was not approved is found anew.
    """
    row = known(tx, repair_id)
    free = row.in_warranty or not parts + labour
    found: dict[str, Any] = {
        "diagnosis": diagnosis,
        "parts_total": parts,
        "labour_total": labour,
        "amount": ZERO if free else parts + labour,
        "engineer_id": engineer_id or row.engineer_id,
    }
    if row.state == "quoted":
        changes.edit(tx, repair, repair_id, root=root, **found)
    return mark(tx, repair_id, "accepted" if free else "quoted", root=root, **found)


def call_off(tx: Transaction, repair_id: int, *, root: int | None) -> Row[Any]:
    """The repair is not made at this price; the unit goes back as it is."""
    row = mark(tx, repair_id, "cancelled", root=root)
    changes.edit(tx, tables.product_archive, row.archive_id, root=root, state="in_use")
    return row


def answer(tx: Transaction, repair_id: int, said: str, *, root: int | None) -> Row[Any]:
    """What the customer said to the price: accepted or refused. A refused unit goes back as it is."""
    row = mark(tx, repair_id, said, root=root, answered_at=tx.now)
    if row.state == "refused":
        changes.edit(tx, tables.product_archive, row.archive_id, root=root, state="in_use")
    return row


def report(
    tx: Transaction, repair_id: int, *, result: str, work: str, root: int | None, **values: Any
) -> Row[Any]:
    """The repair report. `values`: parts_used, hours, advice, signed_by. What nobody could repair costs nothing."""
    if result == "not_repairable":
        values["amount"] = ZERO
    return mark(tx, repair_id, "repaired", root=root, result=result, work=work, finished_at=tx.now, **values)


def close(
    tx: Transaction,
    repair_id: int,
    *,
    received: Decimal | None = None,
    method: str = "",
    root: int | None,
) -> Row[Any]:
    """End a repair: the unit is in use again (or scrapped), what was charged and paid stands in the account."""
    row = known(tx, repair_id)
    if row.state == "closed":
        return row
    found = changes.row_of(tx.connection, tables.product_archive, row.archive_id, lock=True)
    assert found is not None
    if received:
        _charge(tx, row, found, received, root)
    lost = row.result == "not_repairable"
    if found.state == "in_repair":
        state = "scrapped" if lost else "in_use"
        changes.edit(tx, tables.product_archive, found.id, root=root, state=state)
    values = {"received": received, "method": method} if received else {}
    return mark(tx, repair_id, "closed", root=root, closed_at=tx.now, **values)


def begin(tx: Transaction, repair_id: int, *, root: int | None) -> None:
    """The unit is in the workshop."""
    row = known(tx, repair_id)
    changes.edit(tx, tables.product_archive, row.archive_id, root=root, state="in_repair")


def _charge(tx: Transaction, row: Row[Any], found: Row[Any], received: Decimal, root: int | None) -> None:
    """Charged and paid at once: two entries that keep the balance."""
    shared: dict[str, Any] = {"account_id": found.account_id, "currency": row.currency, "ref_no": row.no}
    ledger.post(tx, once=f"repair:{row.id}", kind="charge", debit=received, root=root, **shared)
    ledger.post(tx, once=f"repair-paid:{row.id}", kind="receipt", credit=received, root=root, **shared)
