"""Communications with customers: what was said, what is planned, and how often it should be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.catalogue.about import account, contact
from adapters.crm.records import Entity, Field, Offer
from adapters.crm.records.field import ME, NOW
from adapters.crm.words import Words

_DIRECTIONS: Words = {"in": ("来", "Incoming"), "out": ("去", "Outgoing")}

_DELIVERY: Words = {
    "sending": ("发送中", "On its way"),
    "sent": ("已发送", "Sent"),
    "failed": ("未送达", "Not delivered"),
}
_PLANNED: Words = {
    "draft": ("计划中", "Planned"),
    "done": ("已完成", "Done"),
    "dropped": ("已取消", "Dropped"),
}


def _offers(row: Row[Any]) -> Sequence[Offer]:
    """A mail that did not arrive is written once more, with what it said."""
    if row.delivery != "failed":
        return ()
    again = f"/crm/accounts/{row.account_id}/mail?again={row.id}"
    return (Offer(zh="再发一次…", en="Send again…", icon="mail", url=again, action="add"),)


COMMUNICATION = Entity(
    key="communication",
    path="communications",
    table=tables.communication,
    zh="交流",
    en="Communication",
    many_zh="交流记录",
    many_en="Communications",
    icon="messages",
    resource="contact",
    title=("subject",),
    parent=("account_id", "account"),
    order="-at",
    offers=_offers,
    fields=(
        account(required=True),
        contact(),
        Field(
            name="type",
            zh="方式",
            en="Way",
            kind="choice",
            lookup="comm_type",
            required=True,
            default="call",
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(
            name="at",
            zh="时间",
            en="When",
            kind="moment",
            default=NOW,
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(name="direction", zh="方向", en="Direction", kind="choice", words=_DIRECTIONS, listed=True),
        Field(name="subject", zh="主题", en="Subject", required=True, listed=True, searched=True, quick=True),
        Field(name="content", zh="内容", en="Content", kind="long", length=8000, quick=True),
        Field(name="topic_ids", zh="热点", en="Topics", kind="choices", lookup="hot_spot"),
        Field(name="product_ids", zh="涉及产品", en="Products", kind="records", refers="product"),
        Field(name="by_id", zh="记录人", en="By", kind="person", typed=False, default=ME, listed=True),
        Field(name="channel_ref", zh="渠道标识", en="Reference of the channel"),
        Field(
            name="delivery",
            zh="发送",
            en="Delivery",
            kind="choice",
            words=_DELIVERY,
            tones={"sending": "info", "sent": "ok", "failed": "bad"},
            typed=False,
            listed=True,
            filtered=True,
        ),
    ),
)

CONTACT_PLAN = Entity(
    key="contact_plan",
    path="contact-plans",
    table=tables.contact_plan,
    zh="交流计划",
    en="Contact plan",
    many_zh="交流计划",
    many_en="Contact plans",
    icon="calendar-event",
    resource="contact",
    title=("due_on",),
    owner="owner_id",
    order="due_on",
    fields=(
        account(required=True),
        contact(),
        Field(name="type", zh="方式", en="Way", kind="choice", lookup="comm_type", listed=True, quick=True),
        Field(
            name="due_on",
            zh="计划日期",
            en="Planned for",
            kind="date",
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(name="owner_id", zh="负责人", en="Owner", kind="person", default=ME, listed=True),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=_PLANNED,
            default="draft",
            listed=True,
            filtered=True,
        ),
        Field(name="done_at", zh="完成时间", en="Done at", kind="moment"),
    ),
)

CONTACT_PLAN_RULE = Entity(
    key="contact_plan_rule",
    path="contact-plan-rules",
    table=tables.contact_plan_rule,
    zh="交流频率规则",
    en="Contact rule",
    many_zh="交流频率规则",
    many_en="Contact rules",
    icon="calendar-repeat",
    resource="settings",
    order="name",
    fields=(
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100),
        Field(
            name="main_class",
            zh="大类",
            en="Class",
            kind="choice",
            listed=True,
            words={"direct": ("直销", "Direct"), "distributor": ("分销", "Distributor")},
        ),
        Field(
            name="level",
            zh="客户级别",
            en="Customer level",
            kind="choice",
            lookup="customer_level",
            listed=True,
        ),
        Field(name="type", zh="方式", en="Way", kind="choice", lookup="comm_type", listed=True),
        Field(
            name="interval_days",
            zh="间隔（天）",
            en="Every days",
            kind="integer",
            required=True,
            least="1",
            most="3650",
            listed=True,
            quick=True,
        ),
        Field(
            name="warn_days",
            zh="提前提醒（天）",
            en="Warn days before",
            kind="integer",
            least="0",
            listed=True,
        ),
        Field(
            name="release_days",
            zh="超期释放（天）",
            en="Release after days",
            kind="integer",
            least="1",
            listed=True,
        ),
        Field(name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True),
    ),
)
