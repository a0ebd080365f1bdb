"""Who may become a customer, and who sells to them too."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    String,
    Table,
    Text,
)

from adapters.crm.tables.columns import born, key, one_of
from engine.store.metadata import metadata
from engine.store.types import Instant, Money

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
