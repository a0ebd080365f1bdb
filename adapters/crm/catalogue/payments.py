"""Money that goes out, the company's accounts, and the ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.money_errors import AppendOnly, InTheBooks
from adapters.crm.money_words import (
    BANK_KINDS,
    LEDGER_KINDS,
    METHODS,
    PAYMENT_KINDS,
    PAYMENT_STATES,
    PAYMENT_TONES,
)
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import CURRENCIES
from engine.errors import EngineError


def _append_only(_row: Row[Any]) -> EngineError | None:
    return AppendOnly()


def _booked(row: Row[Any]) -> EngineError | None:
    return None if row.state in ("draft", "approved") else InTheBooks()


PAYMENT = Entity(
    key="payment",
    path="payments",
    table=tables.payment_out,
    zh="付款",
    en="Payment",
    many_zh="付款",
    many_en="Payments",
    icon="coin-yuan",
    title=("no", "payee"),
    number=("no", "payment"),
    state="state",
    page="/crm/payments/{id}",
    creatable=False,
    common_pages=False,
    locked=_booked,
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="kind", zh="类型", en="Kind", kind="choice", words=PAYMENT_KINDS, required=True),
        Field(name="return_id", zh="退货单", en="Return", kind="record", refers="return", typed=False),
        Field(name="account_id", zh="客户", en="Customer", kind="record", refers="account"),
        Field(name="payee", zh="收款人", en="Payee", required=True, listed=True, searched=True),
        Field(name="payee_bank", zh="收款人开户行", en="Payee's bank"),
        Field(name="payee_no", zh="收款人账号", en="Payee's account", length=64),
        Field(name="amount", zh="金额", en="Amount", kind="money", required=True, currency="currency"),
        Field(
            name="currency",
            zh="币种",
            en="Currency",
            kind="choice",
            words=CURRENCIES,
            lookup="currency",
            required=True,
        ),
        Field(
            name="method", zh="付款方式", en="Method", kind="choice", words=METHODS, lookup="payment_method"
        ),
        Field(name="bank_account_id", zh="付款账户", en="Paid from", kind="record", refers="bank_account"),
        Field(name="paid_on", zh="付款日期", en="Paid on", kind="date"),
        Field(name="bank_ref", zh="银行流水号", en="Bank reference", length=64),
        Field(name="handler_id", zh="经办人", en="Handled by", kind="person"),
        Field(name="remark", zh="备注", en="Remark", kind="long"),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=PAYMENT_STATES,
            tones=PAYMENT_TONES,
            typed=False,
        ),
    ),
)

BANK_ACCOUNT = Entity(
    key="bank_account",
    path="bank-accounts",
    table=tables.bank_account,
    zh="银行账户",
    en="Bank account",
    many_zh="银行账户",
    many_en="Bank accounts",
    icon="building-bank",
    title=("name",),
    order="name",
    children=(
        Child(entity="receipt", column="bank_account_id"),
        Child(entity="payment", column="bank_account_id"),
    ),
    fields=(
        Field(
            name="name",
            zh="名称",
            en="Name",
            length=100,
            required=True,
            quick=True,
            listed=True,
            searched=True,
        ),
        Field(name="name_en", zh="英文名称", en="English name", length=100, searched=True),
        Field(
            name="kind",
            zh="类型",
            en="Kind",
            kind="choice",
            words=BANK_KINDS,
            required=True,
            default="bank",
            quick=True,
            listed=True,
        ),
        Field(name="bank", zh="开户行", en="Bank", length=100, quick=True, listed=True),
        Field(name="no", zh="账号", en="Account number", length=64, quick=True, listed=True, searched=True),
        Field(
            name="currency",
            zh="币种",
            en="Currency",
            kind="choice",
            words=CURRENCIES,
            lookup="currency",
            required=True,
            default="CNY",
            listed=True,
        ),
        Field(name="opening", zh="期初余额", en="Opening balance", kind="money", default=0, listed=True),
        Field(name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True),
    ),
)

LEDGER = Entity(
    key="ledger_entry",
    path="ledger",
    table=tables.ledger_entry,
    zh="账目",
    en="Ledger entry",
    many_zh="账目",
    many_en="Ledger",
    icon="list",
    resource="ledger",
    title=("ref_no",),
    parent=("account_id", "account"),
    creatable=False,
    locked=_append_only,
    fields=(
        Field(name="date", zh="日期", en="Date", kind="date", typed=False, listed=True, filtered=True),
        Field(
            name="kind",
            zh="类型",
            en="Kind",
            kind="choice",
            words=LEDGER_KINDS,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            typed=False,
            listed=True,
        ),
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="return_id", zh="退货单", en="Return", kind="record", refers="return", typed=False),
        Field(
            name="bank_account_id",
            zh="银行账户",
            en="Bank account",
            kind="record",
            refers="bank_account",
            typed=False,
        ),
        Field(
            name="debit", zh="借方", en="Debit", kind="money", currency="currency", typed=False, listed=True
        ),
        Field(
            name="credit", zh="贷方", en="Credit", kind="money", currency="currency", typed=False, listed=True
        ),
        Field(name="currency", zh="币种", en="Currency", typed=False),
        Field(name="ref_no", zh="凭证号", en="Document", typed=False, listed=True, searched=True),
        Field(name="remark", zh="摘要", en="Remark", typed=False),
    ),
)
