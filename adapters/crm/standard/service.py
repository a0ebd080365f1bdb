"""Lists and parameters about service cases and knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.crm.records.field import Words
from adapters.crm.standard.missing import add_lookups, add_parameters
from engine.store.uow import Transaction

LISTS: Mapping[str, Words] = {
    "feedback_category": {
        "quality": ("产品质量", "Product quality"),
        "delivery": ("交货", "Delivery"),
        "service": ("服务态度", "Service"),
        "price": ("价格与账单", "Price and billing"),
        "installation": ("安装调试", "Installation"),
        "usage": ("使用方法", "How to use it"),
        "other": ("其他", "Other"),
    },
    "compensation_kind": {
        "money": ("现金补偿", "Money"),
        "credit": ("抵扣货款", "Credit against invoices"),
        "goods": ("赠送产品", "Goods"),
        "service": ("免费服务", "Free service"),
    },
    "knowledge_category": {
        "fault": ("故障处理", "Faults"),
        "usage": ("使用方法", "How to use it"),
        "installation": ("安装调试", "Installation"),
        "policy": ("政策与流程", "Policies"),
        "other": ("其他", "Other"),
    },
}

#: Days a published item is valid, days in which a repeated call about the same matter is the same case; the working
#: time in which a request that needs no process is answered and solved.
PARAMETERS: Mapping[str, Any] = {
    "knowledge.valid_days": 365,
    "feedback.duplicate_days": 30,
    "feedback.request_respond": "PT8H",
    "feedback.request_solve": "P3D",
}


def install(tx: Transaction) -> None:
    """Add what is missing."""
    add_lookups(tx, LISTS)
    add_parameters(tx, PARAMETERS)
