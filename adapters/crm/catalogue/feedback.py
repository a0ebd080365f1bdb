"""Service cases: questions, complaints and whatever else customers come with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.catalogue.feedback_words import (
    CHANNELS,
    MOODS,
    SEVERITIES,
    STATE_TONES,
    STATES,
    TYPES,
    URGENCIES,
)
from adapters.crm.errors import CaseClosed
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import Words
from engine.errors import EngineError
from engine.organisation.standard import POSITIONS

_POSITIONS: Words = {code: (zh, en) for code, zh, en, *_ in POSITIONS}

_WHO, _WHAT = "客户|Customer", "事由|Matter"

_WORK, _END = "处理|Handling", "结果|Result"


def _closed(row: Row[Any]) -> EngineError | None:
    return CaseClosed(no=row.no) if row.state in ("closed", "rejected") else None


FEEDBACK = Entity(
    key="feedback",
    path="feedback",
    table=tables.feedback,
    zh="服务反馈",
    en="Service case",
    many_zh="服务反馈",
    many_en="Service cases",
    icon="headset",
    title=("no", "subject"),
    parent=("account_id", "account"),
    number=("no", "feedback"),
    state="state",
    page="/crm/service/{id}",
    menu=True,
    creatable=False,
    locked=_closed,
    children=(Child(entity="feedback_action", column="feedback_id"),),
    fields=(
        Field(name="no", zh="编号", en="Number", length=32, typed=False, listed=True, searched=True),
        Field(
            name="type",
            zh="类型",
            en="Type",
            kind="choice",
            words=TYPES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="subject", zh="主题", en="Subject", required=True, quick=True, listed=True, searched=True),
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            typed=False,
            listed=True,
            filtered=True,
            group=_WHO,
        ),
        Field(name="contact_id", zh="联系人", en="Contact", kind="record", refers="contact", group=_WHO),
        Field(name="caller", zh="来电人", en="Caller", length=100, group=_WHO),
        Field(name="phone", zh="来电号码", en="Phone", kind="phone", length=40, searched=True, group=_WHO),
        Field(name="email", zh="邮箱", en="Email", kind="email", group=_WHO),
        Field(
            name="channel",
            zh="渠道",
            en="Channel",
            kind="choice",
            words=CHANNELS,
            required=True,
            quick=True,
            filtered=True,
            group=_WHAT,
        ),
        Field(
            name="content",
            zh="内容",
            en="Content",
            kind="long",
            length=8000,
            required=True,
            quick=True,
            searched=True,
            group=_WHAT,
        ),
        Field(
            name="category",
            zh="分类",
            en="Category",
            kind="choice",
            lookup="feedback_category",
            filtered=True,
            group=_WHAT,
        ),
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            filtered=True,
            group=_WHAT,
        ),
        Field(name="order_id", zh="订单", en="Order", kind="record", refers="order", group=_WHAT),
        Field(name="archive_id", zh="产品档案", en="Unit", kind="record", refers="archive", group=_WHAT),
        Field(
            name="urgency",
            zh="紧急程度",
            en="Urgency",
            kind="integer",
            words=URGENCIES,
            least="1",
            most="3",
            group=_WHAT,
        ),
        Field(
            name="severity",
            zh="严重程度",
            en="Severity",
            kind="integer",
            words=SEVERITIES,
            least="1",
            most="4",
            listed=True,
            filtered=True,
            group=_WHAT,
        ),
        Field(
            name="claimed_loss", zh="客户声称损失", en="Claimed loss", kind="money", least="0", group=_WHAT
        ),
        Field(name="mood", zh="客户情绪", en="Customer's mood", kind="choice", words=MOODS, group=_WHAT),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=STATES,
            tones=STATE_TONES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="handler_id",
            zh="处理人",
            en="Handler",
            kind="person",
            typed=False,
            listed=True,
            filtered=True,
            group=_WORK,
        ),
        Field(
            name="handler_position",
            zh="处理职位",
            en="Handling position",
            kind="choice",
            words=_POSITIONS,
            typed=False,
            group=_WORK,
        ),
        Field(
            name="level",
            zh="升级级别",
            en="Escalation level",
            kind="integer",
            typed=False,
            filtered=True,
            group=_WORK,
        ),
        Field(name="plan", zh="处理计划", en="Plan", kind="long", length=4000, group=_WORK),
        Field(
            name="departments",
            zh="协查部门",
            en="Departments involved",
            kind="choices",
            words=_POSITIONS,
            typed=False,
            group=_WORK,
        ),
        Field(name="received_by_id", zh="受理人", en="Received by", kind="person", typed=False, group=_WORK),
        Field(
            name="received_at",
            zh="受理时间",
            en="Received at",
            kind="moment",
            typed=False,
            listed=True,
            filtered=True,
            group=_WORK,
        ),
        Field(name="respond_due_at", zh="响应时限", en="Answer due", kind="moment", typed=False, group=_WORK),
        Field(
            name="responded_at",
            zh="响应时间",
            en="First answered at",
            kind="moment",
            typed=False,
            group=_WORK,
        ),
        Field(
            name="solve_due_at",
            zh="解决时限",
            en="Solution due",
            kind="moment",
            typed=False,
            listed=True,
            filtered=True,
            group=_WORK,
        ),
        Field(name="solved_at", zh="解决时间", en="Solved at", kind="moment", typed=False, group=_WORK),
        Field(
            name="breached_at", zh="超时标记", en="Marked late at", kind="moment", typed=False, group=_WORK
        ),
        Field(name="cause", zh="根本原因", en="Root cause", kind="long", length=4000, group=_END),
        Field(name="solution", zh="解决方案", en="Solution", kind="long", length=4000, group=_END),
        Field(name="answer", zh="答复", en="Answer", kind="long", length=4000, group=_END),
        Field(
            name="compensation_kind",
            zh="补偿方式",
            en="Compensation",
            kind="choice",
            lookup="compensation_kind",
            typed=False,
            group=_END,
        ),
        Field(
            name="compensation_amount",
            zh="补偿金额",
            en="Amount of compensation",
            kind="money",
            typed=False,
            group=_END,
        ),
        Field(name="cost", zh="处理成本", en="Cost", kind="money", least="0", group=_END),
        Field(name="prevention", zh="预防措施", en="Prevention", kind="long", length=4000, group=_END),
        Field(
            name="satisfaction",
            zh="满意度",
            en="Satisfaction",
            kind="integer",
            least="1",
            most="5",
            filtered=True,
            group=_END,
            zh_hint="5 最满意",
            en_hint="5 is the best",
        ),
        Field(
            name="reopen_count",
            zh="重开次数",
            en="Reopened",
            kind="integer",
            typed=False,
            filtered=True,
            group=_END,
        ),
        Field(
            name="knowledge_id", zh="知识", en="Knowledge item", kind="record", refers="knowledge", group=_END
        ),
        Field(
            name="duplicate_of_id",
            zh="并入",
            en="Merged into",
            kind="record",
            refers="feedback",
            typed=False,
            group=_END,
        ),
        Field(name="closed_at", zh="关闭时间", en="Closed at", kind="moment", typed=False, group=_END),
        Field(name="revisited_at", zh="回访时间", en="Revisited at", kind="moment", typed=False, group=_END),
    ),
)
