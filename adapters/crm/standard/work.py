"""Task states, actions, ways of contact and text templates that a new CRM starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select

from adapters.crm import changes, tables
from adapters.crm.records.field import Words
from adapters.crm.standard.missing import add_lookups
from engine.store.uow import Transaction

LISTS: Mapping[str, Words] = {
    "comm_type": {
        "call": ("电话", "Phone call"),
        "visit": ("拜访", "Visit"),
        "mail": ("邮件", "E-mail"),
        "letter": ("信函", "Letter"),
        "fax": ("传真", "Fax"),
        "chat": ("即时消息", "Chat"),
        "note": ("备注", "Note"),
    },
    "hot_spot": {
        "price": ("价格", "Price"),
        "delivery": ("交期", "Delivery"),
        "quality": ("质量", "Quality"),
        "service": ("服务", "Service"),
        "competition": ("竞品", "Competition"),
        "technology": ("技术方案", "Technology"),
    },
    "event_type": {
        "milestone": ("里程碑", "Milestone"),
        "fair": ("展会", "Trade fair"),
        "complaint": ("投诉", "Complaint"),
        "management": ("高层变动", "Change of management"),
        "expansion": ("扩产", "Expansion"),
    },
}
#: code, Chinese, English, class, needs result, needs reason
STATES: Sequence[tuple[str, str, str, str, bool, bool]] = (
    ("new", "未开始", "Not started", "not_started", False, False),
    ("doing", "进行中", "In progress", "in_progress", False, False),
    ("waiting", "等待客户", "Waiting for the customer", "waiting", False, False),
    ("done", "已完成", "Done", "done", True, False),
    ("dropped", "已放弃", "Dropped", "abandoned", False, True),
)
#: code, Chinese, English, kinds, direction, minutes, days until the next contact
ACTIONS: Sequence[tuple[str, str, str, Sequence[str], str, int, int]] = (
    ("phone", "电话沟通", "Phone call", ("sales", "service", "market"), "out", 15, 7),
    ("phone_in", "客户来电", "Call from the customer", ("sales", "service"), "in", 15, 3),
    ("visit", "上门拜访", "Visit", ("sales", "service"), "out", 120, 14),
    ("demo", "产品演示", "Demonstration", ("sales",), "out", 90, 7),
    ("quotation", "报价", "Quotation", ("sales",), "out", 30, 5),
    ("bid", "投标", "Bid", ("sales",), "out", 240, 10),
    ("contract", "签订合同", "Contract", ("sales",), "none", 60, 30),
    ("mail", "邮件", "E-mail", ("sales", "service", "market"), "out", 10, 7),
    ("note", "记录", "Note", ("sales", "service", "market", "other"), "none", 5, 0),
)
#: kind, Chinese name, English name, body
TEMPLATES: Sequence[tuple[str, str, str, str]] = (
    (
        "mail",
        "初次联系",
        "First contact",
        "{contact}：\n\n您好！感谢您对我们产品的关注，期待与您进一步交流。\n\n{person}\n{company}",
    ),
    (
        "mail",
        "英文初次联系",
        "First contact (English)",
        "Dear {contact},\n\nthank you for your interest. We would be glad to talk to you.\n\n{person}\n{company}",
    ),
    ("schedule", "客户拜访", "Visit to a customer", "目的：\n参加人：\n准备材料："),
)


def install(tx: Transaction) -> None:
    """Add what is missing; what administrators changed stays."""
    add_lookups(tx, LISTS)
    _add(
        tx,
        tables.task_state_def,
        "code",
        [_state(number, *row) for number, row in enumerate(STATES, start=1)],
    )
    _add(tx, tables.action_def, "code", [_action(*row) for row in ACTIONS])
    _add(tx, tables.text_template, "name", [_template(*row) for row in TEMPLATES])
    _add(
        tx, tables.info_column, "name", [_column(number, *row) for number, row in enumerate(COLUMNS, start=1)]
    )


#: Chinese, English; the first one is shown first
COLUMNS = (
    ("公司新闻", "Company news"),
    ("通知公告", "Notices"),
    ("规章制度", "Rules"),
    ("产品介绍", "Products"),
)


def _add(tx: Transaction, table: Table, key: str, rows: Sequence[Mapping[str, Any]]) -> None:
    present = set(tx.connection.scalars(select(table.c[key])))
    changes.add_many(tx, table, [row for row in rows if row[key] not in present])


def _state(number: int, code: str, zh: str, en: str, kind: str, result: bool, reason: bool) -> dict[str, Any]:
    return {
        "kind": "all",
        "code": code,
        "name": zh,
        "name_en": en,
        "state_class": kind,
        "sort": number * 10,
        "needs_result": result,
        "needs_reason": reason,
    }


def _action(
    code: str, zh: str, en: str, kinds: Sequence[str], direction: str, minutes: int, days: int
) -> dict[str, Any]:
    return {
        "code": code,
        "name": zh,
        "name_en": en,
        "task_kinds": list(kinds),
        "direction": direction,
        "default_minutes": minutes,
        "next_days": days or None,
    }


def _template(kind: str, zh: str, en: str, body: str) -> dict[str, Any]:
    return {"kind": kind, "name": zh, "name_en": en, "body": body}


def _column(number: int, zh: str, en: str) -> dict[str, Any]:
    return {"name": zh, "name_en": en, "is_default": number == 1, "sort": number * 10}
