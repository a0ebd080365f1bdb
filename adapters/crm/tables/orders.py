"""Rows of orders, deliveries, invoices, commissions and stock."""

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
    false,
)

from adapters.crm.tables.columns import born, key, one_of, sorted_by
from engine.store.metadata import metadata
from engine.store.types import Instant, Money, Ratio

order = Table(
    "crm_order",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("agent_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("contact_id", BigInteger, ForeignKey("crm_contact.id"), index=True),
    Column("quote_id", BigInteger, ForeignKey("crm_quote.id"), index=True),
    Column("opportunity_id", BigInteger, ForeignKey("crm_opportunity.id"), index=True),
    Column("contract_id", BigInteger, ForeignKey("crm_contract.id"), index=True),
    Column("owner_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("plate_id", BigInteger, ForeignKey("engine_plate.id"), index=True),
    Column("ordered_on", Date, nullable=False),
    Column("delivery_on", Date),
    Column("pay_method", String(32), nullable=False),
    Column("delivery_fee", Money),
    Column("currency", String(3), nullable=False),
    Column("list_total", Money),
    Column("discount_total", Money),
    Column("total", Money, nullable=False),
    Column("review_result", JSON, nullable=False, default=dict),
    Column("state", String(32), nullable=False),
    Column("effective_at", Instant),
    Column("external_ref", String(64), nullable=False, server_default=""),
    Column("channel", String(32), nullable=False, server_default=""),
    # direct: by mouth or mail; purchase_contract: the customer's signed one, which must be attached.
    Column("basis", String(32), nullable=False, server_default="direct"),
    Column("customer_ref", String(64), nullable=False, server_default=""),
    Column("online", Boolean, nullable=False, server_default=false()),  # paid online: needs an e-mail
    Column("ship_city", String(64), nullable=False, server_default=""),
    Column("ship_to", String(300), nullable=False, server_default=""),
    Column("terms", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("tax_total", Money),
    Column("max_discount", Ratio),
    Column("below_minimum", Boolean, nullable=False, server_default=false()),
    Column("cancel_reason", Text, nullable=False, server_default=""),
    # The root of the process that holds the order: fulfilment may have been called by another process.
    Column("instance_id", BigInteger, index=True),
    Column("attrs", JSON, nullable=False, default=dict),
    *born(),
    one_of("basis", "direct", "quote", "purchase_contract"),
    one_of("kind", "stock", "custom"),
    one_of("pay_method", "prepay", "cash_on_delivery", "card_on_delivery", "terms"),
    one_of(
        "state",
        "draft",
        "in_approval",
        "approved",
        "executing",
        "delivered",
        "closed",
        "cancelled",
        "rejected",
    ),
    one_of("channel", "", "staff", "portal", "call", "import"),
)

order_line = Table(
    "crm_order_line",
    metadata,
    key(),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), index=True, nullable=False),
    Column("quantity", Money, nullable=False),
    Column("list_price", Money, nullable=False),
    Column("rule_ratio", Ratio),
    Column("given_ratio", Ratio),
    Column("price", Money, nullable=False),
    Column("amount", Money, nullable=False),
    Column("delivered_quantity", Money, nullable=False, server_default="0"),
    Column("returned_quantity", Money, nullable=False, server_default="0"),
    Column("special_request", Text, nullable=False, server_default=""),
    Column("reason", String(200), nullable=False, server_default=""),  # of the granted discount
    Column("rules_used", JSON, nullable=False, default=list),  # the rules that were adopted, as they were
    Column(
        "approved_by_id", BigInteger, ForeignKey("engine_person.id")
    ),  # who granted more than the seller may
    *born(),
)

delivery = Table(
    "crm_delivery",
    metadata,
    key(),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True, nullable=False),
    Column("no", String(32), nullable=False, unique=True),
    Column("lines", JSON, nullable=False, default=list),
    Column("shipped_at", Instant),
    Column("carrier", String(100), nullable=False, server_default=""),
    Column("station", String(100), nullable=False, server_default=""),
    Column("tracking_no", String(64), nullable=False, server_default=""),
    Column("state", String(32), nullable=False),
    Column("accepted_at", Instant),
    Column("accepted_by", String(100), nullable=False, server_default=""),
    Column("route", String(100), nullable=False, server_default=""),
    Column("courier", String(100), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("return_id", BigInteger, ForeignKey("crm_return_order.id"), index=True),  # what it replaces
    *born(),
    one_of("state", "picking", "packed", "shipped", "at_station", "out", "accepted", "refused"),
)

invoice = Table(
    "crm_invoice",
    metadata,
    key(),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True, nullable=False),
    Column("no", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("amount", Money, nullable=False),
    Column("tax", Money),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("external_ref", String(64), nullable=False, server_default=""),
    *born(),
)

commission = Table(
    "crm_commission",
    metadata,
    key(),
    Column("person_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True, nullable=False),
    Column("base", Money, nullable=False),
    Column("ratio", Ratio, nullable=False),
    Column("amount", Money, nullable=False),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("payment_id", BigInteger, ForeignKey("crm_payment_out.id"), index=True),
    Column("return_id", BigInteger, ForeignKey("crm_return_order.id"), index=True),  # taken back by it
    *born(),
)


stock = Table(
    "crm_stock",
    metadata,
    key(),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), nullable=False, unique=True),
    Column("on_hand", Money, nullable=False, server_default="0"),
    Column("reserved", Money, nullable=False, server_default="0"),
    *born(),
    CheckConstraint("on_hand >= 0", name="on_hand"),
    CheckConstraint("reserved >= 0", name="reserved"),
)

#: Append-only: every movement that `crm_stock` sums up.
stock_entry = Table(
    "crm_stock_entry",
    metadata,
    key(),
    Column("product_id", BigInteger, ForeignKey("crm_product.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("on_hand", Money, nullable=False, server_default="0"),  # signed
    Column("reserved", Money, nullable=False, server_default="0"),  # signed
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True),
    Column("return_id", BigInteger, ForeignKey("crm_return_order.id"), index=True),
    Column("remark", String(200), nullable=False, server_default=""),
    *born(),
    one_of("kind", "count", "reserve", "release", "ship", "restock", "scrap", "repair"),
)

sorted_by(order, "ordered_on", "delivery_on", "total")
