"""Lists and parameters about leads, opportunities and the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.crm.records.field import Words
from adapters.crm.standard.missing import add_lookups, add_parameters
from engine.store.uow import Transaction

#: The six selling stages of S36, answering the six stages in which a customer buys.
STAGES: Words = {
    "develop": ("发展", "Develop"),
    "enter": ("进入", "Enter"),
    "proposal": ("提案", "Proposal"),
    "bid": ("投标", "Bid"),
    "negotiate": ("商务谈判", "Negotiate"),
    "implement": ("实施", "Implement"),
}
CLOSE_REASONS: Words = {
    "price": ("价格", "Price"),
    "competitor": ("竞争对手", "Competitor"),
    "product": ("产品不合适", "Product does not fit"),
    "budget": ("预算取消", "No budget"),
    "postponed": ("项目推迟", "Postponed"),
    "no_need": ("没有需求", "No need"),
    "relation": ("关系不到位", "Relations"),
    "delivered": ("订单完成", "Order completed"),
    "other": ("其他", "Other"),
}
LISTS: Mapping[str, Words] = {
    "opportunity_stage": STAGES,
    "close_reason": CLOSE_REASONS,
    "sales_method": {
        "direct": ("直接销售", "Direct"),
        "consulting": ("顾问式销售", "Consultative"),
        "tender": ("招投标", "Tender"),
        "agent": ("经由代理", "Through an agent"),
        "repeat": ("老客户复购", "Repeat business"),
    },
}

#: How likely each stage ends well; days until things are due.
PARAMETERS: Mapping[str, Any] = {
    "opportunity.probability": {
        "develop": "0.10",
        "enter": "0.25",
        "proposal": "0.45",
        "bid": "0.60",
        "negotiate": "0.80",
        "implement": "0.95",
    },
    "opportunity.remind_days": 7,
    "opportunity.close_warning_days": 7,
    "opportunity.care_after_won": 30,
    "opportunity.care_after_lost": 90,
    "lead.next_days": 7,
    "lead.public_form": True,
    "lead.consent": {},
}


def install(tx: Transaction) -> None:
    """Add what is missing."""
    add_lookups(tx, LISTS)
    add_parameters(tx, PARAMETERS)
