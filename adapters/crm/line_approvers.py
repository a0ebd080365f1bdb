"""Who granted a line's discount where it is more than the seller may grant (3.9): kept on the line itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Table

from adapters.crm import changes, pricing, products, quotes, tables
from adapters.crm.orders import reading
from engine import organisation
from engine.organisation import Person
from engine.store.uow import Transaction

#: Kinds of positions that decide about prices; what others agree to (finance, credit) is something else.
_PRICING = frozenset({"sales", "management"})


def of_quote(tx: Transaction, quote_id: int, decider: Person, root: int | None) -> None:
    """Somebody agreed to a quote."""
    row = changes.row_of(tx.connection, tables.quote, quote_id)
    assert row is not None
    stored = [(line, line.discount) for line in quotes.lines(tx.connection, quote_id)]
    _note(tx, tables.quote_line, stored, row.owner_id, row.quoted_on, decider, root)


def of_order(tx: Transaction, order_id: int, decider: Person, root: int | None) -> None:
    """Somebody agreed to an order. What was granted with its quote stays as it was."""
    row = reading.of(tx.connection, order_id)
    none = Decimal(0)
    lines = [
        (x, (x.rule_ratio or none) + (x.given_ratio or none)) for x in reading.lines(tx.connection, order_id)
    ]
    open_ = [pair for pair in lines if row.quote_id is None or pair[0].approved_by_id is None]
    _note(tx, tables.order_line, open_, row.owner_id, row.ordered_on, decider, root)


def _note(
    tx: Transaction,
    table: Table,
    stored: Sequence[tuple[Row[Any], Decimal]],
    owner_id: int,
    on: date,
    decider: Person,
    root: int | None,
) -> None:
    """The last of the sales line or the management who agreed stands on the line; else who agreed at all."""
    limits = _limits(tx.connection, [line.product_id for line, _discount in stored], owner_id, on)
    about_prices = _decides_about_prices(tx.connection, decider)
    for line, discount in stored:
        above = discount > limits[line.product_id]
        if above and (about_prices or line.approved_by_id is None):
            changes.edit(tx, table, line.id, root=root, approved_by_id=decider.id)


def _decides_about_prices(connection: Connection, person: Person) -> bool:
    held = (organisation.position(connection, code) for code in person.positions)
    return any(one is not None and one.kind in _PRICING for one in held)


def _limits(connection: Connection, ids: Sequence[int], owner_id: int, on: date) -> dict[int, Decimal]:
    """product → the largest discount that the owner of the document may grant on it."""
    owner = organisation.person(connection, owner_id)
    held = owner.positions if owner else frozenset[str]()
    rules = products.rules(connection, pricing.Buyer(account_id=0), on)
    found = products.products(connection, ids)
    return {one: pricing.limit_of(rules, held, product) for one, product in found.items()}
