"""Customers, agents and prospects (one account that keeps its id), contacts, leads, competitors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.errors import MarkedInvalid
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import DECISION_ROLES, INDUSTRIES, KINDS, LEVELS, SOURCES, word
from engine.errors import EngineError

_FORMS = {"company": ("企业", "Company"), "person": ("个人", "Person")}


def _invalid(row: Row[Any]) -> EngineError | None:
    return MarkedInvalid(name_zh=row.name, name_en=row.name_en or row.name) if row.invalid else None


def _account_note(row: Row[Any], lang: str) -> str:
    return f"{row.code} {word(LEVELS, row.level, lang)}".strip()


ACCOUNT = Entity(
    key="account",
    path="accounts",
    note=_account_note,
    table=tables.account,
    zh="客户",
    en="Customer",
    many_zh="客户",
    many_en="Customers",
    icon="address-book",
    owner="owner_id",
    number=("code", "account"),
    order="code",
    page="/crm/accounts/{id}",
    common_pages=False,
    locked=_invalid,
    children=(Child(entity="contact", column="account_id"),),
    fields=(
        Field(name="code", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="name", zh="名称", en="Name", required=True, quick=True, listed=True, searched=True),
        Field(name="name_en", zh="英文名称", en="English name", searched=True),
        Field(name="short_name", zh="简称", en="Short name", length=100, searched=True),
        Field(name="kind", zh="类型", en="Kind", kind="choice", words=KINDS, typed=False, filtered=True),
        Field(name="form", zh="性质", en="Form", kind="choice", words=_FORMS, default="company"),
        Field(name="level", zh="级别", en="Level", kind="choice", words=LEVELS, quick=True, filtered=True),
        Field(name="industry", zh="行业", en="Industry", kind="choice", words=INDUSTRIES, filtered=True),
        Field(name="source", zh="来源", en="Source", kind="choice", words=SOURCES),
    ),
)

CONTACT = Entity(
    key="contact",
    path="contacts",
    table=tables.contact,
    zh="联系人",
    en="Contact",
    many_zh="联系人",
    many_en="Contacts",
    icon="user",
    parent=("account_id", "account"),
    order="name",
    fields=(
        Field(name="account_id", zh="客户", en="Customer", kind="record", refers="account", required=True),
        Field(name="name", zh="姓名", en="Name", length=100, required=True, listed=True, searched=True),
        Field(
            name="decision_role", zh="决策角色", en="Role in decisions", kind="choice", words=DECISION_ROLES
        ),
        Field(name="mobile", zh="手机", en="Mobile", kind="phone", length=40, listed=True, searched=True),
    ),
)

ENTITIES: tuple[Entity, ...] = (ACCOUNT, CONTACT)
