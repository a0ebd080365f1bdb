"""What the demo company has in its warehouse."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import update

from adapters.crm import changes, tables
from adapters.demo.products import ITEMS
from engine.store.uow import Transaction

#: category → pieces on the shelf, months of warranty
_GOODS = {"gauge": (6, 24), "sensor": (80, 12), "control": (12, 24), "spare": (150, None)}


def build_stock(tx: Transaction, products: dict[str, int]) -> None:
    """Everything that is a thing is in stock; what is used for long has a warranty."""
    rows, entries = [], []
    for item in ITEMS:
        if item.category not in _GOODS:
            continue
        pieces, _months = _GOODS[item.category]
        known = {"product_id": products[item.code], "on_hand": Decimal(pieces)}
        rows.append({**known, "reserved": Decimal(0)})
        entries.append({**known, "kind": "count", "remark": "期初库存"})
    changes.add_many(tx, tables.stock, rows)
    changes.add_many(tx, tables.stock_entry, entries)
    product = tables.product
    for category, (_pieces, months) in _GOODS.items():
        ids = [products[item.code] for item in ITEMS if item.category == category]
        if months:
            tx.connection.execute(update(product).where(product.c.id.in_(ids)).values(warranty_months=months))
