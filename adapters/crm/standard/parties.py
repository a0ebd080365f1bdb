"""Lists and parameters about customers, contacts, leads and the customer pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.crm.records.field import Words
from adapters.crm.standard.missing import add_lookups, add_parameters
from adapters.crm.words import DECISION_ROLES, INDUSTRIES, LEVELS, SOURCES
from engine.store.uow import Transaction

LISTS: Mapping[str, Words] = {
    "customer_type": {
        "end_user": ("最终用户", "End user"),
        "integrator": ("系统集成商", "System integrator"),
        "trader": ("贸易商", "Trader"),
        "institute": ("科研院所", "Research institute"),
    },
    "customer_stage": {
        "unknown": ("未接触", "Not contacted"),
        "contacted": ("已接触", "Contacted"),
        "interested": ("有兴趣", "Interested"),
        "negotiating": ("洽谈中", "In negotiation"),
        "lead": ("线索客户", "Lead customer"),
        "buying": ("已成交", "Buying"),
        "repeat": ("重复购买", "Buying again"),
    },
    "customer_level": LEVELS,
    "customer_source": SOURCES,
    "customer_state": {
        "active": ("正常", "Active"),
        "dormant": ("休眠", "Dormant"),
        "risk": ("有流失风险", "At risk"),
        "lost": ("已流失", "Lost"),
    },
    "industry": INDUSTRIES,
    "relation_type": {
        "parent": ("上级公司", "Parent company"),
        "subsidiary": ("下属公司", "Subsidiary"),
        "supplier": ("供应商", "Supplier"),
        "buyer": ("买方", "Buyer"),
        "partner": ("合作伙伴", "Partner"),
        "referrer": ("介绍人", "Referred by"),
        "rival": ("竞争关系", "Competitor"),
    },
    "intention": {
        "high": ("强", "Strong"),
        "medium": ("一般", "Medium"),
        "low": ("弱", "Weak"),
        "none": ("无", "None"),
    },
    "salutation": {
        "mr": ("先生", "Mr"),
        "ms": ("女士", "Ms"),
        "dr": ("博士", "Dr"),
        "prof": ("教授", "Prof."),
        "manager": ("经理", "Manager"),
    },
    "decision_role": DECISION_ROLES,
    "settlement_method": {
        "prepaid": ("款到发货", "Payment before delivery"),
        "monthly_30": ("月结 30 天", "Monthly, 30 days"),
        "monthly_60": ("月结 60 天", "Monthly, 60 days"),
        "stages": ("分期付款", "In instalments"),
        "on_delivery": ("货到付款", "On delivery"),
    },
    "credit_rating": {
        "AAA": ("AAA", "AAA"),
        "AA": ("AA", "AA"),
        "A": ("A", "A"),
        "B": ("B", "B"),
        "C": ("C", "C"),
    },
    "event_type": {
        "created": ("建档", "Entered"),
        "converted": ("类型转换", "Converted"),
        "owner": ("负责人变更", "Owner changed"),
        "merged": ("合并", "Merged"),
        "duplicate": ("重复建档", "Entered again"),
        "visit": ("来访", "Visit"),
        "milestone": ("里程碑", "Milestone"),
        "anniversary": ("周年", "Anniversary"),
        "note": ("备注", "Note"),
    },
}

#: The pool (3.8): how many customers a person may have claimed at once, days until he may claim again what he
#: released, days without contact by level until a customer goes back, days that the owner is warned before.
PARAMETERS: Mapping[str, Any] = {
    "pool.claim_limit": 50,
    "pool.cooling_days": 30,
    "pool.approve_levels": ["A"],
    "pool.idle_days": {"A": 90, "B": 60, "C": 45, "": 45},
    "pool.warning_days": 7,
    "pool.purge_days": 90,
    "new_customer.min_discount": "0.15",
    "new_customer.settlement": ["prepaid", "monthly_30", "on_delivery"],
}


def install(tx: Transaction) -> None:
    """Add what is missing."""
    add_lookups(tx, LISTS)
    add_parameters(tx, PARAMETERS)
