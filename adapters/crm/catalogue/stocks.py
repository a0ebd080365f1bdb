"""What lies in the warehouse, and what moved it."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.orders.words import STOCK_KINDS
from adapters.crm.records import Entity, Field

STOCK = Entity(
    key="stock",
    path="stock",
    table=tables.stock,
    zh="库存",
    en="Stock",
    many_zh="库存",
    many_en="Stock",
    icon="building-warehouse",
    title=("product_id",),
    page="/crm/stock/{id}",
    creatable=False,
    menu=False,
    fields=(
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            typed=False,
            listed=True,
        ),
        Field(name="on_hand", zh="在库", en="On hand", kind="number", typed=False, listed=True),
        Field(name="reserved", zh="已预留", en="Reserved", kind="number", typed=False, listed=True),
    ),
)

STOCK_ENTRY = Entity(
    key="stock_entry",
    path="stock-movements",
    table=tables.stock_entry,
    zh="库存流水",
    en="Stock movement",
    many_zh="库存流水",
    many_en="Stock movements",
    icon="arrows-exchange",
    resource="stock",
    title=("kind",),
    creatable=False,
    fields=(
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="kind",
            zh="类型",
            en="Kind",
            kind="choice",
            words=STOCK_KINDS,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="on_hand", zh="在库变动", en="On hand", kind="number", typed=False, listed=True),
        Field(name="reserved", zh="预留变动", en="Reserved", kind="number", typed=False, listed=True),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="return_id", zh="退货单", en="Return", kind="record", refers="return", typed=False),
        Field(name="remark", zh="备注", en="Remark", typed=False, listed=True),
    ),
)
