"""The product archive: one row per unit at a customer's, with its warranty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, tables
from engine.store.uow import Transaction

unit = tables.product_archive
MOST_UNITS = 500


def register_units(
    tx: Transaction, order_line_id: int, quantity: Decimal, *, sold_on: date, root: int | None = None
) -> Sequence[int]:
    """Units for delivered pieces of an order's line, with serial numbers made from the product's code.

    Together there are never more units of a line than `quantity` in all calls say: the caller passes what was
    delivered now. Products without a warranty (services, consumables) get none. The ids in order.
    """
    line = changes.row_of(tx.connection, tables.order_line, order_line_id)
    assert line is not None
    # Serial numbers count up per product: its lock keeps two deliveries from giving out the same.
    product = changes.row_of(tx.connection, tables.product, line.product_id, lock=True)
    order = changes.row_of(tx.connection, tables.order, line.order_id)
    assert product is not None
    assert order is not None
    if not product.warranty_months:
        return []
    before = tx.connection.scalar(select(func.count()).where(unit.c.product_id == product.id)) or 0
    rows = [
        {
            "account_id": order.account_id,
            "contact_id": order.contact_id,
            "product_id": product.id,
            "serial_no": f"{product.code}-{sold_on:%y%m}-{before + number:04d}",
            "order_line_id": order_line_id,
            "sold_on": sold_on,
            "warranty_end": after_months(sold_on, product.warranty_months),
        }
        for number in range(1, min(int(quantity), MOST_UNITS) + 1)
    ]
    return changes.add_many(tx, unit, rows, root=root)


def after_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def in_warranty(row: Row[Any], today: date) -> bool:
    """Whether a unit is repaired for nothing on a day."""
    return row.warranty_end is not None and today <= row.warranty_end


def units_of_line(connection: Connection, order_line_id: int, *, state: str = "in_use") -> Sequence[Row[Any]]:
    """The units of an order's line in a state, by serial number."""
    query = select(unit).where(
        unit.c.order_line_id == order_line_id, unit.c.state == state, unit.c.deleted_at.is_(None)
    )
    return connection.execute(query.order_by(unit.c.serial_no)).all()


def unit_of_product(connection: Connection, account_id: int, product_id: int) -> Row[Any] | None:
    """A unit of a product in use at a customer's, the newest."""
    query = select(unit).where(
        unit.c.account_id == account_id,
        unit.c.product_id == product_id,
        unit.c.state == "in_use",
        unit.c.deleted_at.is_(None),
    )
    return connection.execute(query.order_by(unit.c.id.desc())).first()


def take_back(tx: Transaction, line: Row[Any], *, root: int | None) -> None:
    """Mark the units that came back with a return's line: those it names, else the first ones."""
    state = "scrapped" if line.disposition == "scrap" else "returned"
    found = _chosen(units_of_line(tx.connection, line.order_line_id), line)
    for row in found[: int(line.received_quantity or 0)]:
        changes.edit(tx, unit, row.id, root=root, state=state)


def give_back(tx: Transaction, line: Row[Any], *, root: int | None) -> None:
    """The units are the customer's again."""
    state = "scrapped" if line.disposition == "scrap" else "returned"
    found = _chosen(units_of_line(tx.connection, line.order_line_id, state=state), line)
    for row in found[: int(line.received_quantity or 0)]:
        changes.edit(tx, unit, row.id, root=root, state="in_use")


def _chosen(found: Sequence[Row[Any]], line: Row[Any]) -> list[Row[Any]]:
    """Those with a serial number that the line names come first."""
    named = [text.strip() for text in line.serials.replace("，", ",").split(",") if text.strip()]
    return sorted(found, key=lambda row: (row.serial_no not in named, row.serial_no))
