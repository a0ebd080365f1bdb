"""Quotes and contracts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import contracts, tables
from adapters.crm.catalogue.prices import sound_period
from adapters.crm.errors import ContractLocked, QuoteLocked
from adapters.crm.records import Entity, Field
from adapters.crm.words import ANSWERS, CURRENCIES, SENT_HOW, STATE_LABELS, STATE_TONES, STATES, word
from engine.errors import EngineError

EDITABLE_STATES = frozenset({"draft", "returned", "withdrawn"})


def quote_locked(row: Row[Any]) -> EngineError | None:
    """Why a quote may not be changed now."""
    if row.state in EDITABLE_STATES:
        return None
    waiting = row.state == "in_approval"
    return QuoteLocked(
        no=row.no,
        state_zh=word(STATES, row.state, "zh"),
        state_en=word(STATES, row.state, "en"),
        way_zh="请先撤回，或等待审批结果。" if waiting else "可以新建下一版。",
        way_en="Withdraw it first, or wait for the decision."
        if waiting
        else "You can start its next version.",
    )


QUOTE = Entity(
    key="quote",
    path="quotes",
    table=tables.quote,
    zh="报价",
    en="Quote",
    many_zh="报价",
    many_en="Quotes",
    icon="file-text",
    title=("no", "title"),
    owner="owner_id",
    state="state",
    locked=quote_locked,
    page="/crm/quotes/{id}",
    order="-quoted_on",
    creatable=False,
    common_pages=False,
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="title", zh="标题", en="Title", typed=False, listed=True, searched=True),
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
            name="total", zh="总额", en="Total", kind="money", currency="currency", typed=False, listed=True
        ),
        Field(
            name="max_discount", zh="最大折扣", en="Largest discount", kind="ratio", typed=False, listed=True
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=STATE_LABELS,
            tones=STATE_TONES,
            typed=False,
            listed=True,
        ),
        Field(name="owner_id", zh="负责人", en="Owner", kind="person", typed=False, listed=True),
        Field(name="quoted_on", zh="报价日期", en="Quoted on", kind="date", typed=False, listed=True),
        Field(name="valid_to", zh="有效期至", en="Valid until", kind="date", typed=False, listed=True),
        Field(
            name="answer", zh="客户答复", en="Customer's answer", kind="choice", words=ANSWERS, typed=False
        ),
        Field(name="version", zh="版本", en="Version", kind="integer", typed=False),
        Field(name="contact_id", zh="联系人", en="Contact", kind="record", refers="contact", typed=False),
        Field(
            name="opportunity_id",
            zh="业务机会",
            en="Opportunity",
            kind="record",
            refers="opportunity",
            typed=False,
        ),
        Field(
            name="list_total",
            zh="目录价合计",
            en="List total",
            kind="money",
            currency="currency",
            typed=False,
        ),
        Field(name="tax_total", zh="税额", en="Tax", kind="money", currency="currency", typed=False),
        Field(name="currency", zh="币种", en="Currency", length=3, typed=False),
        Field(name="margin", zh="毛利率", en="Margin", kind="ratio", typed=False, mask="cost"),
        Field(name="below_minimum", zh="低于最低价", en="Below the minimum", kind="boolean", typed=False),
        Field(name="payment_terms", zh="付款条件", en="Payment terms", typed=False),
        Field(name="delivery_terms", zh="交货条件", en="Delivery terms", typed=False),
        Field(name="submitted_at", zh="提交时间", en="Submitted at", kind="moment", typed=False),
        Field(name="decided_at", zh="审批时间", en="Decided at", kind="moment", typed=False),
        Field(name="sent_at", zh="发送时间", en="Sent at", kind="moment", typed=False),
        Field(name="sent_how", zh="发送方式", en="Sent by", kind="choice", words=SENT_HOW, typed=False),
    ),
)


def _locked(row: Row[Any]) -> EngineError | None:
    if row.state in contracts.EDITABLE:
        return None
    state_zh, state_en = contracts.STATES[row.state]
    return ContractLocked(no=row.no, state_zh=state_zh, state_en=state_en.lower())


CONTRACT = Entity(
    key="contract",
    path="contracts",
    table=tables.contract,
    zh="合同",
    en="Contract",
    many_zh="合同",
    many_en="Contracts",
    icon="file-text",
    title=("no", "title"),
    owner="owner_id",
    number=("no", "contract"),
    state="state",
    page="/crm/contracts/{id}",
    locked=_locked,
    check=sound_period,
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="title", zh="标题", en="Title", required=True, quick=True, listed=True, searched=True),
        Field(
            name="kind",
            zh="种类",
            en="Kind",
            kind="choice",
            words=contracts.KINDS,
            required=True,
            default="sales",
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=contracts.STATES,
            tones={"signed": "ok", "approved": "ok", "rejected": "bad", "in_approval": "info"},
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
            required=True,
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(name="contact_id", zh="联系人", en="Contact", kind="record", refers="contact"),
        Field(name="quote_id", zh="报价", en="Quote", kind="record", refers="quote"),
        Field(name="renews_id", zh="续签自", en="Renews", kind="record", refers="contract", typed=False),
        Field(
            name="amount",
            zh="金额",
            en="Amount",
            kind="money",
            least="0",
            currency="currency",
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="currency",
            zh="币种",
            en="Currency",
            kind="choice",
            words=CURRENCIES,
            lookup="currency",
            default="CNY",
        ),
        Field(name="start_on", zh="开始日期", en="Starts on", kind="date", quick=True, listed=True),
        Field(
            name="end_on", zh="结束日期", en="Ends on", kind="date", quick=True, listed=True, filtered=True
        ),
        Field(name="signers", zh="签署人", en="Signers", searched=True),
        Field(name="signed_on", zh="签署日期", en="Signed on", kind="date", typed=False, listed=True),
        Field(name="payment_terms", zh="付款条件", en="Payment terms"),
        Field(
            name="non_standard",
            zh="含非标准条款",
            en="Has non-standard clauses",
            kind="boolean",
            listed=True,
            filtered=True,
        ),
        Field(name="main_terms", zh="主要条款", en="Main terms", kind="long", length=4000),
        Field(
            name="template_id",
            zh="文本模板",
            en="Text template",
            kind="record",
            refers="contract_template",
        ),
        Field(
            name="body",
            zh="合同正文",
            en="Text of the contract",
            kind="long",
            length=20_000,
            zh_hint="不填：按模板生成。",
            en_hint="Left empty it is written from the template.",
        ),
        Field(name="filed_at", zh="归档时间", en="Filed at", kind="moment", typed=False),
        Field(
            name="renewal",
            zh="到期决定",
            en="Decision at the end",
            kind="choice",
            words=contracts.RENEWALS,
            typed=False,
        ),
    ),
)

TEMPLATE = Entity(
    key="contract_template",
    path="text-templates",
    table=tables.text_template,
    zh="文本模板",
    en="Text template",
    many_zh="文本模板",
    many_en="Text templates",
    icon="file-text",
    resource="contract",
    fields=(
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, searched=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100),
        Field(
            name="kind",
            zh="用途",
            en="Used for",
            kind="choice",
            words=contracts.TEMPLATES,
            required=True,
            default="contract",
            listed=True,
            filtered=True,
        ),
        Field(
            name="body",
            zh="正文",
            en="Text",
            kind="long",
            length=20_000,
            required=True,
            zh_hint="可用：{no} {customer} {amount} {start} {end} {signers} {payment} {terms}",
            en_hint="May contain: {no} {customer} {amount} {start} {end} {signers} {payment} {terms}",
        ),
        Field(
            name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True, filtered=True
        ),
    ),
)

ENTITIES: tuple[Entity, ...] = (QUOTE, CONTRACT, TEMPLATE)
