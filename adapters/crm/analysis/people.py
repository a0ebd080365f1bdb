"""What each employee brought about: orders, receipts, new customers, contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from adapters.crm import tables
from adapters.crm.analysis.pipeline import begin_of, end_of
from adapters.crm.analysis.report import Chart, Column, Frame, Report, Row
from adapters.crm.analysis.sales import called, order, sold

account, receipt, progress = tables.account, tables.receipt, tables.progress


def _performance(frame: Frame) -> Sequence[Row]:
    rows: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"amount": Decimal(0), "count": 0, "receipts": Decimal(0), "customers": 0, "contacts": 0}
    )
    ordered = (
        select(order.c.owner_id, func.sum(order.c.total), func.count())
        .where(sold(frame, frame.since, frame.until))
        .group_by(order.c.owner_id)
    )
    for owner, amount, count in frame.connection.execute(ordered):
        rows[owner] |= {"amount": amount, "count": count}
    received = (
        select(account.c.owner_id, func.sum(receipt.c.amount))
        .join(account, account.c.id == receipt.c.account_id)
        .where(
            frame.within("account"),
            receipt.c.deleted_at.is_(None),
            receipt.c.received_on.between(frame.since, frame.until),
            account.c.owner_id.is_not(None),
        )
        .group_by(account.c.owner_id)
    )
    for owner, amount in frame.connection.execute(received):
        rows[owner]["receipts"] = amount
    joined = (
        select(account.c.owner_id, func.count())
        .where(
            frame.within("account"),
            account.c.owner_id.is_not(None),
            account.c.joined_on.between(frame.since, frame.until),
        )
        .group_by(account.c.owner_id)
    )
    for owner, count in frame.connection.execute(joined):
        rows[owner]["customers"] = count
    met = (
        select(progress.c.by_id, func.count())
        .where(frame.within("progress"), progress.c.at >= begin_of(frame), progress.c.at < end_of(frame))
        .group_by(progress.c.by_id)
    )
    for owner, count in frame.connection.execute(met):
        rows[owner]["contacts"] = count
    found = [{"name": called(frame, owner), **values} for owner, values in rows.items()]
    return sorted(found, key=lambda row: (-row["amount"], row["name"]))


PERFORMANCE = Report(
    key="performance",
    zh="员工业绩分析",
    en="Performance",
    about_zh="期内各员工的订单、客户回款、新客户与跟进次数。",
    about_en="What each employee sold, received, won as new customers and met in the period.",
    group=("员工", "Employees"),
    columns=(
        Column(key="name", zh="员工", en="Employee", kind="text"),
        Column(key="amount", zh="销售额", en="Sales", kind="money", total=True),
        Column(key="count", zh="订单数", en="Orders", total=True),
        Column(key="receipts", zh="回款", en="Received", kind="money", total=True),
        Column(key="customers", zh="新客户", en="New customers", total=True),
        Column(key="contacts", zh="跟进次数", en="Contacts", total=True),
    ),
    chart=Chart(kind="bar", by="name", bars=("amount", "receipts")),
    read=_performance,
)
