"""Price lists by level of customer, and the prices in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.errors import Fault
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import CURRENCIES, LEVELS


def sound_period(_connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """The last day does not lie before the first one."""
    first, last = values.get("valid_from"), values.get("valid_to")
    if first is None or last is None or first <= last:
        return []
    return [Fault(field="valid_to", zh="不能早于生效日期", en="it cannot lie before the first day")]


def _once(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """A list names a product once."""
    item = tables.price_item
    query = select(item.c.id).where(
        item.c.price_list_id == values.get("price_list_id"),
        item.c.product_id == values.get("product_id"),
        item.c.id != values.get("id", 0),
        item.c.deleted_at.is_(None),
    )
    if connection.execute(query).first() is None:
        return []
    return [Fault(field="product_id", zh="价格表中已有该产品", en="the list has a price for it already")]


PRICE_LIST = Entity(
    key="price_list",
    path="price-lists",
    table=tables.price_list,
    zh="价格表",
    en="Price list",
    many_zh="价格表",
    many_en="Price lists",
    icon="list",
    resource="discount",
    order="-valid_from",
    check=sound_period,
    children=(Child(entity="price_item", column="price_list_id"),),
    fields=(
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, searched=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100),
        Field(
            name="account_level",
            zh="客户级别",
            en="Level of customers",
            kind="choice",
            words=LEVELS,
            listed=True,
            filtered=True,
            zh_hint="不填：适用于所有客户。",
            en_hint="Left empty it is for all customers.",
        ),
        Field(
            name="currency",
            zh="币种",
            en="Currency",
            kind="choice",
            words=CURRENCIES,
            lookup="currency",
            default="CNY",
            required=True,
            listed=True,
        ),
        Field(name="valid_from", zh="生效日期", en="Valid from", kind="date", required=True, listed=True),
        Field(name="valid_to", zh="失效日期", en="Valid until", kind="date", listed=True),
    ),
)

PRICE_ITEM = Entity(
    key="price_item",
    path="price-items",
    table=tables.price_item,
    zh="价格",
    en="Price",
    many_zh="价格",
    many_en="Prices",
    icon="coin-yuan",
    resource="discount",
    title=("product_id",),
    parent=("price_list_id", "price_list"),
    check=_once,
    fields=(
        Field(
            name="price_list_id",
            zh="价格表",
            en="Price list",
            kind="record",
            refers="price_list",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="price",
            zh="单价（含税）",
            en="Price with tax",
            kind="money",
            required=True,
            least="0",
            listed=True,
        ),
    ),
)
