"""Rows about customers, agents, prospects and competitors."""

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

account_owner_history = Table(
    "crm_account_owner_history",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("from_at", Instant, nullable=False),
    Column("to_at", Instant),
    Column("reason", String(32), nullable=False),
    *born(),
    one_of(
        "reason",
        "create",
        "claim",
        "assign",
        "transfer",
        "release",
        "recycle",
        "recover",
        "leaver",
        "dispute",
    ),
)

account_share = Table(
    "crm_account_share",
    metadata,
    key(),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("level", String(32), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("granted_by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    *born(),
    one_of("level", "view", "follow", "edit", "full"),
)

enquiry = Table(
    "crm_enquiry",
    metadata,
    key(),
    Column("submission", String(40), nullable=False, unique=True),
    Column("lead_id", BigInteger, ForeignKey("crm_lead.id"), index=True),
    Column("language", String(2), nullable=False),
    Column("consent", Text, nullable=False),  # what was agreed to, word for word
    Column("received_at", Instant, nullable=False, index=True),
    Column("address", String(64), nullable=False),  # unreadable; only to count
    *born(),
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

competitor = Table(
    "crm_competitor",
    metadata,
    key(),
    Column("name", String(200), nullable=False),
    Column("homepage", String(200), nullable=False, server_default=""),
    Column("scale", String(100), nullable=False, server_default=""),
    Column("products", Text, nullable=False, server_default=""),
    Column("strengths", Text, nullable=False, server_default=""),
    Column("weaknesses", Text, nullable=False, server_default=""),
    Column("promotions", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
)

competitor_product = Table(
    "crm_competitor_product",
    metadata,
    key(),
    Column("competitor_id", BigInteger, ForeignKey("crm_competitor.id"), index=True, nullable=False),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), index=True),
    Column("name", String(200), nullable=False),
    Column("price", Money),
    Column("comparison", Text, nullable=False, server_default=""),
    *born(),
)

lead = Table(
    "crm_lead",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("company", String(200), nullable=False, server_default=""),
    Column("contact_name", String(100), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("email", String(200), nullable=False, server_default=""),
    Column("source", String(32), nullable=False, server_default=""),
    Column("channel", String(32), nullable=False),
    Column("content", Text, nullable=False, server_default=""),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("plate_id", BigInteger, ForeignKey("engine_plate.id"), index=True),
    Column("state", String(32), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True),
    Column("tax_no", String(64), nullable=False, server_default=""),
    Column("region", String(64), nullable=False, server_default=""),
    Column("campaign", String(100), nullable=False, server_default=""),
    Column("need", Text, nullable=False, server_default=""),
    Column("product_interest", String(200), nullable=False, server_default=""),
    Column("budget", Money),
    Column("decision_on", Date),
    Column("next_on", Date),
    Column("last_progress_at", Instant),
    Column("instance_id", BigInteger, index=True),
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
    one_of("channel", "web", "call", "mail", "campaign", "import", "referral", "visit", "fair", "other"),
    one_of("state", "new", "contacted", "qualified", "disqualified", "converted"),
)

duplicate_case = Table(
    "crm_duplicate_case",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("account_a_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("account_b_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("score", Ratio),
    Column("claimant_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("owner_comment", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("decided_by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("decision", String(32), nullable=False, server_default=""),
    Column("malicious", Boolean, nullable=False, server_default=false()),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("instance_id", BigInteger, index=True),
    *born(),
    one_of("decision", "", "keep", "transfer", "share", "merge"),
)

match_key = Table(
    "crm_match_key",
    metadata,
    key(),
    Column("account_id", BigInteger, nullable=False, index=True),
    Column("source", String(16), nullable=False),  # the table whose row has it
    Column("row_id", BigInteger, nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("value", String(200), nullable=False),
    one_of("kind", "name", "phone", "home", "email", "tax", "site"),
    Index("ix_crm_match_key_value", "kind", "value", "account_id"),
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

handover = Table(
    "crm_handover",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("freeze_now", Boolean, nullable=False, server_default=false()),
    Column("requested_by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("chooser_id", BigInteger, ForeignKey("engine_person.id"), index=True),  # who chooses the receivers
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("moved_at", Instant),  # when everything changed hands
    Column("instance_id", BigInteger, index=True),
    *born(),
    one_of("kind", "leaver", "move"),
    one_of("state", "draft", "in_approval", "choosing", "confirming", "done", "rejected", "withdrawn"),
)

handover_item = Table(
    "crm_handover_item",
    metadata,
    key(),
    Column("handover_id", BigInteger, ForeignKey("crm_handover.id"), index=True, nullable=False),
    Column("entity", String(32), nullable=False),
    Column("ref_id", BigInteger, nullable=False),
    Column("title", String(300), nullable=False, server_default=""),
    Column("successor_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("to_pool", Boolean, nullable=False, server_default=false()),  # a customer that nobody gets
    # given, pool, ended (the receiver had it already), gone (it was not his any more); what is needed to undo it
    Column("outcome", String(16), nullable=False, server_default=""),
    Column("trace", JSON, nullable=False, default=dict),
    Column("done_at", Instant),
    *born(),
    one_of("outcome", "", "given", "pool", "ended", "gone"),
)
Index("ix_crm_handover_item_of", handover_item.c.handover_id, handover_item.c.entity, handover_item.c.ref_id)

sorted_by(account, "name", "city")
sorted_by(contact, "name", "mobile", "email", "post")
filtered_by(account, "province", "address", "phone", "email", "homepage", "tax_no")
filtered_by(contact, "department", "city", "phone", "home_phone", "im", "hobby")
sorted_by(account_event, "at")
sorted_by(contact_date, "date")
