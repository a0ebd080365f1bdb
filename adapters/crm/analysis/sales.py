"""What every analysis of sales counts: an order counts once it is effective, with what is asked for of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select, true

from adapters.crm import tables
from adapters.crm.analysis.asked import goods
from adapters.crm.analysis.report import Column, Frame
from engine import organisation

order, line, product, account = tables.order, tables.order_line, tables.product, tables.account
SALES = ("销售情况", "Sales situation")

AMOUNT = Column(key="amount", zh="销售额", en="Sales", kind="money", total=True)
COUNT = Column(key="count", zh="订单数", en="Orders", total=True)
SHARE = Column(key="share", zh="占比", en="Share", kind="ratio")


def sold(frame: Frame, since: date, until: date) -> ColumnElement[bool]:
    """The orders that count in a period: effective, not cancelled, within the reader's reach."""
    return (
        frame.within("order")
        & order.c.effective_at.is_not(None)
        & order.c.state.not_in(("cancelled", "rejected"))
        & order.c.ordered_on.between(since, until)
    )


def counted(frame: Frame) -> ColumnElement[bool]:
    """The lines that count: all, unless only some products are asked for."""
    living = line.c.deleted_at.is_(None)
    return living & (
        line.c.product_id.in_(goods(frame.connection, frame.asked)) if frame.asked.goods else true()
    )


def worth(frame: Frame) -> ColumnElement[Decimal]:
    """What an order counts: its total, or that of the products that are asked for."""
    if not frame.asked.goods:
        return order.c.total
    lines = select(func.sum(line.c.amount)).where(line.c.order_id == order.c.id, counted(frame))
    return lines.correlate(order).scalar_subquery()


def by_day(frame: Frame, since: date, until: date) -> dict[date, tuple[Decimal, int]]:
    """day → amount, number of orders."""
    query = select(order.c.ordered_on, func.sum(worth(frame)), func.count()).where(sold(frame, since, until))
    rows = frame.connection.execute(query.group_by(order.c.ordered_on))
    return {day: (amount, count) for day, amount, count in rows}


def orders_url(frame: Frame, since: date | None = None, until: date | None = None, **asked: Any) -> str:
    """The list of the orders behind a number."""
    days = {"f.ordered_on.min": since or frame.since, "f.ordered_on.max": until or frame.until}
    return "/crm/records/orders/?" + urlencode(
        {**days, **{f"f.{name}": text for name, text in asked.items()}}
    )


def called(frame: Frame, person_id: Any) -> str:
    """How a person is called."""
    found = organisation.person(frame.connection, person_id) if person_id else None
    return found.label(frame.lang) if found else "–"
