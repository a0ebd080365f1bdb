"""Rows of opportunities, quotes and contracts."""

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
    UniqueConstraint,
    false,
    text,
)

from adapters.crm.tables.columns import born, key, one_of, sorted_by
from engine.store.metadata import metadata
from engine.store.types import Instant, Money, Ratio

opportunity = Table(
    "crm_opportunity",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("plate_id", BigInteger, ForeignKey("engine_plate.id"), index=True),
    Column("stage", String(32), nullable=False, server_default=""),
    Column("method", String(64), nullable=False, server_default=""),
    Column("expected_amount", Money),
    Column("approved_amount", Money),  # up to which it may be pursued; empty before anybody was asked
    Column("currency", String(3), nullable=False, server_default=""),
    Column("probability", Ratio),
    Column("expected_close_on", Date),
    Column("valid_to", Date),
    Column("products", JSON, nullable=False, default=list),
    Column("competitor_ids", JSON, nullable=False, default=list),
    Column("state", String(32), nullable=False),
    Column("close_reason", String(32), nullable=False, server_default=""),
    Column("close_note", Text, nullable=False, server_default=""),
    Column("archived_at", Instant),
    Column("last_progress_at", Instant),
    Column("stage_since", Instant),
    Column("next_step", String(200), nullable=False, server_default=""),
    Column("next_at", Instant),
    Column("win_back_on", Date),  # of a lost one: when to ask again
    Column("attrs", JSON, nullable=False, default=dict),
    Column("instance_id", BigInteger, index=True),
    *born(),
    one_of("state", "open", "won", "lost", "cancelled"),
    Index("ix_crm_opportunity_board", "state", "stage", "next_at", "id"),
    Index("ix_crm_opportunity_closed", "state", "archived_at"),
    # what the board adds up, and whose it is: read from here alone
    Index(
        "ix_crm_opportunity_sums",
        *("state", "stage", "owner_id", "probability", "expected_amount", "account_id", "deleted_at"),
    ),
)

opportunity_stage_log = Table(
    "crm_opportunity_stage_log",
    metadata,
    key(),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True, nullable=False),
    Column("from_stage", String(32), nullable=False, server_default=""),
    Column("to_stage", String(32), nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    *born(),
)

# The part that a contact plays in one opportunity: his role there and how he stands to us.
opportunity_contact = Table(
    "crm_opportunity_contact",
    metadata,
    key(),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True, nullable=False),
    Column("role", String(32), nullable=False, server_default=""),
    Column("attitude", String(16), nullable=False, server_default=""),
    Column("remark", String(500), nullable=False, server_default=""),
    *born(),
    one_of("attitude", "", "supporter", "neutral", "opponent", "unknown"),
)
Index(
    "uq_crm_opportunity_contact_once",
    opportunity_contact.c.opportunity_id,
    opportunity_contact.c.contact_id,
    unique=True,
    sqlite_where=text("deleted_at IS NULL"),
    postgresql_where=text("deleted_at IS NULL"),
)

contract = Table(
    "crm_contract",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("title", String(200), nullable=False, server_default=""),
    Column("kind", String(32), nullable=False),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id")),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("quote_id", BigInteger, ForeignKey("crm_quote.id"), index=True),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True),
    Column("renews_id", BigInteger, ForeignKey("crm_contract.id"), index=True),
    Column("template_id", BigInteger, ForeignKey("crm_text_template.id")),
    Column("amount", Money),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("payment_terms", String(200), nullable=False, server_default=""),
    Column("main_terms", Text, nullable=False, server_default=""),
    Column("non_standard", Boolean, nullable=False, server_default=false()),
    Column("body", Text, nullable=False, server_default=""),  # the text as it will be signed
    Column("start_on", Date),
    Column("end_on", Date),
    Column("signers", String(200), nullable=False, server_default=""),
    Column("signed_on", Date),
    Column("filed_at", Instant),
    Column("renewal", String(16), nullable=False, server_default=""),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("instance_id", BigInteger, index=True),
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
    one_of("kind", "sales", "supply", "quality", "service", "agency"),
    one_of("renewal", "", "renew", "end"),
    one_of("state", "draft", "in_approval", "approved", "signed", "rejected", "ended"),
)


quote = Table(
    "crm_quote",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("title", String(200), nullable=False, server_default=""),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), nullable=False),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id")),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), nullable=False),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True),
    Column("price_list_id", BigInteger, ForeignKey("crm_price_list.id")),
    Column("answer", String(16), nullable=False, server_default=""),
    Column("answered_at", Instant),
    Column("answer_note", Text, nullable=False, server_default=""),
    Column("competitor_id", BigInteger, ForeignKey("crm_competitor.id")),  # to whom it was lost
    Column("price_gap", Money),  # how much cheaper they were
    Column("sent_how", String(16), nullable=False, server_default=""),
    # Why a price below the company minimum is asked for; without it such a quote is not submitted.
    Column("minimum_reason", String(500), nullable=False, server_default=""),
    Column("snapshot_sha256", String(64), nullable=False, server_default=""),
    Column("attrs", JSON, nullable=False, default=dict),
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
    *born(),
    one_of(
        "state",
        "draft",
        "in_approval",
        "returned",
        "approved",
        "rejected",
        "withdrawn",
        "sent",
        "accepted",
        "refused",
        "expired",
    ),
    one_of("answer", "", "accepted", "refused", "negotiate"),
    one_of("sent_how", "", "mail", "fax", "portal", "post", "hand"),
    Index("ix_crm_quote_account", "account_id", "id"),
    Index("ix_crm_quote_owner", "owner_id", "id"),
    Index("ix_crm_quote_state", "state", "id"),
    Index("ix_crm_quote_quoted_on", "quoted_on", "id"),
)

quote_line = Table(
    "crm_quote_line",
    metadata,
    key(),
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
    Column("rules_used", JSON, nullable=False, default=list),  # the rules that were adopted, as they were
    Column(
        "approved_by_id", BigInteger, ForeignKey("engine_person.id")
    ),  # who granted more than the seller may
    UniqueConstraint("quote_id", "seq"),
)

quote_version = Table(
    "crm_quote_version",
    metadata,
    key(),
    Column("quote_id", BigInteger, ForeignKey("crm_quote.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", JSON, nullable=False),  # header and lines as they were submitted
    Column("sha256", String(64), nullable=False),
    *born(),
    UniqueConstraint("quote_id", "version"),
)

sorted_by(quote, "total", "valid_to")
sorted_by(opportunity, "expected_amount", "expected_close_on")
