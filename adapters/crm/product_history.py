"""What a product cost and costs: its list price over time, price lists, and the discounts that aim at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from adapters.crm import products, tables
from engine.organisation.snapshot import COMPANY_ZONE

_PRICES = ("list_price", "min_price", "cost")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One price of the product was changed; `old` is None where it began, `new` where it was taken away."""

    at: datetime
    by_id: int | None
    field: str
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What a price list says; `now` whether it holds today."""

    item: Any  # the row: price, and name, level, currency and validity of its list
    now: bool


def changes_of(connection: Connection, product_id: int) -> list[Change]:
    """Every change of a price, the newest first, down to the day the product came to be."""
    log = tables.change
    query = select(log).where(
        log.c.table_name == tables.product.name,
        log.c.row_id == product_id,
        log.c.field.in_(("", *_PRICES)),
    )
    found: list[Change] = []
    for row in connection.execute(query.order_by(log.c.id.desc())):
        if row.field:
            found.append(_change(row, row.field, row.old, row.new))
        elif row.new is not None:  # the row came to be
            found += [_change(row, name, None, row.new[name]) for name in _PRICES if row.new.get(name)]
    return found


def list_prices(changes: Sequence[Change]) -> list[tuple[date, Decimal]]:
    """(first day, list price) in order of time; the last price of a day counts."""
    by_day: dict[date, Decimal] = {}
    for one in reversed(changes):
        if one.field == "list_price" and one.new is not None:
            by_day[one.at.astimezone(COMPANY_ZONE).date()] = one.new
    return sorted(by_day.items())


def listed(connection: Connection, product_id: int, today: date) -> list[Listed]:
    """The product in price lists, the latest first."""
    item, listing = tables.price_item, tables.price_list
    query = (
        select(
            item.c.id,
            item.c.price,
            item.c.price_list_id,
            listing.c.name,
            listing.c.name_en,
            listing.c.account_level,
            listing.c.currency,
            listing.c.valid_from,
            listing.c.valid_to,
        )
        .join(listing, listing.c.id == item.c.price_list_id)
        .where(item.c.product_id == product_id, item.c.deleted_at.is_(None), listing.c.deleted_at.is_(None))
        .order_by(listing.c.valid_from.desc(), item.c.id)
    )
    return [
        Listed(item=row, now=row.valid_from <= today and (row.valid_to is None or row.valid_to >= today))
        for row in connection.execute(query)
    ]


def rules(connection: Connection, product_id: int, today: date) -> Sequence[Row[Any]]:
    """The discount rules that hold today and aim at the product, its categories or every product."""
    found = products.products(connection, [product_id]).get(product_id)
    rule, account = tables.discount_rule, tables.account
    query = (
        select(rule, account.c.name.label("account"), account.c.name_en.label("account_en"))
        .outerjoin(account, account.c.id == rule.c.account_id)
        .where(
            or_(rule.c.product_id.is_(None), rule.c.product_id == product_id),
            or_(rule.c.category_id.is_(None), rule.c.category_id.in_(found.categories if found else ())),
            rule.c.valid_from <= today,
            or_(rule.c.valid_to.is_(None), rule.c.valid_to >= today),
            rule.c.deleted_at.is_(None),
        )
        .order_by(rule.c.kind, rule.c.product_id.is_(None), rule.c.from_value, rule.c.id)
    )
    return connection.execute(query).all()


def _change(row: Row[Any], field: str, old: Any, new: Any) -> Change:
    return Change(at=row.at, by_id=row.by_id, field=field, old=_amount(old), new=_amount(new))


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
