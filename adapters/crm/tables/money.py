"""Rows of payment plans, receipts, payments and the ledger."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    false,
    true,
)

from adapters.crm.tables.columns import born, key, one_of, sorted_by
from engine.store.metadata import metadata
from engine.store.types import Instant, Money, Ratio

payment_plan = Table(
    "crm_payment_plan",
    metadata,
    key(),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("event", String(32), nullable=False),
    Column("event_days", Integer, nullable=False, server_default="0"),  # after the event
    Column("due_on", Date),  # empty until the event happened
    Column("amount", Money, nullable=False),
    Column("ratio", Ratio),
    Column("received", Money, nullable=False, server_default="0"),
    Column("state", String(32), nullable=False),
    Column("promised_on", Date),
    Column("dunning_level", Integer, nullable=False, server_default="0"),
    Column("written_off", Money, nullable=False, server_default="0"),
    Column("approved_at", Instant),
    # a change of an approved plan: it takes effect at once and is approved by the collection's process
    Column("needs_approval", Boolean, nullable=False, server_default=false()),
    Column("instance_id", BigInteger, index=True),  # root of the process that collects it
    Column("remark", Text, nullable=False, server_default=""),
    *born(),
    one_of("event", "date", "signing", "delivery", "acceptance", "retention"),
    one_of("state", "pending", "due_soon", "due", "partly_paid", "paid", "overdue", "written_off", "set_off"),
)

receipt = Table(
    "crm_receipt",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("method", String(32), nullable=False, server_default=""),
    Column("bank_account_id", BigInteger, ForeignKey("crm_bank_account.id"), index=True, nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("handler_id", BigInteger, ForeignKey("engine_person.id"), index=True, nullable=False),
    Column("bank_ref", String(64), nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("state", String(20), nullable=False, server_default="posted"),
    # what a form or a bank line is known by: sent twice, it is one receipt
    Column("submission", String(64), unique=True),
    *born(),
    one_of("state", "posted", "void"),
)

#: A line of a bank statement: money that came in, and the receipt it became.
bank_line = Table(
    "crm_bank_line",
    metadata,
    key(),
    Column("bank_account_id", BigInteger, ForeignKey("crm_bank_account.id"), index=True, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("amount", Money, nullable=False),
    Column("payer", String(200), nullable=False, server_default=""),
    Column("text", String(500), nullable=False, server_default=""),
    Column("bank_ref", String(64), nullable=False, server_default=""),
    Column("state", String(16), nullable=False, server_default="open"),
    Column("receipt_id", BigInteger, ForeignKey("crm_receipt.id"), index=True),
    Column("note", String(200), nullable=False, server_default=""),  # why it was set aside
    # what the line is known by: a statement read twice gives each line once
    Column("submission", String(64), nullable=False, unique=True),
    *born(),
    one_of("state", "open", "booked", "set_aside"),
)

receipt_allocation = Table(
    "crm_receipt_allocation",
    metadata,
    key(),
    Column("receipt_id", BigInteger, ForeignKey("crm_receipt.id"), index=True, nullable=False),
    Column("plan_id", BigInteger, ForeignKey("crm_payment_plan.id"), index=True, nullable=False),
    Column("amount", Money, nullable=False),
    *born(),
)

#: What returned goods took off what was still to be paid of their order: of an instalment, or of an order without.
set_off = Table(
    "crm_set_off",
    metadata,
    key(),
    Column("return_id", BigInteger, ForeignKey("crm_return_order.id"), index=True, nullable=False),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True, nullable=False),
    Column("plan_id", BigInteger, ForeignKey("crm_payment_plan.id"), index=True),
    Column("amount", Money, nullable=False),
    *born(),
)

dunning = Table(
    "crm_dunning",
    metadata,
    key(),
    Column("plan_id", BigInteger, ForeignKey("crm_payment_plan.id"), index=True, nullable=False),
    Column("level", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("recipient", String(200), nullable=False, server_default=""),
    Column("subject", String(200), nullable=False, server_default=""),
    Column("text", Text, nullable=False, server_default=""),
    Column("by_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("answer", Text, nullable=False, server_default=""),
    Column("next_at", Instant),
    *born(),
)

payment_out = Table(
    "crm_payment_out",
    metadata,
    key(),
    Column("no", String(32), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("return_id", BigInteger, ForeignKey("crm_return_order.id"), index=True),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("payee", String(200), nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("method", String(32), nullable=False, server_default=""),
    Column("bank_account_id", BigInteger, ForeignKey("crm_bank_account.id"), index=True),
    Column("payee_bank", String(200), nullable=False, server_default=""),
    Column("payee_no", String(64), nullable=False, server_default=""),
    Column("paid_on", Date),
    Column("bank_ref", String(64), nullable=False, server_default=""),
    Column("handler_id", BigInteger, ForeignKey("engine_person.id"), index=True),
    Column("remark", Text, nullable=False, server_default=""),
    Column("state", String(20), nullable=False, server_default="draft"),
    Column("submission", String(64), unique=True),
    Column("instance_id", BigInteger, index=True),
    *born(),
    one_of("kind", "refund", "commission", "expense", "other"),
    one_of("state", "draft", "in_approval", "approved", "ordered", "paid", "rejected"),
)

bank_account = Table(
    "crm_bank_account",
    metadata,
    key(),
    Column("name", String(100), nullable=False),
    Column("name_en", String(100), nullable=False, server_default=""),
    Column("kind", String(16), nullable=False, server_default="bank"),
    Column("bank", String(100), nullable=False, server_default=""),
    Column("no", String(64), nullable=False, server_default=""),
    Column("currency", String(3), nullable=False),
    Column("opening", Money, nullable=False),
    Column("active", Boolean, nullable=False, server_default=true()),
    *born(),
    one_of("kind", "bank", "cash", "online"),
)

ledger_entry = Table(
    "crm_ledger_entry",
    metadata,
    key(),
    Column("date", Date, nullable=False),
    Column("account_id", BigInteger, ForeignKey("crm_account.id"), index=True),
    Column("order_id", BigInteger, ForeignKey("crm_order.id"), index=True),
    Column("return_id", BigInteger, ForeignKey("crm_return_order.id"), index=True),
    Column("bank_account_id", BigInteger, ForeignKey("crm_bank_account.id"), index=True),
    Column("kind", String(32), nullable=False),
    # customer: debit − credit is what he owes; bank account: credit − debit is what came in
    Column("debit", Money, nullable=False),
    Column("credit", Money, nullable=False),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("ref_no", String(64), nullable=False, server_default=""),
    Column("once", String(100), unique=True),  # what is booked: booked again, nothing happens
    Column("remark", String(200), nullable=False, server_default=""),
    *born(),
    one_of("kind", "order", "receipt", "return", "refund", "charge", "write_off", "expense"),
)

sorted_by(payment_plan, "due_on")
sorted_by(receipt, "received_on")
