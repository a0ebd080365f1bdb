"""What is around a product, as far as its reader may see it: prices, discounts, stock, units, documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import catalogue, product_history, stock, tables
from adapters.crm.product_history import Change, Listed
from adapters.crm.records import access
from adapters.crm.web.products.price_curve import curve
from engine import organisation
from engine.organisation import Person

OPEN_QUOTES = ("draft", "returned", "withdrawn", "in_approval", "approved", "sent")
OPEN_ORDERS = ("draft", "in_approval", "approved", "executing", "delivered")
MOST = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Documents:
    """Open quotes or orders with the product: the newest, and how many there are."""

    rows: Sequence[Row[Any]]
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductAround:
    """None where the reader lacks the right to see that at all."""

    changes: Sequence[Change]
    people: Mapping[int, Person]
    listed: Sequence[Listed] | None
    curve: str
    rules: Sequence[Row[Any]] | None
    shelf: Row[Any] | None
    sees_stock: bool
    movements: Sequence[Row[Any]]
    units: Documents | None
    quotes: Documents | None
    orders: Documents | None


def around(connection: Connection, person: Person, product_id: int, today: date) -> ProductAround:
    """Everything around a product."""
    changes = product_history.changes_of(connection, product_id)
    if organisation.may(connection, person, "cost", "view") is None:
        changes = [one for one in changes if one.field != "cost"]
    prices = product_history.list_prices(changes)
    sees = {
        right: organisation.may(connection, person, right, "view") is not None
        for right in ("discount", "stock", "archive", "quote", "order")
    }
    listed = product_history.listed(connection, product_id, today) if sees["discount"] else None
    shelf = _shelf(connection, product_id) if sees["stock"] else None
    known = {one.by_id for one in changes if one.by_id}
    people = {key: organisation.person(connection, key) for key in known}
    return ProductAround(
        changes=changes,
        people={key: one for key, one in people.items() if one is not None},
        listed=listed,
        curve=curve(prices, listed or (), today),
        rules=product_history.rules(connection, product_id, today) if sees["discount"] else None,
        shelf=shelf,
        sees_stock=sees["stock"],
        movements=stock.movements(connection, product_id, MOST) if sees["stock"] else (),
        units=_units(connection, person, product_id) if sees["archive"] else None,
        quotes=_with_lines(connection, person, "quote", product_id) if sees["quote"] else None,
        orders=_with_lines(connection, person, "order", product_id) if sees["order"] else None,
    )


def _shelf(connection: Connection, product_id: int) -> Row[Any] | None:
    return connection.execute(select(tables.stock).where(tables.stock.c.product_id == product_id)).first()


def _units(connection: Connection, person: Person, product_id: int) -> Documents:
    """The units in the field: sold ones of the product archive."""
    unit, account = tables.product_archive, tables.account
    mine = access.visible(
        select(unit, account.c.name, account.c.name_en)
        .join(account, account.c.id == unit.c.account_id)
        .where(unit.c.product_id == product_id),
        connection,
        person,
        catalogue.entity("archive"),
    )
    return _newest(connection, mine, unit)


def _with_lines(connection: Connection, person: Person, key: str, product_id: int) -> Documents:
    """The open documents of a kind that name the product, with how many and at which price."""
    document, line, open_ = (
        (tables.quote, tables.quote_line, OPEN_QUOTES)
        if key == "quote"
        else (tables.order, tables.order_line, OPEN_ORDERS)
    )
    account = tables.account
    query = (
        select(document, account.c.name, account.c.name_en, line.c.quantity, line.c.price)
        .join(line, line.c[f"{key}_id"] == document.c.id)
        .join(account, account.c.id == document.c.account_id)
        .where(line.c.product_id == product_id, document.c.state.in_(open_))
    )
    if "deleted_at" in line.c:
        query = query.where(line.c.deleted_at.is_(None))
    mine = access.visible(query, connection, person, catalogue.entity(key))
    return _newest(connection, mine, document)


def _newest(connection: Connection, mine: Any, table: Any) -> Documents:
    count = connection.scalar(select(func.count()).select_from(mine.with_only_columns(table.c.id).subquery()))
    rows = connection.execute(mine.order_by(table.c.id.desc()).limit(MOST)).all()
    return Documents(rows=rows, count=count or 0)
