"""What stands on the desktop: appointments, announcements with their columns, links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from adapters.crm import tables
from adapters.crm.catalogue.about import account
from adapters.crm.errors import Fault
from adapters.crm.records import Entity, Field
from adapters.crm.records.field import ME, NOW
from adapters.crm.words import Words
from engine.organisation import Person

_SEEN_BY: Words = {
    "private": ("仅自己", "Only me"),
    "team": ("本部门", "My department"),
    "plate": ("本版块", "My division"),
}

_ANNOUNCED: Words = {
    "draft": ("草稿", "Draft"),
    "published": ("已发布", "Published"),
    "withdrawn": ("已撤下", "Withdrawn"),
}

SCHEDULE = Entity(
    key="schedule",
    path="schedule",
    table=tables.schedule_event,
    zh="日程",
    en="Appointment",
    many_zh="日程",
    many_en="Schedule",
    icon="calendar",
    resource="task",
    title=("title",),
    owner="person_id",
    order="start_at",
    fields=(
        Field(name="title", zh="标题", en="Title", required=True, listed=True, quick=True, searched=True),
        Field(
            name="start_at",
            zh="开始",
            en="Start",
            kind="moment",
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(name="end_at", zh="结束", en="End", kind="moment", listed=True, quick=True),
        Field(name="remind_at", zh="提醒", en="Remind at", kind="moment"),
        account(),
        Field(name="task_id", zh="任务", en="Task", kind="record", refers="task"),
        Field(name="person_id", zh="人员", en="Person", kind="person", default=ME, listed=True),
        Field(name="before_record", zh="事前记录", en="Plan before", kind="long", length=4000),
        Field(name="after_record", zh="事后记录", en="Report after", kind="long", length=4000),
        Field(
            name="visibility", zh="可见范围", en="Seen by", kind="choice", words=_SEEN_BY, default="private"
        ),
    ),
)


def _column_rights(
    connection: Connection, person: Person, values: Mapping[str, Any], action: str
) -> list[Fault]:
    """A column may name who publishes in it, and who changes and deletes what stands there (S2-1.2)."""
    column = tables.info_column
    query = column.select().where(column.c.id == values.get("column_id"))
    row = connection.execute(query).first()
    if row is None:
        return []
    named = row.publish_rights if action == "add" else row.review_rights
    if not named or person.id in named:
        return []
    if action == "add":
        return [Fault(field="column_id", zh="您没有该栏目的发布权", en="you may not publish in this column")]
    return [
        Fault(
            field="column_id",
            zh="您没有该栏目的修改、删除权",
            en="you may neither change nor delete what stands in this column",
        )
    ]


COLUMN = Entity(
    key="info_column",
    path="info-columns",
    table=tables.info_column,
    zh="信息栏目",
    en="Information column",
    many_zh="信息栏目",
    many_en="Information columns",
    icon="columns",
    resource="announcement",
    order="sort",
    fields=(
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100, quick=True),
        Field(name="is_default", zh="默认栏目", en="Shown first", kind="boolean", listed=True),
        Field(name="publish_rights", zh="可发布的人员", en="Who may publish", kind="persons"),
        Field(name="review_rights", zh="可修改删除的人员", en="Who may change and delete", kind="persons"),
        Field(name="sort", zh="顺序", en="Order", kind="integer", default=0, least="0", most="9999"),
        Field(name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True),
    ),
)

ANNOUNCEMENT = Entity(
    key="announcement",
    path="announcements",
    table=tables.announcement,
    zh="信息",
    en="Announcement",
    many_zh="信息发布",
    many_en="Announcements",
    icon="speakerphone",
    title=("title",),
    guard=_column_rights,
    order="-published_at",
    fields=(
        Field(
            name="column_id",
            zh="栏目",
            en="Column",
            kind="record",
            refers="info_column",
            required=True,
            listed=True,
            quick=True,
        ),
        Field(name="title", zh="标题", en="Title", required=True, listed=True, searched=True, quick=True),
        Field(name="title_en", zh="英文标题", en="English title", searched=True),
        Field(name="body", zh="正文", en="Text", kind="long", length=20000, searched=True, quick=True),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=_ANNOUNCED,
            required=True,
            default="published",
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(name="published_at", zh="发布时间", en="Published at", kind="moment", default=NOW, listed=True),
        Field(name="expires_at", zh="失效时间", en="Shown until", kind="moment"),
        Field(name="by_id", zh="发布人", en="By", kind="person", typed=False, default=ME, listed=True),
    ),
)

LINK = Entity(
    key="link",
    path="links",
    table=tables.link,
    zh="常用链接",
    en="Link",
    many_zh="链接管理",
    many_en="Links",
    icon="link",
    resource="announcement",
    order="sort",
    fields=(
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100),
        Field(
            name="url",
            zh="网址",
            en="Address",
            kind="url",
            length=500,
            required=True,
            listed=True,
            quick=True,
        ),
        Field(
            name="owner_id",
            zh="所有者（空：全公司）",
            en="Owner (empty: everybody)",
            kind="person",
            listed=True,
        ),
        Field(name="sort", zh="顺序", en="Order", kind="integer", default=0, least="0", most="9999"),
    ),
)
