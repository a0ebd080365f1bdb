"""Rules by which new leads are given to somebody (3.8): conditions, people, and whose turn it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from adapters.crm import tables
from adapters.crm.catalogue.leads import CHANNELS
from adapters.crm.errors import Fault
from adapters.crm.records import Entity, Field
from adapters.crm.words import LEVELS, Words
from forms.expressions import Variable
from forms.expressions.checking import fault_of

WAYS: Words = {
    "round_robin": ("轮流", "In turn"),
    "least_loaded": ("任务最少者", "Least loaded"),
}
#: What a condition may ask of a lead and its customer: the names of `assignment.facts_of_lead`.
READS = (
    Variable(name="channel", zh="渠道", en="Channel", kind="string", choices=CHANNELS),
    Variable(name="source", zh="来源", en="Source", kind="string"),
    Variable(name="region", zh="地区", en="Region", kind="string", sample="浙江 杭州"),
    Variable(name="product", zh="关心的产品", en="Product of interest", kind="string"),
    Variable(name="campaign", zh="市场活动", en="Campaign", kind="string"),
    Variable(name="budget", zh="预算", en="Budget", kind="number", unit="CNY", sample="200000"),
    Variable(name="industry", zh="行业", en="Industry", kind="string"),
    Variable(name="level", zh="客户级别", en="Customer level", kind="string", choices=LEVELS),
)


def _condition_holds_sometimes(_connection: Connection, values: dict[str, Any]) -> list[Fault]:
    fault = fault_of(values.get("condition") or "", READS)
    return [] if fault is None else [Fault(field="condition", zh=fault[0], en=fault[1])]


ASSIGNMENT_RULE = Entity(
    key="assignment_rule",
    path="assignment-rules",
    table=tables.assignment_rule,
    zh="分派规则",
    en="Assignment rule",
    many_zh="分派规则",
    many_en="Assignment rules",
    icon="users-group",
    resource="settings",
    menu=False,  # its page is the assignment of leads
    order="sort",
    check=_condition_holds_sometimes,
    fields=(
        Field(
            name="entity",
            zh="对象",
            en="Record",
            kind="choice",
            required=True,
            default="lead",
            words={"lead": ("线索", "Leads")},
        ),
        Field(name="name", zh="名称", en="Name", length=100, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=100, quick=True),
        Field(name="channels", zh="渠道", en="Channels", kind="choices", words=CHANNELS, listed=True),
        Field(
            name="regions",
            zh="地区",
            en="Regions",
            kind="tags",
            length=40,
            listed=True,
            zh_hint="线索或客户的地区含其中之一；用逗号分隔",
            en_hint="one of them stands in the region of the lead or its customer; separated by commas",
        ),
        Field(name="industries", zh="行业", en="Industries", kind="choices", lookup="industry"),
        Field(
            name="products",
            zh="产品",
            en="Products",
            kind="tags",
            length=40,
            zh_hint="关心的产品含其中之一；用逗号分隔",
            en_hint="one of them stands in the product of interest; separated by commas",
        ),
        Field(
            name="condition",
            zh="条件（FEEL）",
            en="Condition (FEEL)",
            kind="long",
            length=2000,
            listed=True,
            reads=READS,
            zh_hint='再要求，例如 budget > 100000 或 level = "A"；空表示不限',
            en_hint='And this: budget > 100000, level = "A". Empty: nothing more',
        ),
        Field(name="people", zh="人员", en="People", kind="persons"),
        Field(
            name="team_of_id",
            zh="某人的下属",
            en="Everybody below",
            kind="person",
            zh_hint="再加上此人的全部下属，例如一个部门的负责人",
            en_hint="and all who report to this person, as the head of a department",
        ),
        Field(name="way", zh="方式", en="Way", kind="choice", words=WAYS, default="round_robin", listed=True),
        Field(name="sort", zh="顺序", en="Order", kind="integer", default=0, least="0", most="9999"),
        Field(
            name="active", zh="启用", en="In use", kind="boolean", default=False, listed=True, filtered=True
        ),
    ),
)
