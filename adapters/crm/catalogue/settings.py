"""What administrators define (13.2): lists, attributes, task states, actions, regions, parameters, rules."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.catalogue.assignment import ASSIGNMENT_RULE
from adapters.crm.catalogue.attributes import ATTRIBUTE
from adapters.crm.catalogue.lists import LOOKUP_KINDS
from adapters.crm.catalogue.standards import ACTION, TASK_STATE
from adapters.crm.records import Entity, Field
from adapters.crm.words import Words

_SCOPES: Words = {
    "global": ("全公司", "Company"),
    "plate": ("版块", "Plate"),
    "department": ("部门", "Department"),
    "position": ("职位", "Position"),
}


def _active() -> Field:
    return Field(
        name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True, filtered=True
    )


def _sort() -> Field:
    return Field(name="sort", zh="顺序", en="Order", kind="integer", default=0, least="0", most="9999")


def _names(length: int = 100) -> tuple[Field, Field]:
    return (
        Field(name="name", zh="名称", en="Name", length=length, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=length, quick=True),
    )


LOOKUP = Entity(
    key="lookup",
    path="lookups",
    table=tables.lookup,
    zh="字典项",
    en="List entry",
    many_zh="字典",
    many_en="Lists",
    icon="list",
    resource="settings",
    order="kind",
    fields=(
        Field(
            name="kind",
            zh="字典",
            en="List",
            kind="choice",
            words=LOOKUP_KINDS,
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(name="code", zh="代码", en="Code", length=32, required=True, listed=True, quick=True),
        *_names(200),
        Field(name="parent", zh="上级代码", en="Code above", length=32),
        _sort(),
        _active(),
    ),
)
REGION = Entity(
    key="region",
    path="regions",
    table=tables.region,
    zh="地区",
    en="Region",
    many_zh="地区",
    many_en="Regions",
    icon="map-pin",
    resource="settings",
    order="code",
    fields=(
        Field(name="code", zh="代码", en="Code", length=32, required=True, listed=True, quick=True),
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(
            name="parent_id", zh="上级地区", en="Region above", kind="record", refers="region", listed=True
        ),
        Field(name="intl_dial", zh="国际区号", en="Country code", length=8),
        Field(name="area_code", zh="电话区号", en="Area code", length=16, listed=True),
        Field(name="postcode", zh="邮编", en="Postcode", length=16),
    ),
)
ENTITIES: tuple[Entity, ...] = (LOOKUP, ATTRIBUTE, TASK_STATE, ACTION, REGION, ASSIGNMENT_RULE)
