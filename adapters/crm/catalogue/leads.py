"""Leads: who might buy something, before anybody knows more."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.errors import LeadClosed
from adapters.crm.records import Child, Entity, Field
from engine.errors import EngineError

CHANNELS = {
    "web": ("网站", "Website"),
    "call": ("电话", "Call"),
    "mail": ("邮件", "Mail"),
    "campaign": ("市场活动", "Campaign"),
    "import": ("导入", "Import"),
    "referral": ("转介绍", "Referral"),
    "visit": ("来访", "Visit"),
    "fair": ("展会", "Trade fair"),
    "other": ("其他", "Other"),
}
STATES = {
    "new": ("新线索", "New"),
    "contacted": ("已联系", "Contacted"),
    "qualified": ("合格", "Qualified"),
    "disqualified": ("不合格", "Disqualified"),
    "converted": ("已转化", "Converted"),
}
_TONES = {"new": "accent", "qualified": "ok", "disqualified": "bad", "converted": "ok"}


def _closed(row: Row[Any]) -> EngineError | None:
    if row.state not in ("disqualified", "converted"):
        return None
    zh, en = STATES[row.state]
    return LeadClosed(no=row.no, state_zh=zh, state_en=en.lower())


LEAD = Entity(
    key="lead",
    path="leads",
    table=tables.lead,
    zh="线索",
    en="Lead",
    many_zh="线索",
    many_en="Leads",
    icon="bulb",
    title=("no", "title"),
    owner="owner_id",
    waits_for_owner=True,
    number=("no", "lead"),
    state="state",
    locked=_closed,
    page="/crm/leads/{id}",
    children=(Child(entity="task", column="lead_id"), Child(entity="progress", column="lead_id")),
    creatable=False,  # a lead comes with its process: /crm/leads/new
    fill=lambda _connection, values: {"state": "new", **values},
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="title", zh="标题", en="Title", required=True, quick=True, listed=True, searched=True),
        Field(name="company", zh="公司", en="Company", quick=True, listed=True, searched=True),
        Field(
            name="contact_name", zh="联系人", en="Contact", length=100, quick=True, listed=True, searched=True
        ),
        Field(name="phone", zh="电话", en="Phone", kind="phone", length=40, quick=True, searched=True),
        Field(name="email", zh="邮箱", en="Email", kind="email", quick=True, searched=True),
        Field(name="source", zh="来源", en="Source", kind="choice", lookup="customer_source", filtered=True),
        Field(
            name="channel",
            zh="渠道",
            en="Channel",
            kind="choice",
            words=CHANNELS,
            required=True,
            default="other",
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(name="content", zh="需求", en="What is wanted", kind="long", length=4000),
        Field(name="account_id", zh="客户", en="Customer", kind="record", refers="account"),
        Field(
            name="owner_id", zh="负责人", en="Owner", kind="person", listed=True, filtered=True, typed=False
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=STATES,
            tones=_TONES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="tax_no", zh="税号", en="Tax number", length=64, searched=True),
        Field(name="plate_id", zh="版块", en="Plate", kind="plate", typed=False, filtered=True),
        Field(name="region", zh="地区", en="Region", length=64, filtered=True),
        Field(name="campaign", zh="活动", en="Campaign", length=100),
        Field(name="need", zh="需求分析", en="Need", kind="long", length=2000),
        Field(name="product_interest", zh="关心的产品", en="Product of interest"),
        Field(name="budget", zh="预算", en="Budget", kind="money", least="0"),
        Field(name="decision_on", zh="预计决定日期", en="Decision date", kind="date"),
        Field(name="next_on", zh="下次联系日期", en="Next date", kind="date"),
        Field(name="reason", zh="不合格原因", en="Why disqualified", kind="long", typed=False),
        Field(name="last_progress_at", zh="最近进展", en="Last progress", kind="moment", typed=False),
        Field(
            name="opportunity_id",
            zh="业务机会",
            en="Opportunity",
            kind="record",
            refers="opportunity",
            typed=False,
        ),
    ),
)
