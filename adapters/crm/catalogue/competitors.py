"""Competitors and what they offer."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.records import Child, Entity, Field

COMPETITOR = Entity(
    key="competitor",
    path="competitors",
    table=tables.competitor,
    zh="竞争对手",
    en="Competitor",
    many_zh="竞争对手",
    many_en="Competitors",
    icon="swords",
    order="name",
    page="/crm/competitors/{id}",
    children=(Child(entity="competitor_product", column="competitor_id"),),
    fields=(
        Field(name="name", zh="名称", en="Name", required=True, quick=True, listed=True, searched=True),
        Field(name="homepage", zh="网址", en="Website", kind="url", quick=True, listed=True),
        Field(name="scale", zh="规模", en="Size", length=100, quick=True, listed=True, filtered=True),
        Field(
            name="products", zh="产品", en="Products", kind="long", length=4000, listed=True, searched=True
        ),
        Field(name="strengths", zh="优势", en="Strengths", kind="long", length=4000),
        Field(name="weaknesses", zh="劣势", en="Weaknesses", kind="long", length=4000),
        Field(name="promotions", zh="促销与价格策略", en="Promotion", kind="long", length=4000),
        Field(name="remark", zh="备注", en="Remark", kind="long", length=4000),
    ),
)

COMPETITOR_PRODUCT = Entity(
    key="competitor_product",
    path="competitor-products",
    table=tables.competitor_product,
    zh="竞争产品",
    en="Competing product",
    many_zh="竞争产品",
    many_en="Competing products",
    icon="package",
    resource="competitor",
    parent=("competitor_id", "competitor"),
    order="name",
    fields=(
        Field(
            name="competitor_id",
            zh="竞争对手",
            en="Competitor",
            kind="record",
            refers="competitor",
            required=True,
            listed=True,
        ),
        Field(name="name", zh="名称", en="Name", required=True, listed=True, searched=True),
        Field(name="product_id", zh="对应本公司产品", en="Our product", kind="record", refers="product"),
        Field(name="price", zh="价格", en="Price", kind="money", least="0", listed=True, filtered=True),
        Field(name="comparison", zh="比较", en="Comparison", kind="long", length=4000, listed=True),
    ),
)
