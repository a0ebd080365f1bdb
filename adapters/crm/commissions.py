"""What salespeople earn: the rule, what a period brought in money or invoices, and what is open to be paid.

Base: the amount without tax and without the delivery fee. What a return took back counts as a negative line.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, or_, select

from adapters.crm import tables
from adapters.crm.parameter_setting import set_parameter
from adapters.crm.parameters import parameter
from adapters.crm.pricing import money
from adapters.crm.words import Words
from engine import organisation
from engine.organisation import Person, Scope
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.uow import Transaction

commission, order, plan = tables.commission, tables.order, tables.payment_plan
receipt, settled, invoice = tables.receipt, tables.receipt_allocation, tables.invoice
ZERO = Decimal(0)
RATIO = Decimal("0.02")  # unless the company has set another one
#: What a period is measured in.
SOURCES: Words = {"receipts": ("回款", "Receipts"), "invoices": ("开票", "Invoices")}
#: When a booked commission may be paid.
PAYABLE: Words = {
    "settled": ("订单收清后", "Once the order is paid in full"),
    "delivered": ("订单交付后", "Once the order is delivered"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """`ratio` of the base; `payable`: a code of `PAYABLE`."""

    ratio: Decimal
    payable: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One receipt, invoice or return of an order, and what it brings its seller."""

    person_id: int
    order_id: int
    order_no: str
    account_id: int
    currency: str
    on: date
    document: str
    gross: Decimal
    base: Decimal
    ratio: Decimal

    @property
    def amount(self) -> Decimal:
        """The commission."""
        return money(self.base * self.ratio)


def rule(connection: Connection) -> Rule:
    """The rule as it stands."""
    payable = parameter(connection, "commission.payable", "settled")
    return Rule(
        ratio=Decimal(str(parameter(connection, "commission.ratio", RATIO))),
        payable=payable if payable in PAYABLE else "settled",
    )


def set_rule(tx: Transaction, wanted: Rule) -> bool:
    """Set the rule; whether it differs. What is booked already stays as it was."""
    if wanted == rule(tx.connection):
        return False
    set_parameter(tx, "commission.ratio", str(wanted.ratio))
    set_parameter(tx, "commission.payable", wanted.payable)
    return True


def earners(connection: Connection, person: Person) -> frozenset[int]:
    """The people whose commissions this person may see."""
    scope = organisation.may(connection, person, "commission", "view")
    everyone = organisation.everyone(connection)
    if scope is Scope.ALL:
        return frozenset(one.id for one in everyone)
    return frozenset(one.id for one in everyone if organisation.sees(connection, person, scope, one.id))


def earned(
    connection: Connection, source: str, since: date, until: date, people: Collection[int]
) -> list[Line]:
    """The lines of a period (both days included), the newest first."""
    read = _received if source == "receipts" else _invoiced
    lines = [*read(connection, since, until, people), *_returned(connection, since, until, people)]
    return sorted(lines, key=lambda one: (one.on, one.order_no, one.document), reverse=True)


def open_rows(connection: Connection) -> Sequence[Row[Any]]:
    """Commissions that may be paid and that no payment pays yet, corrections included, by person."""
    query = (
        select(commission, order.c.no.label("order_no"), order.c.currency)
        .join(order, order.c.id == commission.c.order_id)
        .where(
            commission.c.payment_id.is_(None),
            commission.c.deleted_at.is_(None),
            commission.c.state == "due",
            or_(commission.c.return_id.is_not(None), _payable(connection)),
        )
    )
    return connection.execute(query.order_by(commission.c.person_id, commission.c.id)).all()


def _payable(connection: Connection) -> ColumnElement[bool]:
    """Whether the rule lets a commission be paid by now."""
    if rule(connection).payable == "delivered":
        return commission.c.id.is_not(None)
    mine = (plan.c.order_id == commission.c.order_id, plan.c.deleted_at.is_(None))
    missing = exists().where(*mine, plan.c.received + plan.c.written_off < plan.c.amount)
    return ~missing & exists().where(*mine)


def _received(connection: Connection, since: date, until: date, people: Collection[int]) -> Sequence[Line]:
    query = (
        _orders(
            receipt.c.no.label("document"), receipt.c.received_on.label("on"), settled.c.amount.label("gross")
        )
        .join(plan, plan.c.order_id == order.c.id)
        .join(settled, settled.c.plan_id == plan.c.id)
        .join(receipt, receipt.c.id == settled.c.receipt_id)
        .where(receipt.c.state == "posted", settled.c.deleted_at.is_(None), receipt.c.deleted_at.is_(None))
        .where(receipt.c.received_on.between(since, until))
    )
    return _lines(connection, query, people)


def _invoiced(connection: Connection, since: date, until: date, people: Collection[int]) -> Sequence[Line]:
    query = (
        _orders(invoice.c.no.label("document"), invoice.c.date.label("on"), invoice.c.amount.label("gross"))
        .join(invoice, invoice.c.order_id == order.c.id)
        .where(
            invoice.c.state == "issued", invoice.c.deleted_at.is_(None), invoice.c.date.between(since, until)
        )
    )
    return _lines(connection, query, people)


def _orders(*columns: ColumnElement[Any]) -> Select[Any]:
    """Documents of orders with who is paid for them: whom the commission was booked for, else the order's owner."""
    booked = (
        select(
            commission.c.order_id,
            func.min(commission.c.person_id).label("person_id"),
            func.min(commission.c.ratio).label("ratio"),
        )
        .where(commission.c.return_id.is_(None), commission.c.deleted_at.is_(None))
        .group_by(commission.c.order_id)
        .subquery()
    )
    return (
        select(
            func.coalesce(booked.c.person_id, order.c.owner_id).label("person_id"),
            booked.c.ratio,
            order.c.id,
            order.c.no,
            order.c.account_id,
            order.c.currency,
            order.c.total,
            order.c.tax_total,
            order.c.delivery_fee,
            *columns,
        )
        .select_from(order)
        .outerjoin(booked, booked.c.order_id == order.c.id)
    )


def _lines(connection: Connection, query: Select[Any], people: Collection[int]) -> list[Line]:
    standard = rule(connection).ratio
    return [
        Line(
            person_id=row.person_id,
            order_id=row.id,
            order_no=row.no,
            account_id=row.account_id,
            currency=row.currency,
            on=row.on,
            document=row.document,
            gross=row.gross,
            base=money(row.gross * _net_share(row)),
            ratio=standard if row.ratio is None else row.ratio,
        )
        for row in connection.execute(query)
        if row.person_id in people
    ]


def _net_share(row: Row[Any]) -> Decimal:
    """The part of what a customer pays for an order that counts."""
    whole: Decimal = row.total + (row.delivery_fee or ZERO)
    return (row.total - (row.tax_total or ZERO)) / whole if whole else ZERO


def _returned(connection: Connection, since: date, until: date, people: Collection[int]) -> Sequence[Line]:
    back = tables.return_order
    query = (
        select(commission, order.c.no, order.c.account_id, order.c.currency, order.c.total, order.c.tax_total)
        .add_columns(order.c.delivery_fee, back.c.no.label("document"))
        .join(order, order.c.id == commission.c.order_id)
        .join(back, back.c.id == commission.c.return_id)
        .where(commission.c.deleted_at.is_(None), commission.c.created_at >= _begin(since))
        .where(commission.c.created_at < _begin(until + timedelta(days=1)))
    )
    return [
        Line(
            person_id=row.person_id,
            order_id=row.order_id,
            order_no=row.no,
            account_id=row.account_id,
            currency=row.currency,
            on=row.created_at.astimezone(COMPANY_ZONE).date(),
            document=row.document,
            gross=money(row.base / share) if (share := _net_share(row)) else ZERO,
            base=row.base,
            ratio=row.ratio,
        )
        for row in connection.execute(query)
        if row.person_id in people
    ]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), COMPANY_ZONE)
