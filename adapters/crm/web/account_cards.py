"""The cards of a customer's page about money and goods: payment plans, units with warranty, wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import catalogue, plans, tables
from adapters.crm.records import access
from engine import organisation
from engine.organisation import Person

SHOWN_PLANS = 3
SHOWN_WISHES = 8
#: Days before its end that a warranty is warned about.
ENDING = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentPlan:
    """What an order still brings in: what came, what is late, what is to come, and the next instalment."""

    order: Row[Any]
    total: Decimal
    received: Decimal
    overdue: Decimal
    next: Row[Any] | None

    @property
    def coming(self) -> Decimal:
        """Neither here nor late."""
        return self.total - self.received - self.overdue


@dataclass(frozen=True, kw_only=True, slots=True)
class Units:
    """The units of one product in use: how many, how many in warranty, the first end of warranty still ahead."""

    product: Row[Any]
    count: int
    in_warranty: int
    ends: date | None
    ending: bool


def plans_of(connection: Connection, person: Person, account_id: int, today: date) -> Sequence[PaymentPlan]:
    """The orders of a customer that are not paid, the newest first."""
    if organisation.may(connection, person, catalogue.entity("payment_plan").right, "view") is None:
        return []
    order = tables.order
    mine = access.readable(connection, person, catalogue.entity("order")).where(
        order.c.account_id == account_id, order.c.state.not_in(("cancelled", "rejected"))
    )
    made = (
        _plan(connection, row, today)
        for row in connection.execute(mine.order_by(order.c.id.desc()).limit(20)).all()
    )
    return [one for one in made if one is not None][:SHOWN_PLANS]


def _plan(connection: Connection, row: Row[Any], today: date) -> PaymentPlan | None:
    """None where there is no plan, or nothing is left of it."""
    instalments = plans.of_order(connection, row.id)
    waiting = [one for one in instalments if plans.rest(one) > 0]
    if not waiting:
        return None
    late = [one for one in waiting if plans.state_of(one, today) == "overdue"]
    return PaymentPlan(
        order=row,
        total=sum((one.amount - one.written_off for one in instalments), Decimal(0)),
        received=sum((one.received for one in instalments), Decimal(0)),
        overdue=sum((plans.rest(one) for one in late), Decimal(0)),
        next=min(waiting, key=lambda one: (one.due_on is None, one.due_on or today, one.seq)),
    )


def units_of(connection: Connection, person: Person, account_id: int, today: date) -> Sequence[Units]:
    """What stands at the customer's, by product."""
    entity = catalogue.entity("archive")
    if organisation.may(connection, person, entity.right, "view") is None:
        return []
    unit, product = tables.product_archive, tables.product
    mine = access.readable(connection, person, entity).where(
        unit.c.account_id == account_id, unit.c.state.in_(("in_use", "in_repair"))
    )
    rows = connection.execute(mine.order_by(unit.c.product_id, unit.c.id)).all()
    named = select(product).where(product.c.id.in_({row.product_id for row in rows}))
    products = {row.id: row for row in connection.execute(named)}
    return [
        _units(products[product_id], list(found), today)
        for product_id, found in groupby(rows, key=lambda row: row.product_id)
    ]


def _units(product: Row[Any], rows: Sequence[Row[Any]], today: date) -> Units:
    ahead = sorted(row.warranty_end for row in rows if row.warranty_end and row.warranty_end >= today)
    return Units(
        product=product,
        count=len(rows),
        in_warranty=len(ahead),
        ends=ahead[0] if ahead else None,
        ending=bool(ahead) and ahead[0] <= today + timedelta(days=ENDING),
    )


def wishes_of(connection: Connection, person: Person, account_id: int) -> Sequence[Row[Any]]:
    """The products a customer is interested in: with `code`, `name`, `name_en` of the product."""
    entity = catalogue.entity("account_product")
    if organisation.may(connection, person, entity.right, "view") is None:
        return []
    wish, product = tables.account_product, tables.product
    mine = access.readable(connection, person, entity).where(wish.c.account_id == account_id)
    query = mine.join(product, product.c.id == wish.c.product_id).add_columns(
        product.c.code, product.c.name, product.c.name_en
    )
    return connection.execute(query.order_by(wish.c.id.desc()).limit(SHOWN_WISHES)).all()
