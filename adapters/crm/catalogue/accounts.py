"""The customer file: every fact about a customer, agent or prospect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import tables
from adapters.crm.errors import MarkedInvalid
from adapters.crm.records import Child, Entity, Field
from adapters.crm.words import KINDS, LEVEL_TONES, LEVELS, POOL_STATES, word
from engine.errors import EngineError

FORMS = {"company": ("企业", "Company"), "person": ("个人", "Person")}
MAIN_CLASSES = {"direct": ("直销", "Direct"), "distributor": ("分销", "Distributor")}
LIFECYCLES = {
    "exploration": ("考察期", "Exploration"),
    "formation": ("形成期", "Formation"),
    "stable": ("稳定期", "Stable"),
    "decline": ("退化期", "Decline"),
    "lost": ("流失", "Lost"),
}
_ADDRESS = "地址|Address"
_BUSINESS = "企业情况|Business"
_CREDIT = "信用与结算|Credit and settlement"
_RELATION = "归属与关系|Ownership and relations"
_GRADES = "评价|Grades"

BASICS = (
    Field(name="code", zh="编号", en="Number", length=32, typed=False, listed=True, searched=True),
    Field(name="name", zh="名称", en="Name", required=True, quick=True, listed=True, searched=True),
    Field(name="name_en", zh="英文名称", en="English name", searched=True),
    Field(name="short_name", zh="简称", en="Short name", length=100, searched=True),
    Field(
        name="kind", zh="类型", en="Kind", kind="choice", words=KINDS, typed=False, listed=True, filtered=True
    ),
    Field(name="form", zh="性质", en="Form", kind="choice", words=FORMS, default="company", filtered=True),
    Field(
        name="level",
        zh="级别",
        en="Level",
        kind="choice",
        lookup="customer_level",
        tones=LEVEL_TONES,
        quick=True,
        listed=True,
        filtered=True,
    ),
    Field(name="type", zh="客户类型", en="Type", kind="choice", lookup="customer_type", filtered=True),
    Field(
        name="industry",
        zh="行业",
        en="Industry",
        kind="choice",
        lookup="industry",
        quick=True,
        listed=True,
        filtered=True,
    ),
    Field(name="source", zh="来源", en="Source", kind="choice", lookup="customer_source", filtered=True),
    Field(name="stage", zh="阶段", en="Stage", kind="choice", lookup="customer_stage", filtered=True),
    Field(name="status", zh="状态", en="State", kind="choice", lookup="customer_state", filtered=True),
    Field(name="intention", zh="购买意向", en="Intention", kind="choice", lookup="intention", filtered=True),
    Field(name="joined_on", zh="成为客户日期", en="Customer since", kind="date", filtered=True),
    Field(name="introduction", zh="简介", en="Introduction", kind="long", length=4000),
)

ADDRESS = (
    Field(name="country", zh="国家", en="Country", length=64, group=_ADDRESS),
    Field(name="province", zh="省份", en="Province", length=64, group=_ADDRESS, filtered=True),
    Field(name="city", zh="城市", en="City", length=64, group=_ADDRESS, listed=True, filtered=True),
    Field(
        name="region_id",
        zh="地区",
        en="Region",
        kind="record",
        refers="region",
        group=_ADDRESS,
        filtered=True,
    ),
    Field(name="address", zh="地址", en="Address", length=300, group=_ADDRESS),
    Field(name="postcode", zh="邮编", en="Postcode", length=16, group=_ADDRESS),
    Field(name="intl_dial", zh="国际区号", en="Country code", length=8, group=_ADDRESS),
    Field(name="area_code", zh="区号", en="Area code", length=16, group=_ADDRESS),
    Field(
        name="phone",
        zh="电话",
        en="Phone",
        kind="phone",
        length=40,
        group=_ADDRESS,
        quick=True,
        searched=True,
    ),
    Field(name="fax", zh="传真", en="Fax", kind="phone", length=40, group=_ADDRESS),
    Field(name="email", zh="邮箱", en="Email", kind="email", group=_ADDRESS, quick=True),
    Field(name="homepage", zh="网址", en="Website", kind="url", group=_ADDRESS),
)

BUSINESS = (
    Field(name="tax_no", zh="税号", en="Tax number", length=64, group=_BUSINESS, searched=True),
    Field(name="legal_rep", zh="法定代表人", en="Legal representative", length=100, group=_BUSINESS),
    Field(name="bank", zh="开户银行及账号", en="Bank account", group=_BUSINESS),
    Field(
        name="employee_count",
        zh="员工人数",
        en="Employees",
        kind="integer",
        least="0",
        most="10000000",
        group=_BUSINESS,
        filtered=True,
    ),
    Field(
        name="annual_revenue",
        zh="年营业额",
        en="Annual revenue",
        kind="money",
        least="0",
        group=_BUSINESS,
        filtered=True,
    ),
    Field(name="business", zh="经营范围", en="Line of business", kind="long", length=4000, group=_BUSINESS),
    Field(name="org_structure", zh="组织结构", en="Organisation", kind="long", length=4000, group=_BUSINESS),
)

CREDIT = (
    Field(
        name="payment_terms",
        zh="付款条件",
        en="Payment terms",
        group=_CREDIT,
    ),
    Field(
        name="settlement_method",
        zh="结算方式",
        en="Settlement",
        kind="choice",
        lookup="settlement_method",
        group=_CREDIT,
        filtered=True,
    ),
    Field(
        name="min_discount",
        zh="最低折扣",
        en="Minimum discount",
        kind="ratio",
        least="0",
        most="1",
        group=_CREDIT,
        mask="credit",
        zh_hint="价格最多下浮的比例",
        en_hint="the most that a price may go down",
    ),
    Field(
        name="credit_limit",
        zh="信用额度",
        en="Credit limit",
        kind="money",
        typed=False,
        group=_CREDIT,
        mask="credit",
        listed=True,
        filtered=True,
    ),
    Field(
        name="receivable",
        zh="应收",
        en="Receivable",
        kind="money",
        typed=False,
        group=_CREDIT,
        mask="credit",
        listed=True,
        filtered=True,
    ),
    Field(
        name="overdue",
        zh="逾期款",
        en="Overdue",
        kind="money",
        typed=False,
        group=_CREDIT,
        mask="credit",
        listed=True,
        filtered=True,
    ),
    Field(
        name="credit_rating",
        zh="信用等级",
        en="Credit rating",
        kind="choice",
        lookup="credit_rating",
        typed=False,
        group=_CREDIT,
        mask="credit",
        filtered=True,
    ),
    Field(
        name="credit_hold",
        zh="信用冻结",
        en="On credit hold",
        kind="boolean",
        typed=False,
        group=_CREDIT,
        mask="credit",
        filtered=True,
    ),
)

RELATION = (
    Field(
        name="owner_id",
        zh="负责人",
        en="Owner",
        kind="person",
        typed=False,
        group=_RELATION,
        listed=True,
        filtered=True,
    ),
    Field(name="plate_id", zh="版块", en="Plate", kind="plate", typed=False, group=_RELATION, filtered=True),
    Field(
        name="pool_state",
        zh="归属状态",
        en="Ownership",
        kind="choice",
        words=POOL_STATES,
        typed=False,
        group=_RELATION,
        filtered=True,
    ),
    Field(name="claimed_at", zh="领用时间", en="Claimed at", kind="moment", typed=False, group=_RELATION),
    Field(
        name="relation_type",
        zh="关系类型",
        en="Relation",
        kind="choice",
        lookup="relation_type",
        group=_RELATION,
        filtered=True,
    ),
    Field(
        name="main_class",
        zh="渠道大类",
        en="Main class",
        kind="choice",
        words=MAIN_CLASSES,
        group=_RELATION,
        filtered=True,
    ),
    Field(
        name="parent_id",
        zh="上级客户",
        en="Parent company",
        kind="record",
        refers="account",
        group=_RELATION,
    ),
    Field(
        name="approved",
        zh="已审批",
        en="Approved",
        kind="boolean",
        typed=False,
        group=_RELATION,
        filtered=True,
    ),
    Field(
        name="invalid",
        zh="无效",
        en="Invalid",
        kind="boolean",
        typed=False,
        group=_RELATION,
        filtered=True,
    ),
    Field(name="invalid_reason", zh="无效原因", en="Why invalid", typed=False, group=_RELATION),
)

GRADES = (
    Field(name="key_score", zh="重点客户评分", en="Key score", kind="number", typed=False, group=_GRADES),
    Field(name="abc", zh="ABC 类", en="ABC class", length=1, typed=False, group=_GRADES, filtered=True),
    Field(name="rfm", zh="RFM", en="RFM", length=3, typed=False, group=_GRADES, filtered=True),
    Field(name="clv", zh="终身价值", en="Lifetime value", kind="money", typed=False, group=_GRADES),
    Field(
        name="lifecycle",
        zh="生命周期",
        en="Life cycle",
        kind="choice",
        words=LIFECYCLES,
        group=_GRADES,
        filtered=True,
    ),
    Field(name="churn_score", zh="流失风险", en="Churn risk", kind="ratio", typed=False, group=_GRADES),
    Field(
        name="last_contact_at",
        zh="最近联系",
        en="Last contact",
        kind="moment",
        typed=False,
        group=_GRADES,
        filtered=True,
    ),
    Field(
        name="next_contact_due",
        zh="下次联系",
        en="Next contact due",
        kind="date",
        group=_GRADES,
        filtered=True,
    ),
)


def _invalid(row: Row[Any]) -> EngineError | None:
    return MarkedInvalid(name_zh=row.name, name_en=row.name_en or row.name) if row.invalid else None


def _note(row: Row[Any], lang: str) -> str:
    return f"{row.code} {word(LEVELS, row.level, lang)}".strip()


ACCOUNT = Entity(
    key="account",
    path="accounts",
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
    edited_in_place=True,
    locked=_invalid,
    note=_note,
    children=(
        Child(entity="contact", column="account_id"),
        Child(entity="account_relation", column="from_id"),
        Child(entity="account_product", column="account_id"),
        Child(entity="account_event", column="account_id"),
    ),
    fields=(*BASICS, *ADDRESS, *BUSINESS, *CREDIT, *RELATION, *GRADES),
)
