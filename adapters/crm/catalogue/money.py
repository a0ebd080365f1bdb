"""Money that comes in: payment plans, receipts, dunning."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.catalogue.payments import BANK_ACCOUNT, LEDGER, PAYMENT
from adapters.crm.money_errors import InTheBooks
from adapters.crm.money_words import (
    CHANNELS,
    EVENTS,
    METHODS,
    PLAN_STATES,
    PLAN_TONES,
    RECEIPT_STATES,
    RECEIPT_TONES,
)
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import CURRENCIES
from engine.errors import EngineError


def _always_booked(_row: Row[Any]) -> EngineError | None:
    return InTheBooks()


PLAN = Entity(
    key="payment_plan",
    path="payment-plans",
    table=tables.payment_plan,
    zh="回款计划",
    en="Instalment",
    many_zh="回款计划",
    many_en="Instalments",
    icon="calendar",
    resource="ledger",  # whoever sees orders to pick or review them does not see who owes what
    title=("seq", "amount"),
    parent=("order_id", "order"),
    state="state",
    order="due_on",
    page="/crm/plans/{id}",
    creatable=False,
    common_pages=False,
    locked=_always_booked,
    children=(Child(entity="dunning", column="plan_id"),),
    fields=(
        Field(
            name="order_id", zh="订单", en="Order", kind="record", refers="order", typed=False, listed=True
        ),
        Field(name="seq", zh="期次", en="No.", kind="integer", typed=False, listed=True),
        Field(name="event", zh="付款条件", en="Condition", kind="choice", words=EVENTS, typed=False),
        Field(name="event_days", zh="事件后天数", en="Days after", kind="integer", typed=False),
        Field(name="due_on", zh="应收日期", en="Due", kind="date", typed=False, listed=True, filtered=True),
        Field(name="amount", zh="应收金额", en="Amount", kind="money", typed=False, listed=True),
        Field(name="ratio", zh="比例", en="Share", kind="ratio", typed=False),
        Field(name="received", zh="已收金额", en="Received", kind="money", typed=False, listed=True),
        Field(name="written_off", zh="已核销坏账", en="Written off", kind="money", typed=False),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=PLAN_STATES,
            tones=PLAN_TONES,
            typed=False,
            listed=True,
        ),
        Field(name="promised_on", zh="承诺付款日", en="Promised for", kind="date", typed=False),
        Field(name="dunning_level", zh="催款级别", en="Dunning level", kind="integer", typed=False),
        Field(name="approved_at", zh="批准时间", en="Approved at", kind="moment", typed=False),
        Field(name="needs_approval", zh="变更待批", en="Change to approve", kind="boolean", typed=False),
        Field(name="remark", zh="备注", en="Remark", kind="long", typed=False),
    ),
)

RECEIPT = Entity(
    key="receipt",
    path="receipts",
    table=tables.receipt,
    zh="收款",
    en="Receipt",
    many_zh="收款",
    many_en="Receipts",
    icon="coin-yuan",
    title=("no",),
    parent=("account_id", "account"),
    number=("no", "receipt"),
    state="state",
    order="-received_on",
    page="/crm/receipts/{id}",
    creatable=False,
    common_pages=False,
    locked=_always_booked,
    children=(Child(entity="receipt_allocation", column="receipt_id"),),
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            required=True,
            listed=True,
        ),
        Field(name="received_on", zh="收款日期", en="Received on", kind="date", required=True, listed=True),
        Field(
            name="method", zh="收款方式", en="Method", kind="choice", words=METHODS, lookup="payment_method"
        ),
        Field(
            name="bank_account_id",
            zh="收款账户",
            en="Bank account",
            kind="record",
            refers="bank_account",
            required=True,
        ),
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
        Field(name="handler_id", zh="经办人", en="Handled by", kind="person"),
        Field(name="bank_ref", zh="银行流水号", en="Bank reference", length=64, searched=True),
        Field(name="remark", zh="备注", en="Remark", kind="long"),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=RECEIPT_STATES,
            tones=RECEIPT_TONES,
            typed=False,
        ),
    ),
)

ALLOCATION = Entity(
    key="receipt_allocation",
    path="receipt-allocations",
    table=tables.receipt_allocation,
    zh="收款核销",
    en="Allocation",
    many_zh="收款核销",
    many_en="Allocations",
    icon="arrows-exchange",
    resource="receipt",
    title=("amount",),
    parent=("receipt_id", "receipt"),
    creatable=False,
    locked=_always_booked,
    fields=(
        Field(
            name="receipt_id",
            zh="收款",
            en="Receipt",
            kind="record",
            refers="receipt",
            typed=False,
            listed=True,
        ),
        Field(
            name="plan_id",
            zh="回款计划",
            en="Instalment",
            kind="record",
            refers="payment_plan",
            typed=False,
            listed=True,
        ),
        Field(name="amount", zh="核销金额", en="Amount", kind="money", typed=False, listed=True),
    ),
)

DUNNING = Entity(
    key="dunning",
    path="dunning",
    table=tables.dunning,
    zh="催款记录",
    en="Dunning entry",
    many_zh="催款记录",
    many_en="Dunning log",
    icon="mail",
    resource="ledger",
    title=("subject",),
    parent=("plan_id", "payment_plan"),
    creatable=False,
    fields=(
        Field(
            name="plan_id",
            zh="回款计划",
            en="Instalment",
            kind="record",
            refers="payment_plan",
            typed=False,
            listed=True,
        ),
        Field(name="level", zh="步骤", en="Step", kind="integer", typed=False, listed=True),
        Field(name="at", zh="时间", en="When", kind="moment", typed=False, listed=True),
        Field(
            name="channel", zh="方式", en="Channel", kind="choice", words=CHANNELS, typed=False, listed=True
        ),
        Field(name="recipient", zh="收件人", en="Recipient", typed=False, listed=True),
        Field(name="subject", zh="主题", en="Subject", typed=False, listed=True),
        Field(name="text", zh="内容", en="Text", kind="long", typed=False),
        Field(name="by_id", zh="经办人", en="By", kind="person", typed=False),
        Field(name="answer", zh="客户答复", en="Answer", kind="long", length=2000),
        Field(name="next_at", zh="下次跟进", en="Follow up at", kind="moment"),
    ),
)

ENTITIES: tuple[Entity, ...] = (PLAN, RECEIPT, ALLOCATION, PAYMENT, BANK_ACCOUNT, LEDGER, DUNNING)
