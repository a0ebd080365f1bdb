"""When the events that instalments wait for happened: signing, delivery, acceptance, the end of the warranty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, tables
from adapters.crm.months import months_later
from engine.organisation.snapshot import COMPANY_ZONE

order, delivery, line = tables.order, tables.delivery, tables.order_line
_AT_THE_CUSTOMER = ("delivered", "closed")


def due(connection: Connection, order_row: Row[Any], event: str, days: int) -> date | None:
    """The day so many days after the event; None while it has not happened."""
    happened = day_of(connection, order_row, event)
    return None if happened is None else happened + timedelta(days=days)


def day_of(connection: Connection, order_row: Row[Any], event: str) -> date | None:
    """The day of an event of an order; None while it has not happened, and for fixed dates."""
    if event == "signing":
        return _signed(connection, order_row)
    if event not in ("delivery", "acceptance", "retention") or order_row.state not in _AT_THE_CUSTOMER:
        return None
    accepted = _accepted(connection, order_row.id)
    if accepted is None or event != "retention":
        return accepted
    return warranty_end(connection, order_row.id, accepted)


def warranty_end(connection: Connection, order_id: int, accepted: date) -> date:
    """The last day of the longest warranty among the order's products; the day itself without one."""
    product = tables.product
    longest = select(func.max(product.c.warranty_months)).join(line, line.c.product_id == product.c.id)
    months = connection.scalar(longest.where(line.c.order_id == order_id, line.c.deleted_at.is_(None)))
    return months_later(accepted, months or 0)


def _signed(connection: Connection, order_row: Row[Any]) -> date | None:
    """The contract's day; an order without one is signed by being placed."""
    if order_row.contract_id is None:
        ordered: date = order_row.ordered_on
        return ordered
    contract = changes.row_of(connection, tables.contract, order_row.contract_id)
    return None if contract is None else contract.signed_on


def _accepted(connection: Connection, order_id: int) -> date | None:
    last = select(func.max(delivery.c.accepted_at)).where(
        delivery.c.order_id == order_id, delivery.c.deleted_at.is_(None), delivery.c.return_id.is_(None)
    )
    found = connection.scalar(last)
    return None if found is None else found.astimezone(COMPANY_ZONE).date()
