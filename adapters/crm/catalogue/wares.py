"""Products and their categories."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import tables
from adapters.crm.errors import Fault
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import CURRENCIES

DEEPEST = 20


def _no_circle(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """A category lies within another one, never within itself."""
    category, above = tables.category, values.get("parent_id")
    for _level in range(DEEPEST):
        if above is None:
            return []
        if above == values.get("id"):
            break
        above = connection.scalar(select(category.c.parent_id).where(category.c.id == above))
    return [Fault(field="parent_id", zh="不能属于自己或自己的下级", en="it cannot lie within itself")]


def _sound_prices(_connection: Connection, values: dict[str, Any]) -> list[Fault]:
    faults = []
    lowest, listed = values.get("min_price"), values.get("list_price")
    if lowest is not None and listed is not None and lowest > listed:
        faults.append(
            Fault(field="min_price", zh="公司底价不能高于目录价", en="it cannot be above the list price")
        )
    return faults


CATEGORY = Entity(
    key="category",
    path="product-categories",
    table=tables.category,
    zh="产品类别",
    en="Product category",
    many_zh="产品类别",
    many_en="Product categories",
    icon="folder",
    resource="product",
    order="code",
    check=_no_circle,
    children=(Child(entity="category", column="parent_id"), Child(entity="product", column="category_id")),
    fields=(
        Field(name="code", zh="编号", en="Code", length=32, required=True, listed=True, searched=True),
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, searched=True),
        Field(
            name="name_en",
            zh="英文名称",
            en="English name",
            length=100,
            required=True,
            listed=True,
            searched=True,
        ),
        Field(
            name="parent_id",
            zh="上级类别",
            en="Within",
            kind="record",
            refers="category",
            listed=True,
            filtered=True,
        ),
    ),
)

PRODUCT = Entity(
    key="product",
    path="products",
    table=tables.product,
    zh="产品",
    en="Product",
    many_zh="产品",
    many_en="Products",
    icon="package",
    order="code",
    check=_sound_prices,
    page="/crm/products/{id}",
    menu=False,  # in the menu with the tree of categories
    fields=(
        Field(
            name="code",
            zh="编号",
            en="Code",
            length=32,
            required=True,
            quick=True,
            listed=True,
            searched=True,
        ),
        Field(name="name", zh="名称", en="Name", required=True, quick=True, listed=True, searched=True),
        Field(name="name_en", zh="英文名称", en="English name", searched=True),
        Field(
            name="category_id",
            zh="类别",
            en="Category",
            kind="record",
            refers="category",
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(name="product_line", zh="产品线", en="Product line", length=32, filtered=True),
        Field(name="model", zh="型号", en="Model", length=100, listed=True, searched=True),
        Field(name="spec", zh="规格", en="Specification"),
        Field(name="unit", zh="单位", en="Unit", length=16, quick=True),
        Field(name="unit_en", zh="英文单位", en="Unit in English", length=16),
        Field(
            name="list_price",
            zh="目录价（含税）",
            en="List price with tax",
            kind="money",
            required=True,
            quick=True,
            listed=True,
            filtered=True,
            least="0",
            currency="currency",
            group="价格|Prices",
        ),
        Field(
            name="min_price",
            zh="公司底价",
            en="Company minimum",
            kind="money",
            least="0",
            currency="currency",
            group="价格|Prices",
        ),
        Field(
            name="cost",
            zh="成本",
            en="Cost",
            kind="money",
            least="0",
            currency="currency",
            mask="cost",
            group="价格|Prices",
        ),
        Field(
            name="currency",
            zh="币种",
            en="Currency",
            kind="choice",
            words=CURRENCIES,
            lookup="currency",
            default="CNY",
            group="价格|Prices",
        ),
        Field(
            name="tax_rate",
            zh="税率",
            en="Tax rate",
            kind="ratio",
            least="0",
            most="1",
            default=None,
            group="价格|Prices",
        ),
        Field(name="warranty_months", zh="质保（月）", en="Warranty in months", kind="integer", least="0"),
        Field(
            name="on_sale",
            zh="在售",
            en="On sale",
            kind="boolean",
            default=True,
            listed=True,
            filtered=True,
        ),
        Field(name="external_ref", zh="外部编号", en="Reference elsewhere", length=64),
        Field(name="description", zh="描述", en="Description", kind="long", length=4000),
    ),
)
