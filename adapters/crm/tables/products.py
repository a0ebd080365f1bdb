"""Rows of products, price lists and discounts."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    true,
)

from adapters.crm.tables.columns import born, key, one_of
from engine.store.metadata import metadata
from engine.store.types import Money, Ratio

category = Table(
    "crm_product_category",
    metadata,
    key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("parent_id", BigInteger, ForeignKey("crm_product_category.id")),
    *born(),
)

product = Table(
    "crm_product",
    metadata,
    key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("model", String(100), nullable=False, server_default=""),
    Column("spec", String(200), nullable=False, server_default=""),
    Column("product_line", String(32), nullable=False, server_default=""),
    Column("category_id", BigInteger, ForeignKey("crm_product_category.id"), index=True),
    Column("unit", String(16), nullable=False, server_default=""),
    Column("unit_en", String(16), nullable=False, server_default=""),
    # List price, minimum and cost are all per unit and including tax, so that they compare directly.
    Column("list_price", Money, nullable=False),
    Column("min_price", Money),
    Column("cost", Money),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("tax_rate", Ratio, nullable=False, server_default="0"),
    Column("warranty_months", Integer),
    Column("external_ref", String(64), nullable=False, server_default=""),
    Column("attrs", JSON, nullable=False, default=dict),
    Column("on_sale", Boolean, nullable=False, server_default=true()),
    Column("description", Text, nullable=False, server_default=""),
    *born(),
)

discount_rule = Table(
    "crm_discount_rule",
    metadata,
    key(),
    # volume, customer, agent: given by themselves; position: the most that its holder may grant.
    Column("kind", String(16), nullable=False),
    Column("position_code", String(32)),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("level", String(8)),
    Column("product_id", BigInteger, ForeignKey("crm_product.id")),
    Column("category_id", BigInteger, ForeignKey("crm_product_category.id")),
    Column("basis", String(16)),
    Column("from_value", Money),
    Column("to_value", Money),  # exclusive
    # What a volume bracket is measured on: this line, the whole document, or what was bought in a year.
    Column("scope", String(16), nullable=False, server_default="line"),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("approved_instance_id", BigInteger),
    Column("ratio", Ratio, nullable=False),
    Column("unit_price", Money),  # of a bracket: the price itself, instead of a share off the list price
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # the last day it holds
    Column("note", String(200), nullable=False, server_default=""),
    Column("note_en", String(200), nullable=False, server_default=""),
    *born(),
    one_of("kind", "volume", "customer", "agent", "position"),
    CheckConstraint("(kind = 'position') = (position_code IS NOT NULL)", name="position"),
    CheckConstraint("(kind = 'volume') = (basis IS NOT NULL AND from_value IS NOT NULL)", name="volume"),
    one_of("scope", "line", "order", "period"),
    CheckConstraint("basis IS NULL OR basis IN ('quantity', 'amount')", name="basis"),
    CheckConstraint("product_id IS NULL OR category_id IS NULL", name="target"),
    CheckConstraint("unit_price IS NULL OR (kind = 'volume' AND unit_price >= 0)", name="unit_price"),
)

#: Every saving of a whole table of rules of one kind: what it was, what it became, and why.
discount_revision = Table(
    "crm_discount_revision",
    metadata,
    key(),
    Column("kind", String(16), nullable=False, index=True),
    Column("reason", String(500), nullable=False, server_default=""),
    Column("before", JSON, nullable=False, default=list),
    Column("after", JSON, nullable=False, default=list),
    Column("undoes_id", BigInteger, ForeignKey("crm_discount_revision.id")),
    *born(),
    one_of("kind", "volume", "customer", "agent", "position"),
)

price_list = Table(
    "crm_price_list",
    metadata,
    key(),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("account_level", String(32), nullable=False, server_default=""),
    Column("currency", String(3), nullable=False),
    *born(),
)

price_item = Table(
    "crm_price_item",
    metadata,
    key(),
    Column("price_list_id", BigInteger, ForeignKey("crm_price_list.id"), index=True, nullable=False),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), index=True, nullable=False),
    Column("price", Money, nullable=False),
    *born(),
)
