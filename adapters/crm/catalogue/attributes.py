"""The definitions of attributes: which kinds of records take them, and what a definition must be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from adapters.crm import tables
from adapters.crm.catalogue.lists import LOOKUP_KINDS
from adapters.crm.errors import Fault
from adapters.crm.records import Entity, Field, attributes, typed
from adapters.crm.words import Words
from forms.expressions import Variable
from forms.expressions.checking import fault_of

#: Kinds of records with room for attributes: key → table, Chinese, English.
_TAKERS: Mapping[str, tuple[Table, str, str]] = {
    "account": (tables.account, "客户", "Customer"),
    "contact": (tables.contact, "联系人", "Contact"),
    "lead": (tables.lead, "线索", "Lead"),
    "opportunity": (tables.opportunity, "销售机会", "Opportunity"),
    "contract": (tables.contract, "合同", "Contract"),
    "order": (tables.order, "订单", "Order"),
    "return": (tables.return_order, "退货单", "Return"),
    "feedback": (tables.feedback, "服务反馈", "Service case"),
    "task": (tables.task, "任务", "Task"),
    "product": (tables.product, "产品", "Product"),
    "competitor": (tables.competitor, "竞争对手", "Competitor"),
    "archive": (tables.product_archive, "产品档案", "Product unit"),
    "communication": (tables.communication, "交流记录", "Communication"),
}
TAKERS: Words = {key: (zh, en) for key, (_table, zh, en) in _TAKERS.items()}
TYPES: Words = {
    "text": ("文本", "Text"),
    "long_text": ("多行文本", "Long text"),
    "integer": ("整数", "Whole number"),
    "number": ("数值", "Number"),
    "money": ("金额", "Amount"),
    "date": ("日期", "Date"),
    "datetime": ("日期时间", "Date and time"),
    "boolean": ("是/否", "Yes or no"),
    "choice": ("单选", "One of a list"),
    "multi_choice": ("多选", "Several of a list"),
    "employee": ("人员", "Person"),
    "account": ("客户", "Customer"),
}
#: Who sees an attribute: the rights that hide declared fields too.
MASKS: Words = {
    "": ("所有能查看该记录的人", "Everybody who sees the record"),
    "credit": ("可看信用信息的人", "Who may see credit"),
    "cost": ("可看成本的人", "Who may see costs"),
    "private": ("可看隐私信息的人", "Who may see private facts"),
}
_CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
#: What cannot change once records have values, since it says how they are stored.
_FIXED = ("entity", "code", "type")
_LISTS = ("choice", "multi_choice")
_UNSET: Mapping[str, Any] = {
    "name_en": "",
    "required": False,
    "is_unique": False,
    "options": [],
    "default_value": "",
    "validation": "",
    "searchable": False,
    "listed": False,
    "lookup": "",
    "mask": "",
    "heading": "",
    "heading_en": "",
}


class Definition:
    """The row of a definition that is being typed: what is missing has its default."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update({**_UNSET, **{name: one for name, one in values.items() if one is not None}})


def table_of(entity: str) -> Table:
    """The table of a kind of record that takes attributes."""
    return _TAKERS[entity][0]


def check(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """Everything that is wrong with a definition."""
    return [*_identity(connection, values), *_of_type(values), *_expressions(values)]


def _identity(connection: Connection, values: Mapping[str, Any]) -> Iterator[Fault]:
    table = tables.attribute_def
    if not _CODE.fullmatch(values["code"]):
        yield Fault(
            field="code",
            zh="小写字母开头，只含小写字母、数字和下划线，最多 31 个",
            en="small letters, digits and underscores, beginning with a letter, at most 31",
        )
    same = (table.c.entity == values["entity"], table.c.code == values["code"])
    twin = connection.scalar(select(table.c.id).where(*same))
    if twin is not None and twin != values.get("id"):
        yield Fault(field="code", zh="该对象已有此代码的属性", en="an attribute of this record is called so")
    if "id" in values:
        yield from _unchanged(connection, values)


def _unchanged(connection: Connection, values: Mapping[str, Any]) -> Iterator[Fault]:
    table = tables.attribute_def
    before = connection.execute(select(table).where(table.c.id == values["id"])).one()
    moved = [name for name in _FIXED if values[name] != getattr(before, name)]
    count = attributes.used(connection, table_of(before.entity), before.code) if moved else 0
    if count:
        for name in moved:
            yield Fault(
                field=name,
                zh=f"已有 {count} 条记录填写，不能修改；可停用后另建",
                en=f"{count} records have a value: take it out of use and add another one",
            )


def _of_type(values: Mapping[str, Any]) -> Iterator[Fault]:
    options, lookup = values.get("options") or [], values.get("lookup") or ""
    if values["type"] in _LISTS and not options and not lookup:
        yield Fault(field="options", zh="请填写选项，或选择字典", en="give the options, or choose a list")
    if values["type"] not in _LISTS and (options or lookup):
        yield Fault(field="options", zh="只有单选和多选才有选项", en="only lists have options")
    if values.get("is_unique") and values["type"] not in ("text", "integer"):
        yield Fault(
            field="is_unique", zh="只有文本和整数可以要求唯一", en="only texts and whole numbers can be"
        )


def _expressions(values: Mapping[str, Any]) -> Iterator[Fault]:
    rule, default = values.get("validation") or "", values.get("default_value") or ""
    if rule:
        fault = fault_of(rule, READS)
        if fault is not None:
            yield Fault(field="validation", zh=fault[0], en=fault[1])
    if default and values["type"] not in ("employee", "account") and not values.get("lookup"):
        plain = Definition({**values, "default_value": "", "required": False})
        try:
            typed.value(attributes.field_of(plain), [default], lambda _kind: {})
        except typed.Wrong as wrong:
            yield Fault(field="default_value", zh=wrong.zh, en=wrong.en)


#: What the rule of an attribute may read; of which kind it is, the type decides that is chosen beside it.
READS = (Variable(name="value", zh="值", en="Value"),)

ATTRIBUTE = Entity(
    key="attribute",
    path="attributes",
    table=tables.attribute_def,
    zh="属性",
    en="Attribute",
    many_zh="属性定义",
    many_en="Attributes",
    icon="forms",
    resource="settings",
    order="entity",
    page="/crm/attributes/{id}",
    check=check,
    fields=(
        Field(
            name="entity",
            zh="对象",
            en="Record",
            kind="choice",
            words=TAKERS,
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(
            name="code",
            zh="代码",
            en="Code",
            length=31,
            required=True,
            listed=True,
            quick=True,
            zh_hint="存储和导入时使用，例如 export_licence",
            en_hint="used in storage and imports, such as export_licence",
        ),
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100, quick=True),
        Field(
            name="type",
            zh="类型",
            en="Type",
            kind="choice",
            words=TYPES,
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(
            name="options",
            zh="选项",
            en="Options",
            kind="tags",
            length=100,
            quick=True,
            zh_hint="用逗号分隔；「高|High」给出英文",
            en_hint="separated by commas; “高|High” gives the English word",
        ),
        Field(name="lookup", zh="字典", en="List", kind="choice", words=LOOKUP_KINDS),
        Field(name="required", zh="必填", en="Required", kind="boolean", listed=True),
        Field(name="is_unique", zh="唯一", en="Unique", kind="boolean"),
        Field(name="default_value", zh="默认值", en="Default", length=200, zh_hint="日期写作 2026-03-02"),
        Field(
            name="validation",
            zh="规则",
            en="Rule",
            kind="long",
            length=1000,
            reads=READS,
            zh_hint="FEEL 表达式，例如 value >= 0",
            en_hint="FEEL over value, such as value >= 0",
        ),
        Field(name="mask", zh="可见范围", en="Seen by", kind="choice", words=MASKS),
        Field(name="heading", zh="分组", en="Heading", length=60),
        Field(name="heading_en", zh="英文分组", en="English heading", length=60),
        Field(name="listed", zh="列表默认显示", en="Column from the start", kind="boolean"),
        Field(
            name="searchable",
            zh="可搜索",
            en="Searchable",
            kind="boolean",
            zh_hint="已有的值在执行 guanxi reindex 后可搜到",
            en_hint="values from before are found after guanxi reindex",
        ),
        Field(name="sort", zh="顺序", en="Order", kind="integer", default=0, least="0", most="9999"),
        Field(
            name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True, filtered=True
        ),
    ),
)
