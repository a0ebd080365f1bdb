"""Price lists and what the company has set about discounts: which list a customer buys by, and the year's volume."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from adapters.crm import tables
from adapters.crm.parameters import parameter
from adapters.crm.pricing import Combination, Policy

COMBINATION, MOST = "discount.combination", "discount.most"
COMBINATIONS: tuple[Combination, ...] = ("highest", "cumulative", "multiplicative")
YEAR = timedelta(days=365)
#: Orders that count as bought: what was only asked for does not.
_BOUGHT = ("approved", "executing", "delivered", "closed")


def policy(connection: Connection) -> Policy:
    """How kinds of discounts combine (the highest counts unless set otherwise), and the most any line may have."""
    said = parameter(connection, COMBINATION, "highest")
    chosen = [one for one in COMBINATIONS if one == said] or [COMBINATIONS[0]]
    return Policy(combination=chosen[0], most=_share(parameter(connection, MOST)))


def list_for(connection: Connection, level: str, currency: str, on: date) -> Row[Any] | None:
    """The price list of a customer's level on a day: one for the level before one for everybody, the newest first."""
    table = tables.price_list
    query = select(table).where(
        table.c.deleted_at.is_(None),
        table.c.currency == currency,
        table.c.account_level.in_(("", level)),
        table.c.valid_from <= on,
        or_(table.c.valid_to.is_(None), table.c.valid_to >= on),
    )
    order = (table.c.account_level.desc(), table.c.valid_from.desc(), table.c.id.desc())
    return connection.execute(query.order_by(*order).limit(1)).first()


def of_list(connection: Connection, price_list: int, product_ids: Iterable[int]) -> Mapping[int, Decimal]:
    """product → its price in a list, for those that the list names."""
    item = tables.price_item
    query = select(item.c.product_id, item.c.price).where(
        item.c.price_list_id == price_list,
        item.c.product_id.in_(set(product_ids)),
        item.c.deleted_at.is_(None),
    )
    return {row.product_id: row.price for row in connection.execute(query.order_by(item.c.id))}


def bought(connection: Connection, account_id: int, on: date) -> Mapping[int, tuple[Decimal, Decimal]]:
    """product → quantity and list amount that a customer bought in the year before a day."""
    order, line = tables.order, tables.order_line
    query = (
        select(line.c.product_id, line.c.quantity, line.c.list_price)
        .join(order, order.c.id == line.c.order_id)
        .where(
            order.c.account_id == account_id,
            order.c.state.in_(_BOUGHT),
            order.c.ordered_on > on - YEAR,
            order.c.deleted_at.is_(None),
        )
    )
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for row in connection.execute(query):
        quantity, amount = found.get(row.product_id, (Decimal(0), Decimal(0)))
        found[row.product_id] = (quantity + row.quantity, amount + row.quantity * row.list_price)
    return found


def _share(said: Any) -> Decimal | None:
    try:
        return None if said in (None, "") else Decimal(str(said))
    except InvalidOperation:
        return None
