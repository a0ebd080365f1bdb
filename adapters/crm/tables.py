"""Rows of the CRM. Shares of a price are fractions (`Ratio`, 0.1000 = 10%), amounts are `Money`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from engine.store.metadata import metadata
from engine.store.types import Instant, Money, Ratio


def _key() -> Column[int]:
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def _born() -> tuple[Column[object], ...]:
    """When and by whom a row came to be, and the number its next change must name."""
    return (
        Column("created_at", Instant, nullable=False),
        Column("created_by_id", BigInteger, ForeignKey("engine_person.id")),
        Column("updated_at", Instant, nullable=False),
        Column("revision", Integer, nullable=False, server_default="1"),
        Column("deleted_at", Instant),
    )


account = Table(
    "crm_account",
    metadata,
    _key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("form", String(16), nullable=False, server_default="company"),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("short_name", String(100), nullable=False, server_default=""),
    Column("level", String(8), nullable=False, server_default=""),
    Column("industry", String(32), nullable=False, server_default=""),
    Column("source", String(32), nullable=False, server_default=""),
    Column("province", String(64), nullable=False, server_default=""),
    Column("city", String(64), nullable=False, server_default=""),
    Column("address", String(300), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("email", String(200), nullable=False, server_default=""),
    Column("homepage", String(200), nullable=False, server_default=""),
    Column("tax_no", String(64), nullable=False, server_default=""),
    Column("employee_count", Integer),
    Column("introduction", Text, nullable=False, server_default=""),
    Column("parent_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("plate_id", BigInteger, ForeignKey("engine_plate.id"), index=True),
    Column("credit_limit", Money, nullable=False, server_default="0"),
    # What the customer owes and how much of it is late, mirrored from the ledger.
    Column("receivable", Money, nullable=False, server_default="0"),
    Column("overdue", Money, nullable=False, server_default="0"),
    Column("payment_terms", String(200), nullable=False, server_default=""),
    Column("joined_on", Date),
    Column("approved", Boolean, nullable=False, server_default=true()),
    Column("invalid", Boolean, nullable=False, server_default=false()),
    Column("attrs", JSON, nullable=False, default=dict),
    *_born(),
    CheckConstraint("kind IN ('prospect', 'customer', 'agent', 'partner', 'supplier')", name="kind"),
    CheckConstraint("form IN ('company', 'person')", name="form"),
)

contact = Table(
    "crm_contact",
    metadata,
    _key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("post", String(100), nullable=False, server_default=""),
    Column("post_en", String(100), nullable=False, server_default=""),
    Column("decision_role", String(16), nullable=False, server_default=""),
    Column("is_main", Boolean, nullable=False, server_default=false()),
    Column("mobile", String(40), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("email", String(200), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    *_born(),
)
Index(
    "uq_crm_contact_one_main",
    contact.c.account_id,
    unique=True,
    sqlite_where=text("is_main AND deleted_at IS NULL"),
    postgresql_where=text("is_main AND deleted_at IS NULL"),
)

category = Table(
    "crm_product_category",
    metadata,
    _key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("parent_id", BigInteger, ForeignKey("crm_product_category.id")),
)

product = Table(
    "crm_product",
    metadata,
    _key(),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("category_id", BigInteger, ForeignKey("crm_product_category.id"), index=True),
    Column("unit", String(16), nullable=False, server_default=""),
    Column("unit_en", String(16), nullable=False, server_default=""),
    # List price, minimum and cost are all per unit and including tax, so that they compare directly.
    Column("list_price", Money, nullable=False),
    Column("min_price", Money),
    Column("cost", Money),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("tax_rate", Ratio, nullable=False, server_default="0"),
    Column("on_sale", Boolean, nullable=False, server_default=true()),
    Column("description", Text, nullable=False, server_default=""),
    *_born(),
)

discount_rule = Table(
    "crm_discount_rule",
    metadata,
    _key(),
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
    Column("ratio", Ratio, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),  # the last day it holds
    Column("note", String(200), nullable=False, server_default=""),
    Column("note_en", String(200), nullable=False, server_default=""),
    *_born(),
    CheckConstraint("kind IN ('volume', 'customer', 'agent', 'position')", name="kind"),
    CheckConstraint("(kind = 'position') = (position_code IS NOT NULL)", name="position"),
    CheckConstraint("(kind = 'volume') = (basis IS NOT NULL AND from_value IS NOT NULL)", name="volume"),
    CheckConstraint("basis IS NULL OR basis IN ('quantity', 'amount')", name="basis"),
    CheckConstraint("product_id IS NULL OR category_id IS NULL", name="target"),
)

quote = Table(
    "crm_quote",
    metadata,
    _key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("title", String(200), nullable=False, server_default=""),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id")),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("quoted_on", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("payment_terms", String(200), nullable=False, server_default=""),
    Column("delivery_terms", String(200), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("list_total", Money, nullable=False, server_default="0"),
    Column("rule_total", Money, nullable=False, server_default="0"),  # given by the rules
    Column("given_total", Money, nullable=False, server_default="0"),  # given by the seller
    Column("tax_total", Money, nullable=False, server_default="0"),  # contained in total
    Column("total", Money, nullable=False, server_default="0"),
    Column("max_discount", Ratio, nullable=False, server_default="0"),
    Column("margin", Ratio),
    Column("below_minimum", Boolean, nullable=False, server_default=false()),
    Column("state", String(16), nullable=False, server_default="draft"),
    Column("submitted_at", Instant),
    Column("decided_at", Instant),
    Column("sent_at", Instant),
    Column("instance_id", BigInteger),  # of the engine; no foreign key: instances may be archived earlier
    *_born(),
    CheckConstraint(
        "state IN ('draft', 'in_approval', 'returned', 'approved', 'rejected', 'withdrawn', 'sent')",
        name="state",
    ),
    Index("ix_crm_quote_account", "account_id", "id"),
    Index("ix_crm_quote_owner", "owner_id", "id"),
    Index("ix_crm_quote_state", "state", "id"),
    Index("ix_crm_quote_quoted_on", "quoted_on", "id"),
)

quote_line = Table(
    "crm_quote_line",
    metadata,
    _key(),
    Column("quote_id", BigInteger, ForeignKey("crm_quote.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), nullable=False, index=True),
    Column("quantity", Money, nullable=False),
    Column("list_price", Money, nullable=False),
    Column("volume_ratio", Ratio),
    Column("customer_ratio", Ratio),
    Column("agent_ratio", Ratio),
    Column("rule_ratio", Ratio, nullable=False, server_default="0"),  # the highest of the three
    Column("given_ratio", Ratio, nullable=False, server_default="0"),  # granted by the seller on top
    Column("discount", Ratio, nullable=False, server_default="0"),  # rule_ratio + given_ratio
    Column("price", Money, nullable=False),
    Column("amount", Money, nullable=False),
    Column("margin", Ratio),
    Column("reason", String(200), nullable=False, server_default=""),
    UniqueConstraint("quote_id", "seq"),
)

numbering = Table(
    "crm_numbering",
    metadata,
    Column("entity", String(64), primary_key=True),
    Column("pattern", String(100), nullable=False),
    Column("next_no", Integer, nullable=False),
    Column("reset", String(8), nullable=False, server_default="none"),
    Column("period", String(8), nullable=False, server_default=""),  # the year or month of next_no
    CheckConstraint("reset IN ('none', 'year', 'month')", name="reset"),
)

change = Table(
    "crm_change",
    metadata,
    _key(),
    Column("table_name", String(64), nullable=False),
    Column("row_id", BigInteger, nullable=False),
    # Empty field: the row came to be (new = all values) or went away (old = all values).
    Column("field", String(64), nullable=False, server_default=""),
    Column("old", JSON(none_as_null=True)),
    Column("new", JSON(none_as_null=True)),
    Column("audit_event", BigInteger),
    Column("at", Instant, nullable=False),
    Column("by_id", BigInteger),
    Index("ix_crm_change_row", "table_name", "row_id", "id"),
)
