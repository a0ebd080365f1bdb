"""Products and discount rules as pricing wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from adapters.crm import prices, pricing, tables
from adapters.crm.pricing import Buyer, Product, Rule
from engine.organisation import Person


def products(
    connection: Connection, ids: Iterable[int], *, price_list: int | None = None
) -> dict[int, Product]:
    """id → product, for the ids that exist; at the prices of a price list where it names them."""
    wanted = set(ids)
    if not wanted:
        return {}
    parents = _category_parents(connection)
    rows = connection.execute(select(tables.product).where(tables.product.c.id.in_(wanted)))
    found = {row.id: _product(row, parents) for row in rows}
    if price_list is None:
        return found
    listed = prices.of_list(connection, price_list, wanted)
    return {
        key: replace(product, list_price=listed.get(key, product.list_price))
        for key, product in found.items()
    }


def by_words(connection: Connection, texts: Iterable[str]) -> dict[str, Row[Any]]:
    """text (case-folded) → the product on sale that it names: by code or by its name in either language."""
    wanted = {text.casefold() for text in texts if text}
    if not wanted:
        return {}
    table = tables.product
    named = [func.lower(column).in_(wanted) for column in (table.c.code, table.c.name, table.c.name_en)]
    query = select(table).where(or_(*named), table.c.on_sale, table.c.deleted_at.is_(None))
    found: dict[str, Row[Any]] = {}
    for row in connection.execute(query):
        for word in (row.name_en, row.name, row.code):  # a code wins over a name
            if word.casefold() in wanted:
                found[word.casefold()] = row
    return found


def on_sale(connection: Connection, limit: int = 500) -> list[Row[Any]]:
    """What can be quoted, by code: suggestions, not the whole of a large catalogue."""
    table = tables.product
    query = select(table).where(table.c.on_sale, table.c.deleted_at.is_(None)).order_by(table.c.code)
    return list(connection.execute(query.limit(limit)))


def names(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """id → Chinese and English name."""
    table = tables.product
    query = select(table.c.id, table.c.name, table.c.name_en).where(table.c.id.in_(set(ids)))
    return {row.id: (row.name, row.name_en or row.name) for row in connection.execute(query)}


def rules(connection: Connection, buyer: Buyer, on: date, *, currency: str = "CNY") -> list[Rule]:
    """The rules that hold on a day and may concern this buyer, those on positions included.

    Rules in money (brackets of an amount, unit prices) hold for documents in their currency only.
    """
    table = tables.discount_rule
    valid = (table.c.valid_from <= on) & (table.c.valid_to.is_(None) | (table.c.valid_to >= on))
    theirs = or_(table.c.account_id.is_(None), table.c.account_id == buyer.account_id)
    no_money = and_(func.coalesce(table.c.basis, "") != "amount", table.c.unit_price.is_(None))
    ours = or_(table.c.currency == currency, no_money)
    query = select(table).where(valid, theirs, ours, table.c.deleted_at.is_(None)).order_by(table.c.id)
    return [rule_of(row) for row in connection.execute(query)]


def limit_of(connection: Connection, person: Person, product_id: int, on: date) -> Decimal:
    """The largest discount a person may grant on a product today."""
    found = products(connection, [product_id]).get(product_id)
    if found is None:
        return pricing.ZERO
    return pricing.limit_of(rules(connection, Buyer(account_id=0), on), person.positions, found)


def _product(row: Row[Any], parents: Mapping[int, int | None]) -> Product:
    path: list[int] = []
    category = row.category_id
    while category is not None and category not in path:
        path.append(category)
        category = parents.get(category)
    return Product(
        id=row.id,
        list_price=row.list_price,
        min_price=row.min_price,
        cost=row.cost,
        tax_rate=row.tax_rate,
        categories=tuple(path),
    )


def categories_below(connection: Connection, category_id: int) -> set[int]:
    """A category with all that lie within it."""
    parents = _category_parents(connection)
    found, more = {category_id}, True
    while more:
        below = {child for child, parent in parents.items() if parent in found} - found
        found |= below
        more = bool(below)
    return found


def _category_parents(connection: Connection) -> dict[int, int | None]:
    table = tables.category
    return {row.id: row.parent_id for row in connection.execute(select(table.c.id, table.c.parent_id))}


def rule_of(row: Row[Any]) -> Rule:
    """A stored rule."""
    return Rule(
        id=row.id,
        kind=row.kind,
        ratio=row.ratio,
        position_code=row.position_code,
        account_id=row.account_id,
        level=row.level,
        product_id=row.product_id,
        category_id=row.category_id,
        basis=row.basis,
        scope=row.scope,
        from_value=row.from_value,
        to_value=row.to_value,
        unit_price=row.unit_price,
        note=row.note,
        note_en=row.note_en,
    )
