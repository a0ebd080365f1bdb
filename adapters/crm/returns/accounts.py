"""The accounts of returns (8.3): what came back and what was refunded, by customer, product or month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import catalogue, tables
from adapters.crm.records import access
from engine.organisation import Person
from engine.organisation.snapshot import COMPANY_ZONE

ZERO = Decimal(0)


@dataclass(kw_only=True, slots=True)
class Account:
    """One row: how many returns and pieces; what was asked for, accepted, and paid back.

    A payment is for a whole return: by product nothing is `refunded`.
    """

    key: str
    name: str
    name_en: str
    url: str = ""
    returns: int = 0
    pieces: Decimal = ZERO
    asked: Decimal = ZERO
    accepted: Decimal = ZERO
    refunded: Decimal = ZERO


def accounts(
    connection: Connection, person: Person, by: str, since: date | None = None, until: date | None = None
) -> Sequence[Account]:
    """Rows by `customer`, `product` or `month` of the days on which the goods came; the largest first."""
    found: dict[str, Account] = {}
    counted: set[tuple[str, int]] = set()
    paid = _paid(connection)
    for row in _lines(connection, person):
        day = row.goods_received_at.astimezone(COMPANY_ZONE).date()
        if (since and day < since) or (until and day > until):
            continue
        key, name, name_en, url = {
            "customer": (str(row.account_id), row.account, row.account_en, f"/crm/accounts/{row.account_id}"),
            "product": (str(row.product_id), row.product, row.product_en, ""),
            "month": (f"{day:%Y-%m}", f"{day:%Y-%m}", f"{day:%Y-%m}", ""),
        }[by]
        one = found.setdefault(key, Account(key=key, name=name, name_en=name_en or name, url=url))
        if (key, row.return_id) not in counted:
            one.returns += 1
            one.refunded += paid.get(row.return_id, ZERO) if by != "product" else ZERO
        counted.add((key, row.return_id))
        one.pieces += row.received_quantity or ZERO
        one.asked += row.amount
        one.accepted += (row.accepted_amount or ZERO) if row.kind == "refund" else ZERO
    order = sorted(found.values(), key=lambda one: (-one.accepted, -one.asked, one.key))
    return sorted(order, key=lambda one: one.key) if by == "month" else order


def _paid(connection: Connection) -> dict[int, Decimal]:
    """return → what was paid back for it."""
    payment = tables.payment_out
    query = select(payment.c.return_id, func.sum(payment.c.amount).label("paid")).where(
        payment.c.return_id.is_not(None), payment.c.paid_on.is_not(None), payment.c.deleted_at.is_(None)
    )
    return {row.return_id: row.paid for row in connection.execute(query.group_by(payment.c.return_id))}


def _lines(connection: Connection, person: Person) -> list[Row[Any]]:
    document, line = tables.return_order, tables.return_line
    account, product, order_line = tables.account, tables.product, tables.order_line
    query = (
        select(
            line.c.return_id,
            line.c.received_quantity,
            line.c.amount,
            line.c.accepted_amount,
            document.c.kind,
            document.c.goods_received_at,
            document.c.account_id,
            account.c.name.label("account"),
            account.c.name_en.label("account_en"),
            order_line.c.product_id,
            product.c.name.label("product"),
            product.c.name_en.label("product_en"),
        )
        .join(document, document.c.id == line.c.return_id)
        .join(account, account.c.id == document.c.account_id)
        .join(order_line, order_line.c.id == line.c.order_line_id)
        .join(product, product.c.id == order_line.c.product_id)
        .where(document.c.goods_received_at.is_not(None), document.c.state != "cancelled")
    )
    entity = catalogue.entity("return")
    return list(connection.execute(access.visible(query, connection, person, entity)))
