"""Customers, prospects and agents (one row that keeps its id), their people, and what happens with them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
    true,
)

from adapters.crm.tables.columns import born, filtered_by, key, one_of, sorted_by
from engine.store.metadata import metadata
from engine.store.types import Instant, Money, Ratio

account = Table(
    "crm_account",
    metadata,
    key(),
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
    Column("type", String(32), nullable=False, server_default=""),
    Column("stage", String(32), nullable=False, server_default=""),
    Column("status", String(32), nullable=False, server_default=""),
    Column("relation_type", String(32), nullable=False, server_default=""),
    Column("intention", String(32), nullable=False, server_default=""),
    Column("main_class", String(32), nullable=False, server_default=""),
    Column("country", String(64), nullable=False, server_default=""),
    Column("intl_dial", String(8), nullable=False, server_default=""),
    Column("area_code", String(16), nullable=False, server_default=""),
    Column("region_id", BigInteger, ForeignKey("crm_region.id"), index=True),
    Column("postcode", String(16), nullable=False, server_default=""),
    Column("fax", String(40), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("email", String(200), nullable=False, server_default=""),
    Column("homepage", String(200), nullable=False, server_default=""),
    Column("tax_no", String(64), nullable=False, server_default=""),
    Column("employee_count", Integer),
    Column("annual_revenue", Money),
    Column("bank", String(200), nullable=False, server_default=""),
    Column("legal_rep", String(100), nullable=False, server_default=""),
    Column("org_structure", Text, nullable=False, server_default=""),
    Column("introduction", Text, nullable=False, server_default=""),
    Column("business", Text, nullable=False, server_default=""),
    Column("parent_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("plate_id", BigInteger, ForeignKey("engine_plate.id"), index=True),
    # public: in the pool, anybody may claim it; recycled: deleted, an administrator may recover it.
    Column("pool_state", String(16), nullable=False, server_default="claimed"),
    Column("claimed_at", Instant),
    Column("credit_limit", Money, nullable=False, server_default="0"),
    # What the customer owes and how much of it is late, mirrored from the ledger.
    Column("receivable", Money, nullable=False, server_default="0"),
    Column("overdue", Money, nullable=False, server_default="0"),
    Column("credit_rating", String(16), nullable=False, server_default=""),
    Column("credit_hold", Boolean, nullable=False, server_default=false()),
    Column("settlement_method", String(32), nullable=False, server_default=""),
    Column("min_discount", Ratio),
    Column("payment_terms", String(200), nullable=False, server_default=""),
    Column("key_score", Money),
    Column("abc", String(1), nullable=False, server_default=""),
    Column("rfm", String(3), nullable=False, server_default=""),
    Column("clv", Money),
    Column("lifecycle", String(16), nullable=False, server_default=""),
    Column("churn_score", Ratio),
    Column("last_contact_at", Instant),
    Column("next_contact_due", Date),
    Column("instance_id", BigInteger, index=True),
    Column("joined_on", Date),
    Column("approved", Boolean, nullable=False, server_default=true()),
    Column("invalid", Boolean, nullable=False, server_default=false()),
    Column("invalid_reason", String(200), nullable=False, server_default=""),
    Column("idle_warned_on", Date),  # the owner was warned that the customer goes back to the pool
    Column("merged_into_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
    one_of("kind", "prospect", "customer", "agent", "partner", "supplier"),
    one_of("form", "company", "person"),
    one_of("pool_state", "public", "claimed", "recycled"),
    one_of("main_class", "", "direct", "distributor"),
    one_of("lifecycle", "", "exploration", "formation", "stable", "decline", "lost"),
)

contact = Table(
    "crm_contact",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("post", String(100), nullable=False, server_default=""),
    Column("post_en", String(100), nullable=False, server_default=""),
    Column("code", String(32), nullable=False, server_default=""),
    Column("salutation", String(32), nullable=False, server_default=""),
    Column("sex", String(8), nullable=False, server_default=""),
    Column("department", String(100), nullable=False, server_default=""),
    Column("country", String(64), nullable=False, server_default=""),
    Column("province", String(64), nullable=False, server_default=""),
    Column("city", String(64), nullable=False, server_default=""),
    Column("postcode", String(16), nullable=False, server_default=""),
    Column("address", String(300), nullable=False, server_default=""),
    Column("decision_role", String(16), nullable=False, server_default=""),
    Column("is_main", Boolean, nullable=False, server_default=false()),
    Column("mobile", String(40), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("home_phone", String(40), nullable=False, server_default=""),
    Column("fax", String(40), nullable=False, server_default=""),
    Column("im", String(100), nullable=False, server_default=""),
    Column("hobby", String(200), nullable=False, server_default=""),
    Column("preferences", Text, nullable=False, server_default=""),
    Column("worries", Text, nullable=False, server_default=""),
    Column("birthday", Date, index=True),
    Column("valid", Boolean, nullable=False, server_default=true()),
    Column("attrs", JSON, nullable=False, default=dict),
    Column("email", String(200), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    *born(),
)
Index(
    "uq_crm_contact_one_main",
    contact.c.account_id,
    unique=True,
    sqlite_where=text("is_main AND deleted_at IS NULL"),
    postgresql_where=text("is_main AND deleted_at IS NULL"),
)

contact_date = Table(
    "crm_contact_date",
    metadata,
    key(),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("date", Date, nullable=False),
    Column("lunar", Boolean, nullable=False, server_default=false()),
    Column("yearly", Boolean, nullable=False, server_default=true()),
    Column("remind_days", Integer),
    Column("remark", String(200), nullable=False, server_default=""),
    *born(),
    one_of("kind", "birthday", "anniversary", "other"),
)

account_product = Table(
    "crm_account_product",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), index=True, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("interest", String(100), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    *born(),
)

account_relation = Table(
    "crm_account_relation",
    metadata,
    key(),
    Column("from_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("to_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("relation_type", String(32), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    *born(),
)

account_event = Table(
    "crm_account_event",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("event_type", String(32), nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("actor_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("ref_type", String(32), nullable=False, server_default=""),
    Column("ref_id", BigInteger),
    *born(),
)

account_conversion = Table(
    "crm_account_conversion",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("from_kind", String(16), nullable=False),
    Column("to_kind", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("instance_id", BigInteger, index=True),
    *born(),
)

sorted_by(account, "name", "city")
sorted_by(contact, "name", "mobile", "email", "post")
filtered_by(account, "province", "address", "phone", "email", "homepage", "tax_no")
filtered_by(contact, "department", "city", "phone", "home_phone", "im", "hobby")
sorted_by(account_event, "at")
sorted_by(contact_date, "date")
