"""What each customer or agent is worth (12.6): value, frequency, recency, ABC, growth, credit and arrears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from adapters.crm.analysis.customers import GROUP, buyers
from adapters.crm.analysis.measures import abc, growth, share
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import account
from adapters.crm.words import KINDS


def _values(frame: Frame) -> Sequence[Row]:
    """Everybody who bought something; compared with a time of the same length just before."""
    found = buyers(frame, frame.since, frame.until)
    length = frame.until - frame.since + timedelta(days=1)
    before = {one.id: one.amount for one in buyers(frame, frame.since - length, frame.until - length)}
    total = sum((one.amount for one in found), Decimal(0))
    known = select(
        account.c.id, account.c.kind, account.c.credit_limit, account.c.receivable, account.c.overdue
    ).where(account.c.id.in_([one.id for one in found]))
    parties = {row.id: row for row in frame.connection.execute(known)}
    rows: list[Row] = []
    for one, (letter, _cumulative) in zip(found, abc([one.amount for one in found]), strict=True):
        party = parties[one.id]
        rows.append(
            {
                "name": one.name,
                "kind": frame.word(KINDS[party.kind]),
                "amount": one.amount,
                "share": share(one.amount, total),
                "growth": growth(one.amount, before.get(one.id, Decimal(0))),
                "orders": one.orders,
                "days": (frame.until - one.last).days,
                "class": letter,
                "limit": party.credit_limit,
                "receivable": party.receivable,
                "overdue": party.overdue,
                "url": f"/crm/accounts/{one.id}",
            }
        )
    return rows


VALUES = Report(
    key="customers",
    zh="客户代理分析",
    en="Customers and agents",
    about_zh="期内有订单的客户与代理：金额、次数、最近一次、ABC 类、比前一段同长时间的增长；目前的信用与欠款。",
    about_en="Who ordered in the period: amount, frequency, recency, ABC class, growth on the time of the same "
    "length before; credit and arrears as they are now.",
    group=GROUP,
    columns=(
        Column(key="name", zh="客户", en="Customer", kind="text"),
        Column(key="kind", zh="类型", en="Kind", kind="text"),
        Column(key="amount", zh="销售额", en="Sales", kind="money", total=True),
        Column(key="share", zh="占比", en="Share", kind="ratio"),
        Column(key="growth", zh="增长", en="Growth", kind="ratio"),
        Column(key="orders", zh="订单数", en="Orders", total=True),
        Column(key="days", zh="距上次订单（天）", en="Days since the last order", kind="days"),
        Column(key="class", zh="ABC 类", en="ABC class", kind="text"),
        Column(key="limit", zh="信用额度", en="Credit limit", kind="money", mask="credit"),
        Column(key="receivable", zh="应收", en="Receivable", kind="money", total=True, mask="credit"),
        Column(key="overdue", zh="逾期款", en="Overdue", kind="money", total=True, mask="credit"),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount",), across=True),
    read=_values,
)
