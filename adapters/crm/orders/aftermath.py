"""What follows a delivered order: units of the product archive, days of instalments, invoice, commission."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select

from adapters.crm import changes, commissions, plan_days, plan_events, tables
from adapters.crm.months import months_later
from adapters.crm.orders import reading
from adapters.crm.orders.drafts import today
from adapters.crm.orders.errors import InvoiceTooHigh
from adapters.crm.pricing import money
from engine.store.uow import Transaction

archive, invoice, commission = tables.product_archive, tables.invoice, tables.commission
MOST_UNITS = 200  # of one line; larger numbers are consumables, not units with a life of their own


def archive_units(tx: Transaction, row: Row[Any], *, root: int | None = None) -> int:
    """One unit with its warranty for every piece of a product that has one; how many are new."""
    units: list[dict[str, Any]] = []
    for line in reading.lines(tx.connection, row.id):
        if not line.warranty_months or line.quantity > MOST_UNITS:
            continue
        known = tx.connection.scalar(select(func.count()).where(archive.c.order_line_id == line.id)) or 0
        missing = range(known + 1, int(line.delivered_quantity) + 1)
        units.extend(_unit(tx, row, line, number) for number in missing)
    return len(changes.add_many(tx, archive, units, root=root))


def date_instalments(tx: Transaction, row: Row[Any], *, root: int | None = None) -> bool:
    """The goods have arrived: what is due after delivery, acceptance or warranty gets its day; whether any did."""
    on = today(tx)
    days = {"delivery": on, "acceptance": on, "retention": plan_days.warranty_end(tx.connection, row.id, on)}
    found = [plan_events.happened(tx, row.id, event, day, root=root) for event, day in days.items()]
    return any(found)


def add_invoice(
    tx: Transaction, row: Row[Any], *, no: str, on: date, amount: Decimal, root: int | None = None
) -> int:
    """Note an invoice, once per number. Raises InvoiceTooHigh above what the order comes to."""
    same = select(invoice.c.id).where(
        invoice.c.order_id == row.id, invoice.c.no == no, invoice.c.deleted_at.is_(None)
    )
    known = tx.connection.execute(same).scalar()
    if known is not None:
        return int(known)
    before = invoiced(tx, row.id)
    total = reading.amount_due(row)
    if before + amount > total:
        raise InvoiceTooHigh(no=row.no, sum=f"{before + amount:.2f}", total=f"{total:.2f}")
    share = (row.tax_total or Decimal(0)) / row.total if row.total else Decimal(0)
    return changes.add(
        tx,
        invoice,
        root=root,
        order_id=row.id,
        no=no,
        date=on,
        amount=amount,
        tax=money(amount * share),
        state="issued",
    )


def invoiced(tx: Transaction, order_id: int) -> Decimal:
    """The sum of the invoices that count."""
    query = select(func.sum(invoice.c.amount)).where(
        invoice.c.order_id == order_id, invoice.c.state != "void", invoice.c.deleted_at.is_(None)
    )
    return Decimal(tx.connection.scalar(query) or 0)


def to_invoice(tx: Transaction, row: Row[Any]) -> Decimal:
    """What the order comes to and no invoice covers yet."""
    return max(reading.amount_due(row) - invoiced(tx, row.id), Decimal(0))


def add_commission(tx: Transaction, row: Row[Any], *, root: int | None = None) -> int:
    """The base of the owner's commission: the order without tax. Once per order."""
    known = tx.connection.execute(select(commission.c.id).where(commission.c.order_id == row.id)).scalar()
    if known is not None:
        return int(known)
    base = row.total - (row.tax_total or Decimal(0))
    ratio = commissions.rule(tx.connection).ratio
    return changes.add(
        tx,
        commission,
        root=root,
        person_id=row.owner_id,
        order_id=row.id,
        base=base,
        ratio=ratio,
        amount=money(base * ratio),
        state="due",
    )


def _unit(tx: Transaction, row: Row[Any], line: Row[Any], number: int) -> dict[str, Any]:
    sold = today(tx)
    return {
        "account_id": row.account_id,
        "contact_id": row.contact_id,
        "product_id": line.product_id,
        "serial_no": f"{row.no}-{line.seq}-{number}",
        "order_line_id": line.id,
        "sold_on": sold,
        "warranty_end": months_later(sold, line.warranty_months),
        "location": row.ship_to[:200],
        "state": "in_use",
    }
