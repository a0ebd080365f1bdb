"""Opportunities and their stages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from adapters.crm import tables
from adapters.crm.catalogue.opportunity_contacts import OPPORTUNITY_CONTACT
from adapters.crm.errors import Fault, OpportunityClosed
from adapters.crm.opportunities import STATES
from adapters.crm.records import Child, Entity, Field
from engine.errors import EngineError

TONES = {"open": "info", "won": "ok", "lost": "bad", "cancelled": ""}


def _closed(row: Row[Any]) -> EngineError | None:
    if row.state == "open":
        return None
    zh, en = STATES[row.state]
    return OpportunityClosed(no=row.no, state_zh=zh, state_en=en.lower())


def _contact_fits(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """The contact is one of the customer."""
    contact_id = values.get("contact_id")
    if not contact_id:
        return []
    contact = tables.contact
    found = connection.execute(contact.select().where(contact.c.id == contact_id)).first()
    if found is not None and found.account_id == values.get("account_id"):
        return []
    return [Fault(field="contact_id", zh="请选择该客户的联系人", en="choose a contact of this customer")]


OPPORTUNITY = Entity(
    key="opportunity",
    path="opportunities",
    table=tables.opportunity,
    zh="销售机会",
    en="Opportunity",
    many_zh="销售机会",
    many_en="Opportunities",
    icon="target-arrow",
    owner="owner_id",
    number=("no", "opportunity"),
    title=("no", "name"),
    state="state",
    locked=_closed,
    check=_contact_fits,
    creatable=False,
    page="/crm/opportunities/{id}",
    children=(
        Child(entity="opportunity_contact", column="opportunity_id"),
        Child(entity="quote", column="opportunity_id"),
        Child(entity="order", column="opportunity_id"),
        Child(entity="contract", column="opportunity_id"),
        Child(entity="task", column="opportunity_id"),
    ),
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="name", zh="名称", en="Name", required=True, quick=True, listed=True, searched=True),
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
        Field(
            name="owner_id", zh="负责人", en="Owner", kind="person", typed=False, listed=True, filtered=True
        ),
        Field(
            name="stage",
            zh="阶段",
            en="Stage",
            kind="choice",
            lookup="opportunity_stage",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=STATES,
            tones=TONES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="method",
            zh="销售方式",
            en="Sales method",
            kind="choice",
            lookup="sales_method",
            filtered=True,
        ),
        Field(
            name="expected_amount",
            zh="预计金额",
            en="Expected amount",
            kind="money",
            currency="currency",
            least="0",
            quick=True,
            listed=True,
        ),
        Field(
            name="approved_amount",
            zh="已批准金额",
            en="Approved amount",
            kind="money",
            currency="currency",
            typed=False,
        ),
        Field(name="currency", zh="币种", en="Currency", length=3, default="CNY"),
        Field(
            name="probability", zh="把握", en="Probability", kind="ratio", least="0", most="1", listed=True
        ),
        Field(
            name="expected_close_on",
            zh="预计成交日期",
            en="Expected close",
            kind="date",
            quick=True,
            listed=True,
            filtered=True,
        ),
        Field(name="valid_to", zh="有效期至", en="Valid until", kind="date"),
        Field(name="products", zh="产品", en="Products", kind="records", refers="product"),
        Field(name="competitor_ids", zh="竞争对手", en="Competitors", kind="records", refers="competitor"),
        Field(name="next_step", zh="下一步", en="Next step", typed=False),
        Field(name="next_at", zh="下次跟进", en="Next date", kind="moment", typed=False),
        Field(
            name="last_progress_at",
            zh="最近进展",
            en="Last progress",
            kind="moment",
            typed=False,
        ),
        Field(name="stage_since", zh="进入阶段", en="In this stage since", kind="moment", typed=False),
        Field(
            name="close_reason",
            zh="关闭原因",
            en="Reason of closing",
            kind="choice",
            lookup="close_reason",
            typed=False,
            filtered=True,
        ),
        Field(name="close_note", zh="关闭说明", en="Note on closing", kind="long", typed=False, length=2000),
        Field(name="win_back_on", zh="再争取日期", en="Win back on", kind="date", typed=False),
        Field(name="archived_at", zh="归档时间", en="Archived", kind="moment", typed=False),
    ),
)

STAGE_LOG = Entity(
    key="opportunity_stage_log",
    path="opportunity-stages",
    table=tables.opportunity_stage_log,
    zh="阶段变化",
    en="Change of stage",
    many_zh="阶段变化",
    many_en="Changes of stage",
    resource="opportunity",
    icon="git-branch",
    parent=("opportunity_id", "opportunity"),
    title=("to_stage",),
    creatable=False,
    fields=(
        Field(
            name="opportunity_id",
            zh="销售机会",
            en="Opportunity",
            kind="record",
            refers="opportunity",
            typed=False,
            listed=True,
        ),
        Field(
            name="from_stage",
            zh="从",
            en="From",
            kind="choice",
            lookup="opportunity_stage",
            typed=False,
            listed=True,
        ),
        Field(
            name="to_stage",
            zh="到",
            en="To",
            kind="choice",
            lookup="opportunity_stage",
            typed=False,
            listed=True,
        ),
        Field(name="at", zh="时间", en="When", kind="moment", typed=False, listed=True),
        Field(name="by_id", zh="操作人", en="By", kind="person", typed=False, listed=True),
    ),
)

ENTITIES: tuple[Entity, ...] = (OPPORTUNITY, OPPORTUNITY_CONTACT, STAGE_LOG)
