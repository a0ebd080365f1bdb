"""Contacts and their important dates. What is private about a person is masked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from adapters.crm import tables
from adapters.crm.records import Child, Entity, Field

SEXES = {"male": ("男", "Male"), "female": ("女", "Female")}
DATE_KINDS = {
    "birthday": ("生日", "Birthday"),
    "anniversary": ("纪念日", "Anniversary"),
    "other": ("其他", "Other"),
}
_ADDRESS = "地址|Address"
_PRIVATE = "个人信息|Private"


def _first_is_main(connection: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """The first contact of a customer is the main one."""
    contact = tables.contact
    present = connection.scalar(
        select(func.count()).where(
            contact.c.account_id == values["account_id"], contact.c.deleted_at.is_(None)
        )
    )
    return {"is_main": not present, **values}


CONTACT = Entity(
    key="contact",
    path="contacts",
    table=tables.contact,
    zh="联系人",
    en="Contact",
    many_zh="联系人",
    many_en="Contacts",
    icon="user",
    menu=True,
    parent=("account_id", "account"),
    order="name",
    fill=_first_is_main,
    note=lambda row, _lang: " · ".join(part for part in (row.post, row.mobile or row.phone) if part),
    children=(
        Child(entity="contact_date", column="contact_id"),
        Child(entity="opportunity_contact", column="contact_id"),
        Child(entity="account_product", column="contact_id"),
    ),
    fields=(
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            required=True,
            quick=True,
            listed=True,
        ),
        Field(
            name="name",
            zh="姓名",
            en="Name",
            length=100,
            required=True,
            quick=True,
            listed=True,
            searched=True,
        ),
        Field(name="name_en", zh="英文姓名", en="English name", length=100, searched=True),
        Field(name="code", zh="编号", en="Number", length=32),
        Field(name="salutation", zh="称呼", en="Salutation", kind="choice", lookup="salutation"),
        Field(name="sex", zh="性别", en="Sex", kind="choice", words=SEXES),
        Field(name="department", zh="部门", en="Department", length=100),
        Field(name="post", zh="职务", en="Post", length=100, quick=True, listed=True),
        Field(name="post_en", zh="英文职务", en="Post in English", length=100),
        Field(
            name="decision_role",
            zh="决策角色",
            en="Role in decisions",
            kind="choice",
            lookup="decision_role",
            listed=True,
            filtered=True,
        ),
        Field(name="is_main", zh="主要联系人", en="Main contact", kind="boolean", typed=False, filtered=True),
        Field(name="valid", zh="有效", en="Valid", kind="boolean", default=True, filtered=True),
        Field(
            name="mobile",
            zh="手机",
            en="Mobile",
            kind="phone",
            length=40,
            quick=True,
            listed=True,
            searched=True,
        ),
        Field(name="phone", zh="办公电话", en="Office phone", kind="phone", length=40, searched=True),
        Field(name="email", zh="邮箱", en="Email", kind="email", quick=True, listed=True, searched=True),
        Field(name="fax", zh="传真", en="Fax", kind="phone", length=40),
        Field(name="im", zh="微信 / 即时通讯", en="WeChat / messenger", length=100),
        Field(name="country", zh="国家", en="Country", length=64, group=_ADDRESS),
        Field(name="province", zh="省份", en="Province", length=64, group=_ADDRESS),
        Field(name="city", zh="城市", en="City", length=64, group=_ADDRESS, filtered=True),
        Field(name="address", zh="地址", en="Address", length=300, group=_ADDRESS),
        Field(name="postcode", zh="邮编", en="Postcode", length=16, group=_ADDRESS),
        Field(
            name="home_phone",
            zh="家庭电话",
            en="Home phone",
            kind="phone",
            length=40,
            group=_PRIVATE,
            mask="private",
        ),
        Field(name="birthday", zh="生日", en="Birthday", kind="date", group=_PRIVATE, mask="private"),
        Field(name="hobby", zh="爱好", en="Hobbies", group=_PRIVATE, mask="private"),
        Field(
            name="preferences",
            zh="偏好",
            en="Preferences",
            kind="long",
            length=2000,
            group=_PRIVATE,
            mask="private",
        ),
        Field(
            name="worries", zh="顾虑", en="Worries", kind="long", length=2000, group=_PRIVATE, mask="private"
        ),
        Field(name="remark", zh="备注", en="Remark", kind="long", length=2000),
    ),
)

CONTACT_DATE = Entity(
    key="contact_date",
    path="contact-dates",
    table=tables.contact_date,
    zh="重要日期",
    en="Important date",
    many_zh="重要日期",
    many_en="Important dates",
    icon="calendar-heart",
    resource="contact",
    title=("remark",),
    parent=("contact_id", "contact"),
    order="date",
    fields=(
        Field(
            name="contact_id",
            zh="联系人",
            en="Contact",
            kind="record",
            refers="contact",
            required=True,
            listed=True,
        ),
        Field(
            name="kind",
            zh="类别",
            en="Kind",
            kind="choice",
            words=DATE_KINDS,
            required=True,
            default="birthday",
            listed=True,
            filtered=True,
        ),
        Field(
            name="date",
            zh="日期",
            en="Date",
            kind="date",
            required=True,
            listed=True,
            filtered=True,
            mask="private",
        ),
        Field(name="lunar", zh="农历", en="Lunar calendar", kind="boolean", mask="private"),
        Field(name="yearly", zh="每年", en="Every year", kind="boolean", default=True, listed=True),
        Field(
            name="remind_days",
            zh="提前提醒天数",
            en="Remind days before",
            kind="integer",
            least="0",
            most="365",
        ),
        Field(name="remark", zh="说明", en="Note", listed=True, searched=True),
    ),
)
