"""What links a customer: other companies, products of interest, events."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from adapters.crm import changes, tables
from adapters.crm.errors import Fault
from adapters.crm.records import Entity, Field


def _wish_fits(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """The contact is one of the customer, and a product stands there once."""
    found, contact_id, wish = [], values.get("contact_id"), tables.account_product
    contact = changes.row_of(connection, tables.contact, contact_id) if contact_id else None
    if contact_id and (contact is None or contact.account_id != values["account_id"]):
        found.append(
            Fault(field="contact_id", zh="请选择该客户的联系人", en="choose a contact of this customer")
        )
    same = select(wish.c.id).where(
        wish.c.account_id == values["account_id"],
        wish.c.product_id == values["product_id"],
        wish.c.contact_id.is_(None) if not contact_id else wish.c.contact_id == contact_id,
        wish.c.id != values.get("id", 0),
        wish.c.deleted_at.is_(None),
    )
    if connection.execute(same).first() is not None:
        found.append(Fault(field="product_id", zh="该产品已在列", en="this product stands there already"))
    return found


def _not_itself(_connection: Connection, values: dict[str, Any]) -> list[Fault]:
    if values["from_id"] != values["to_id"]:
        return []
    return [Fault(field="to_id", zh="请选择另一个客户", en="choose another customer")]


ACCOUNT_RELATION = Entity(
    key="account_relation",
    path="account-relations",
    table=tables.account_relation,
    zh="客户关系",
    en="Relation",
    many_zh="客户关系",
    many_en="Relations",
    icon="affiliate",
    resource="account",
    title=("remark",),
    parent=("from_id", "account"),
    check=_not_itself,
    fields=(
        Field(
            name="from_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            required=True,
            listed=True,
        ),
        Field(
            name="relation_type",
            zh="关系",
            en="Relation",
            kind="choice",
            lookup="relation_type",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="to_id",
            zh="对方",
            en="Other company",
            kind="record",
            refers="account",
            required=True,
            listed=True,
        ),
        Field(name="remark", zh="备注", en="Remark", kind="long", length=2000, listed=True, searched=True),
    ),
)

ACCOUNT_PRODUCT = Entity(
    key="account_product",
    path="account-products",
    table=tables.account_product,
    zh="关心产品",
    en="Product of interest",
    many_zh="关心产品",
    many_en="Products of interest",
    icon="heart",
    resource="account",
    title=("interest",),
    parent=("account_id", "account"),
    check=_wish_fits,
    fields=(
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            required=True,
            listed=True,
        ),
        Field(
            name="product_id",
            zh="产品",
            en="Product",
            kind="record",
            refers="product",
            required=True,
            listed=True,
        ),
        Field(name="contact_id", zh="相关联系人", en="Contact", kind="record", refers="contact", listed=True),
        Field(name="interest", zh="关注程度", en="Interest", length=100, listed=True, searched=True),
        Field(name="remark", zh="备注", en="Remark", kind="long", length=2000),
    ),
)

ACCOUNT_EVENT = Entity(
    key="account_event",
    path="account-events",
    table=tables.account_event,
    zh="客户事件",
    en="Customer event",
    many_zh="客户事件",
    many_en="Customer events",
    icon="timeline-event",
    resource="account",
    title=("title",),
    parent=("account_id", "account"),
    order="-at",
    fields=(
        Field(
            name="account_id",
            zh="客户",
            en="Customer",
            kind="record",
            refers="account",
            required=True,
            listed=True,
        ),
        Field(
            name="event_type",
            zh="类型",
            en="Type",
            kind="choice",
            lookup="event_type",
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(name="at", zh="时间", en="Time", kind="moment", required=True, listed=True, filtered=True),
        Field(name="title", zh="标题", en="Title", required=True, listed=True, searched=True),
        Field(name="text", zh="内容", en="Text", kind="long", length=4000),
        Field(name="actor_id", zh="当事人", en="Person", kind="person", listed=True),
    ),
)
