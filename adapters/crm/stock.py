"""Goods in the warehouse: what is on hand, what is promised to orders, and every movement.

Products without a row are not kept in stock (services, licences): nothing is reserved for them.
Rows are locked in the order of their products' ids, so that two commands never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, select

from adapters.crm import changes, products, tables
from adapters.crm.orders.errors import OutOfStock, WrongQuantity
from engine.ids import new_id
from engine.store.uow import Transaction
from engine.store.upsert import insert_missing

stock, entry = tables.stock, tables.stock_entry
Quantities = Mapping[int, Decimal]
"""product id → quantity"""
ZERO = Decimal(0)
LEAST, MOST = Decimal("0.0001"), Decimal(10_000_000)


def reserve(tx: Transaction, order_id: int, wanted: Quantities, *, root: int | None = None) -> None:
    """Promise exactly these quantities to an order; what it holds already counts. All of them or nothing.

    Raises OutOfStock naming every product that is short.
    """
    known = held(tx.connection, order_id)
    rows = _rows(tx, {*wanted, *known})
    short: dict[int, Decimal] = {}
    for product_id, row in rows.items():
        more = wanted.get(product_id, ZERO) - known.get(product_id, ZERO)
        if more > row.on_hand - row.reserved:
            short[product_id] = more - (row.on_hand - row.reserved)
    if short:
        raise _out_of_stock(tx.connection, short)
    for product_id in rows:
        more = wanted.get(product_id, ZERO) - known.get(product_id, ZERO)
        if more:
            kind = "reserve" if more > 0 else "release"
            _move(tx, product_id, kind, reserved=more, order_id=order_id, root=root)


def release(tx: Transaction, order_id: int, *, root: int | None = None) -> None:
    """Give back everything that is promised to an order."""
    reserve(tx, order_id, {}, root=root)


def ship(tx: Transaction, order_id: int, quantities: Quantities, *, root: int | None = None) -> None:
    """Goods leave for an order: what was promised to it is used up first. Raises OutOfStock."""
    known = held(tx.connection, order_id)
    rows = _rows(tx, quantities)
    short = {
        product_id: quantities[product_id] - row.on_hand
        for product_id, row in rows.items()
        if quantities[product_id] > row.on_hand
    }
    if short:
        raise _out_of_stock(tx.connection, short)
    for product_id in rows:
        quantity = quantities[product_id]
        promised = min(quantity, known.get(product_id, ZERO))
        _move(tx, product_id, "ship", on_hand=-quantity, reserved=-promised, order_id=order_id, root=root)


def restock(
    tx: Transaction,
    product_id: int,
    quantity: Decimal,
    *,
    order_id: int | None = None,
    return_id: int | None = None,
    remark: str = "",
    root: int | None = None,
) -> None:
    """Goods come in. A product without a row is kept in stock from now on."""
    if not LEAST <= quantity <= MOST:
        raise WrongQuantity(least=LEAST, most=MOST)
    _keep(tx, product_id)
    _rows(tx, [product_id])
    _move(
        tx,
        product_id,
        "restock",
        on_hand=quantity,
        order_id=order_id,
        return_id=return_id,
        remark=remark,
        root=root,
    )


def take_out(
    tx: Transaction,
    product_id: int,
    quantity: Decimal,
    kind: str,
    *,
    return_id: int | None = None,
    remark: str = "",
    root: int | None = None,
) -> None:
    """Goods leave the shelf: `kind` is scrap, repair, or restock for one that is undone. Raises OutOfStock."""
    rows = _rows(tx, [product_id])
    free = rows[product_id].on_hand - rows[product_id].reserved if product_id in rows else ZERO
    if quantity > free:
        raise _out_of_stock(tx.connection, {product_id: quantity - free})
    _move(tx, product_id, kind, on_hand=-quantity, return_id=return_id, remark=remark, root=root)


def come_back(
    tx: Transaction,
    product_id: int,
    quantity: Decimal,
    disposition: str,
    *,
    return_id: int,
    remark: str = "",
    root: int | None = None,
) -> None:
    """Goods of a return: into stock (`restock`), or in and out again (`scrap`, `repair`)."""
    about: dict[str, Any] = {"return_id": return_id, "remark": remark, "root": root}
    restock(tx, product_id, quantity, **about)
    if disposition != "restock":
        take_out(tx, product_id, quantity, disposition, **about)


def go_again(
    tx: Transaction,
    product_id: int,
    quantity: Decimal,
    *,
    return_id: int,
    remark: str = "",
    root: int | None = None,
) -> None:
    """A restocking was a mistake: an entry of the opposite sign. Raises OutOfStock where others have them."""
    take_out(tx, product_id, quantity, "restock", return_id=return_id, remark=remark, root=root)


def count(tx: Transaction, product_id: int, counted: Decimal, remark: str = "") -> bool:
    """Somebody has counted the shelf: the difference becomes a movement; whether there was one.

    Raises OutOfStock when less is there than is promised to orders.
    """
    if not 0 <= counted <= MOST:
        raise WrongQuantity(least=0, most=MOST)
    _keep(tx, product_id)
    row = _rows(tx, [product_id])[product_id]
    if counted < row.reserved:
        raise _out_of_stock(tx.connection, {product_id: row.reserved - counted})
    difference = counted - row.on_hand
    if difference == 0:
        return False
    _move(tx, product_id, "count", on_hand=difference, remark=remark)
    return True


def held(connection: Connection, order_id: int) -> dict[int, Decimal]:
    """product id → what is promised to an order now."""
    query = (
        select(entry.c.product_id, func.sum(entry.c.reserved).label("reserved"))
        .where(entry.c.order_id == order_id)
        .group_by(entry.c.product_id)
    )
    return {row.product_id: row.reserved for row in connection.execute(query) if row.reserved}


def levels(connection: Connection, product_ids: Iterable[int]) -> dict[int, Row[Any]]:
    """product id → its row, for those that are kept in stock."""
    query = select(stock).where(stock.c.product_id.in_(set(product_ids)), stock.c.deleted_at.is_(None))
    return {row.product_id: row for row in connection.execute(query)}


def movements(connection: Connection, product_id: int, limit: int = 100) -> Sequence[Row[Any]]:
    """The latest movements of a product, newest first, with the number of the order each was for."""
    order = tables.order
    query = (
        select(entry, order.c.no.label("order_no"))
        .outerjoin(order, order.c.id == entry.c.order_id)
        .where(entry.c.product_id == product_id)
        .order_by(entry.c.id.desc())
        .limit(limit)
    )
    return connection.execute(query).all()


def _keep(tx: Transaction, product_id: int) -> None:
    born = {"created_at": tx.now, "updated_at": tx.now, "created_by_id": tx.by}
    insert_missing(tx.connection, stock, id=new_id(), product_id=product_id, **born)


def _rows(tx: Transaction, product_ids: Iterable[int]) -> dict[int, Row[Any]]:
    """The stock rows, locked in one order for everybody."""
    query = select(stock).where(stock.c.product_id.in_(set(product_ids))).order_by(stock.c.product_id)
    rows = tx.connection.execute(query.with_for_update(key_share=True))
    return {row.product_id: row for row in rows}


def _move(
    tx: Transaction,
    product_id: int,
    kind: str,
    *,
    on_hand: Decimal = ZERO,
    reserved: Decimal = ZERO,
    root: int | None = None,
    **about: Any,
) -> None:
    row = tx.connection.execute(select(stock).where(stock.c.product_id == product_id)).one()
    changes.edit(
        tx,
        stock,
        row.id,
        root=root,
        on_hand=row.on_hand + on_hand,
        reserved=row.reserved + reserved,
    )
    changes.add(
        tx, entry, root=root, product_id=product_id, kind=kind, on_hand=on_hand, reserved=reserved, **about
    )


def _out_of_stock(connection: Connection, short: Quantities) -> OutOfStock:
    names = products.names(connection, short)
    zh, en = (
        [f"{names[product_id][at]} {_plain(quantity)}" for product_id, quantity in short.items()]
        for at in (0, 1)
    )
    return OutOfStock(missing_zh="，".join(f"缺 {one}" for one in zh), missing_en=", ".join(en))


def _plain(quantity: Decimal) -> str:
    return f"{quantity:f}".rstrip("0").rstrip(".") if "." in f"{quantity:f}" else f"{quantity:f}"
