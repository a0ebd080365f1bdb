"""The product archive: one row per unit at a customer's, with its warranty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import changes, tables
from engine.store.uow import Transaction

unit = tables.product_archive


def in_warranty(row: Row[Any], today: date) -> bool:
    """Whether a unit is repaired for nothing on a day."""
    return row.warranty_end is not None and today <= row.warranty_end


def units_of_line(
    connection: Connection, order_line_id: int, *, state: str | None = "in_use"
) -> Sequence[Row[Any]]:
    """The units of an order's line in a state (None: in any), by serial number."""
    query = select(unit).where(unit.c.order_line_id == order_line_id, unit.c.deleted_at.is_(None))
    if state is not None:
        query = query.where(unit.c.state == state)
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


def take_back(tx: Transaction, line: Row[Any], *, replaced: bool, root: int | None) -> None:
    """Mark the units that came back with a return's line: those it names, else the first ones.

    `replaced`: the customer gets others, with the rest of the warranty.
    """
    found = _chosen(units_of_line(tx.connection, line.order_line_id), line)
    for row in found[: int(line.received_quantity or 0)]:
        changes.edit(tx, unit, row.id, root=root, state=_state(line))
        if replaced:
            _replace(tx, row, root)


def give_back(tx: Transaction, line: Row[Any], *, root: int | None) -> None:
    """The units are the customer's again; those that replaced them are recycled."""
    found = _chosen(units_of_line(tx.connection, line.order_line_id, state=_state(line)), line)
    back = found[: int(line.received_quantity or 0)]
    for row in units_of_line(tx.connection, line.order_line_id):
        if row.attrs.get("replaces") in {str(one.id) for one in back}:
            changes.edit(tx, unit, row.id, root=root, deleted_at=tx.now)
    for row in back:
        changes.edit(tx, unit, row.id, root=root, state="in_use")


def _state(line: Row[Any]) -> str:
    return "scrapped" if line.disposition == "scrap" else "returned"


def _replace(tx: Transaction, row: Row[Any], root: int | None) -> None:
    kept = ("account_id", "contact_id", "product_id", "order_line_id", "sold_on", "warranty_end", "location")
    changes.add(
        tx,
        unit,
        root=root,
        serial_no=f"{row.serial_no}-R"[:64],
        attrs={"replaces": str(row.id)},
        **{name: row._mapping[name] for name in kept},
    )


def _chosen(found: Sequence[Row[Any]], line: Row[Any]) -> list[Row[Any]]:
    """Those with a serial number that the line names come first."""
    named = [text.strip() for text in line.serials.replace("，", ",").split(",") if text.strip()]
    return sorted(found, key=lambda row: (row.serial_no not in named, row.serial_no))
